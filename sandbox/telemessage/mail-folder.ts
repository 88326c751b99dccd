import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compareItems, type ArchivedItem } from "./shelf.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Every `*.eml` of a folder as an archived item, served byte for byte. Its archive time depends on the file's
 * name and on `startedMs`, the sandbox's first start, so that it is the same after every restart.
 */
export function mailFolderItems(folder: string, startedMs: number): ArchivedItem[] {
  const names = readdirSync(folder).filter((name) => name.toLowerCase().endsWith(".eml"));
  return names.map((name) => itemOf(folder, name, startedMs)).toSorted(compareItems);
}

function itemOf(folder: string, name: string, startedMs: number): ArchivedItem {
  const hash = createHash("sha256").update(name).digest();
  const share = hash.readUInt32BE(0) / 4_294_967_296;
  const path = join(folder, name);
  return {
    id: `eml.${hash.toString("hex").slice(0, 24)}`,
    archivedMs: startedMs - DAY_MS + Math.floor(share * DAY_MS),
    kind: /text/i.test(name) ? "sms" : "mms",
    eml: () => readFileSync(path),
  };
}
