import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** npm takes one word for a list of one. */
const words = z.union([z.string(), z.array(z.string())]).optional();
const entry = z.object({
  version: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  /** For development, or for somebody's optional need: left out of what is shipped. */
  devOptional: z.boolean().optional(),
  optional: z.boolean().optional(),
  os: words,
  cpu: words,
  libc: words,
});
const lock = z.object({ lockfileVersion: z.number(), packages: z.record(z.string(), entry) });

const ranges = z.record(z.string(), z.string()).default({});
const manifest = z.object({
  dependencies: ranges,
  devDependencies: ranges,
  optionalDependencies: ranges,
});

export type LockEntry = z.infer<typeof entry>;
/** A package of the lock file: where it lies, and what its name is. */
export type LockedPackage = LockEntry & { location: string; name: string };
export type Manifest = z.infer<typeof manifest>;

export function readLock(root: string): LockedPackage[] {
  const { packages } = lock.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  return Object.entries(packages)
    .filter(([location]) => location !== "")
    .map(([location, each]) => ({ ...each, location, name: nameAt(location) }));
}

export function readManifest(root: string): Manifest {
  return manifest.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
}

function nameAt(location: string): string {
  return location.split("node_modules/").at(-1) ?? location;
}

/** Whether a package can be installed where the product runs: on Linux with glibc, on either processor. */
export function runsWhereWeShip({ os, cpu, libc }: LockEntry): boolean {
  const fits = (allowed: string[] | string | undefined, ours: string[]) =>
    allowed === undefined || ours.some((word) => [allowed].flat().includes(word));
  return fits(os, ["linux"]) && fits(cpu, ["x64", "arm64"]) && fits(libc, ["glibc"]);
}
