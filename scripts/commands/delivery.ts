import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { readSandboxMails } from "../delivery/sandbox-mails.ts";
import { writeDelivery } from "../delivery/write-delivery.ts";
import { type ZipPart, zipOf } from "../delivery/zip-of.ts";
import { say } from "../stack/say.ts";

const USAGE =
  "npm run delivery -- <folder> [--day 2026-11-24] [--part 1] [--mails <folder of *.eml>] [--sandbox <url>]";

/** Makes an SFTP delivery to try: out of a folder of e-mails, or of what the running sandbox has of the last day. */
export async function delivery(words: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      day: { type: "string", default: new Date().toISOString().slice(0, 10) },
      part: { type: "string", default: "1" },
      mails: { type: "string" },
      sandbox: { type: "string", default: "http://127.0.0.1:7004" },
    },
  });
  const [folder] = positionals;
  if (folder === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(values.day)) throw new Error(`Usage: ${USAGE}`);
  const mails = values.mails === undefined ? await readSandboxMails(values.sandbox) : mailsOf(values.mails);
  if (mails.length === 0) throw new Error("There are no e-mails to deliver.");
  mkdirSync(folder, { recursive: true });
  const name = writeDelivery(folder, { day: values.day, part: Number(values.part) }, await zipOf(mails));
  say(`✓ ${mails.length} e-mails and their manifest are in ${join(resolve(folder), name)}`);
  return 0;
}

function mailsOf(folder: string): ZipPart[] {
  const names = readdirSync(folder).filter((name) => /\.eml$/i.test(name));
  return names.toSorted().map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}
