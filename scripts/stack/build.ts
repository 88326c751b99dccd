import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { saying } from "./say.ts";
import { type Environment, processEnv } from "./environment.ts";

const PORTAL_SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "proxy.ts",
  "next.config.ts",
  "scripts/stack/precompress.ts",
  "tsconfig.json",
  "package-lock.json",
  "prisma/schema.prisma",
];

/** Generates Prisma's client and builds the portal, each only when its sources changed since the last time. */
export async function buildAll(root: string): Promise<void> {
  await generateClient(root);
  await buildPortal(root);
}

/** Prisma's typed client, from the schema; reaches no network. */
export async function generateClient(root: string): Promise<void> {
  const stamp = join(root, "lib/db/generated/.stamp");
  const hash = hashOf(root, ["prisma/schema.prisma", "package-lock.json"]);
  if (isFresh(stamp, hash)) return;
  await saying("Generating the database client", async () => {
    // Generating needs no engine; naming one keeps the tool from downloading it.
    const env = { ...process.env, CHECKPOINT_DISABLE: "1", PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true" };
    run(root, "Prisma", [join(root, "node_modules/prisma/build/index.js"), "generate"], env);
    writeFileSync(stamp, hash);
  });
}

async function buildPortal(root: string): Promise<void> {
  const stamp = join(root, ".next/.stamp");
  const hash = hashOf(root, PORTAL_SOURCES);
  if (isFresh(stamp, hash)) return;
  await saying("Building the portal (about a minute)", async () => {
    rmSync(stamp, { force: true });
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" as const };
    run(root, "Next.js", [join(root, "node_modules/next/dist/bin/next"), "build"], env);
    const standalone = join(root, ".next/standalone");
    mkdirSync(join(standalone, ".next"), { recursive: true });
    cpSync(join(root, ".next/static"), join(standalone, ".next/static"), { recursive: true });
    cpSync(join(root, "public"), join(standalone, "public"), { recursive: true });
    writeFileSync(stamp, hash);
  });
}

function run(root: string, tool: string, words: string[], env: Environment): void {
  const done = spawnSync(process.execPath, words, {
    cwd: root,
    env: processEnv(env),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (done.status !== 0) throw new Error(`${tool} failed:\n${done.stdout}\n${done.stderr}`);
}

function isFresh(stamp: string, hash: string): boolean {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
}

function hashOf(root: string, sources: readonly string[]): string {
  const hash = createHash("sha256");
  const visit = (path: string) => {
    const full = join(root, path);
    if (!existsSync(full) || path.includes("lib/db/generated") || /\.test\.tsx?$/.test(path)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).toSorted()) visit(join(path, name));
    } else {
      hash.update(path).update(readFileSync(full));
    }
  };
  for (const source of sources) visit(source);
  return hash.digest("hex");
}
