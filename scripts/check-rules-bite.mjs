// Plants one forbidden import at a time and shows that the rule of that name reports it, then takes it out again.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** @type {[rule: string, file: string, line: string, ...others: [string, string][]][]} */
const PLANTS = [
  [
    "no-circular",
    "lib/domain/planted.ts",
    'import { planted as other } from "./planted-too.ts"; export const planted = other;',
    [
      "lib/domain/planted-too.ts",
      'import { planted as other } from "./planted.ts"; export const planted = other;',
    ],
  ],
  [
    "domain-is-pure",
    "lib/domain/planted.ts",
    'import { readFileSync } from "node:fs"; export const planted = readFileSync;',
  ],
  [
    "domain-is-pure",
    "lib/domain/planted.ts",
    'import type { Db } from "#lib/db/client.ts"; export type Planted = Db;',
  ],
  [
    "pipeline-knows-ports-only",
    "lib/pipeline/planted.ts",
    'import { createDb } from "#lib/db/client.ts"; export const planted = createDb;',
  ],
  ["prisma-in-db-only", "lib/services/planted.ts", 'import pg from "pg"; export const planted = pg;'],
  [
    "queue-library-in-queue-only",
    "workers/planted.ts",
    'import { Queue } from "bullmq"; export const planted = Queue;',
  ],
  [
    "env-in-roots-only",
    "lib/services/planted.ts",
    'import { readWorkerEnv } from "#lib/env.ts"; export const planted = readWorkerEnv;',
  ],
  [
    "lib-is-below-entry-points",
    "lib/services/planted.ts",
    'import { createDeps } from "#workers/deps.ts"; export const planted = createDeps;',
  ],
  [
    "no-framework-below-the-seam",
    "lib/services/planted.ts",
    'import { redirect } from "next/navigation"; export const planted = redirect;',
  ],
  [
    "app-asks-services",
    "app/planted.ts",
    'import { createDb } from "#lib/db/client.ts"; export const planted = createDb;',
  ],
  [
    "client-islands-stay-light",
    "components/planted.client.tsx",
    'import { authorize } from "#lib/services/context.ts"; export const planted = authorize;',
  ],
  [
    "no-numbering-plans-in-the-browser",
    "components/planted.client.tsx",
    'import { parsePhoneNumber } from "#lib/domain/address.ts"; export const planted = parsePhoneNumber;',
  ],
  [
    "workers-have-no-ui",
    "workers/planted.ts",
    'import { serviceContext } from "#lib/server.ts"; export const planted = serviceContext;',
  ],
  [
    "technology-folders-are-leaves",
    "lib/queue/planted.ts",
    'import { createDb } from "#lib/db/client.ts"; export const planted = createDb;',
  ],
  [
    "technology-folders-are-leaves",
    "lib/adapters/graph/planted.ts",
    'import { runConnector } from "#lib/pipeline/run-connector.ts"; export const planted = runConnector;',
  ],
  [
    "services-are-handed-the-world",
    "lib/services/planted.ts",
    'import { createProducer } from "#lib/queue/enqueue.ts"; export const planted = createProducer;',
  ],
  [
    "portal-reads-no-originals",
    "app/planted.ts",
    'import { planted as nearer } from "#lib/services/planted.ts"; export const planted = nearer;',
    [
      "lib/services/planted.ts",
      'import { openContainer } from "#lib/adapters/staging/container.ts"; export const planted = openContainer;',
    ],
  ],
  [
    "auth-behind-the-seam",
    "app/planted.ts",
    'import { getServerSession } from "next-auth"; export const planted = getServerSession;',
  ],
  [
    "e2e-from-outside",
    "e2e/planted.ts",
    'import { authorize } from "#lib/services/context.ts"; export const planted = authorize;',
  ],
  [
    "sandbox-is-another-program",
    "lib/services/planted.ts",
    'import { startSandbox } from "#sandbox/start-sandbox.ts"; export const planted = startSandbox;',
  ],
  [
    "sandbox-knows-no-product",
    "sandbox/planted.ts",
    'import { paths } from "#lib/paths.ts"; export const planted = paths;',
  ],
  [
    "adapters-are-strangers",
    "lib/adapters/graph/planted.ts",
    'import { createMailReader } from "#lib/adapters/mail/mail-reader.ts"; export const planted = createMailReader;',
  ],
  [
    "services-do-not-chain",
    "lib/services/run/planted.ts",
    'import { listConnectors } from "#lib/services/connector/list-connectors.ts"; export const planted = listConnectors;',
  ],
  ["no-test-in-product", "lib/services/planted.ts", 'import "#lib/domain/mapping.test.ts";'],
  [
    "not-to-unresolvable",
    "lib/planted.ts",
    'import { planted as nowhere } from "./nowhere.ts"; export const planted = nowhere;',
  ],
  [
    "not-to-dev-dependency",
    "lib/planted.ts",
    'import { expect } from "vitest"; export const planted = expect;',
  ],
];

const FOLDERS = ["app", "components", "lib", "workers", "sandbox", "e2e"];
let missed = 0;
for (const [rule, file, line, ...others] of PLANTS) {
  const files = [[file, line], ...others];
  for (const [path, text] of files) plant(path, text);
  const { stdout } = spawnSync(
    "node_modules/.bin/depcruise",
    [...FOLDERS, "--config", ".dependency-cruiser.cjs"],
    { encoding: "utf8" },
  );
  for (const [path] of files) rmSync(path);
  const isCaught = stdout.includes(`error ${rule}:`);
  if (!isCaught) missed += 1;
  console.log(`${isCaught ? "caught" : "MISSED"}  ${rule}  ${file}`);
}
const rules = [...readFileSync(".dependency-cruiser.cjs", "utf8").matchAll(/name: "([a-z0-9-]+)"/g)].map(
  (match) => match[1],
);
const untested = rules.filter((rule) => !PLANTS.some(([planted]) => planted === rule));
for (const rule of untested) console.log(`UNTESTED  ${rule}`);
console.log(`${PLANTS.length - missed} caught, ${missed} missed, ${untested.length} rules without a plant`);
process.exit(missed + untested.length === 0 ? 0 : 1);

function plant(path, text) {
  if (existsSync(path)) throw new Error(`${path} exists`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${text}\n`);
}
