import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { beforeAll, expect, test } from "vitest";
import { z } from "zod";

import { ROOT } from "../stack/root.ts";
import { type LockedPackage, readLock, readManifest } from "./lock.ts";

/** As far as CycloneDX 1.5 asks for it, and a reader of the bill needs it. */
const component = z.object({
  "bom-ref": z.string().min(1),
  type: z.enum(["library", "application"]),
  name: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  purl: z.string().startsWith("pkg:npm/"),
  hashes: z.array(z.object({ alg: z.literal("SHA-512"), content: z.hex().length(128) })).optional(),
});
const cycloneDx = z.object({
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.literal("1.5"),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f-]{36}$/),
  version: z.number().int().positive(),
  metadata: z.object({ timestamp: z.iso.datetime(), component }),
  components: z.array(component),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

let bill: z.infer<typeof cycloneDx>;
beforeAll(() => {
  const told = spawnSync(process.execPath, [join(ROOT, "scripts/sbom.ts")], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (told.status !== 0) throw new Error(told.stderr);
  bill = cycloneDx.parse(JSON.parse(told.stdout));
}, 120_000);

const idOf = ({ name, version = "" }: { name: string; version?: string | undefined }) => `${name}@${version}`;
/** The lock file does not say so of TypeScript's parts for each platform. */
const isForDevelopment = ({ name, dev, devOptional }: LockedPackage) =>
  dev === true || devOptional === true || name.startsWith("@typescript/typescript-");

test("it names the product, and every package of the product once, with its checksum where it has one", () => {
  expect(idOf(bill.metadata.component)).toBe("mobile-archive-connectors@0.1.0");
  const shipped = readLock(ROOT).filter((each) => !isForDevelopment(each));
  const listed = bill.components.map(idOf);
  expect(listed.toSorted()).toEqual([...new Set(shipped.map(idOf))].toSorted());
  for (const [name, version] of Object.entries(readManifest(ROOT).dependencies))
    expect(listed).toContain(`${name}@${version}`);
  const checked = new Set(shipped.filter(({ integrity }) => integrity !== undefined).map(idOf));
  const unchecked = bill.components.filter((each) => checked.has(idOf(each)) && !each.hashes?.length);
  expect(unchecked.map(idOf)).toEqual([]);
});

test("it names nothing of development", () => {
  const names = bill.components.map(({ name }) => name);
  for (const name of ["vitest", "typescript", "azurite", "prisma", "@playwright/test"])
    expect(names).not.toContain(name);
});

test("what needs what leads to packages that are listed, and all of them are needed by the product", () => {
  const needs = new Map(bill.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  expect(needs.size).toBe(bill.components.length + 1);
  const reached = new Set<string>();
  const open = [bill.metadata.component["bom-ref"]];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (reached.has(ref)) continue;
    reached.add(ref);
    open.push(...(needs.get(ref) ?? []));
  }
  expect([...reached].toSorted()).toEqual([...needs.keys()].toSorted());
});
