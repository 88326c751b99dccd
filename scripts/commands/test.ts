import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { ALL_SPECIALS } from "#sandbox/telemessage/special-items.ts";

import { buildAll, generateClient } from "../stack/build.ts";
import { freePort } from "../stack/ports.ts";
import { endOnSignals } from "../stack/ending.ts";
import { ROOT } from "../stack/root.ts";
import { say, saying } from "../stack/say.ts";
import {
  ANY_PORT,
  migrate,
  productEnvironment,
  type Servers,
  startPortal,
  startSandboxProcess,
  startServers,
  startWorker,
  type StackOptions,
} from "../stack/stack.ts";
import { startSftpServer } from "../stack/sshd.ts";
import { ensureProgram } from "../stack/system-packages.ts";
import type { Environment } from "../stack/environment.ts";
import { playwrightTally, summary, type Tally, vitestTally } from "./test-report.ts";

const PARTS = ["unit", "integration", "e2e"] as const;
type Part = (typeof PARTS)[number];

// Parts may run side by side, each with servers and results of its own.
const dataDir = join(ROOT, ".data/test", process.argv[3] ?? "all");
const results = join(dataDir, "results");
// Tests run on servers of their own, whatever the environment points at.
const FOREIGN = [
  "DATABASE_URL",
  "DATABASE_ADMIN_URL",
  "REDIS_URL",
  "AZURE_STORAGE_CONNECTION_STRING",
  "GRAPH_URL",
  "TELEMESSAGE_URL",
  "ENTRA_AUTHORITY",
  "PORT",
  "NEXTAUTH_URL",
];

// Dozens of connectors are set up one after the other: were each to bring 14 MB for one mailbox, the journeys would soon be
// as slow as Microsoft's 150 MB in five minutes allow.
const JOURNEYS_SANDBOX = {
  SANDBOX_ITEMS: "300",
  SANDBOX_LATENCY_MS: "10",
  SANDBOX_SPECIALS: ALL_SPECIALS.filter((name) => name !== "attachmentUnder10Mb").join(),
};

/** Every test, or the named part of them. @returns the exit code */
export async function test(words: string[]): Promise<number> {
  const [part, ...filters] = words;
  const parts = PARTS.filter((each) => part === undefined || each === part);
  if (parts.length === 0) throw new Error(`Unknown part ${part}. Known: ${PARTS.join(", ")}.`);
  endOnSignals();
  for (const name of FOREIGN) delete process.env[name];
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  await generateClient(ROOT);

  const tallies: Tally[] = [];
  if (parts.includes("unit")) tallies.push(vitest("unit", filters, {}));
  if (parts.some((each) => each !== "unit")) tallies.push(...(await onServers(parts, filters)));
  console.log(summary(tallies));
  return tallies.every(({ failures }) => failures.length === 0) && tallies.some(({ passed }) => passed > 0)
    ? 0
    : 1;
}

async function onServers(parts: readonly Part[], filters: string[]): Promise<Tally[]> {
  const onDeath = (name: string, tail: string) => console.error(`✗ ${name} ended unexpectedly:\n${tail}`);
  const options: StackOptions = { root: ROOT, dataDir, isDurable: false, ports: ANY_PORT, onDeath };
  const servers = await saying("Starting PostgreSQL, Redis and Azurite for the tests", () =>
    startServers(options),
  );
  const tallies: Tally[] = [];
  if (parts.includes("integration")) tallies.push(vitest("integration", filters, serverEnvironment(servers)));
  if (parts.includes("e2e")) tallies.push(await endToEnd(options, servers, filters));
  return tallies;
}

async function endToEnd(options: StackOptions, servers: Servers, filters: string[]): Promise<Tally> {
  const chromium = ensureProgram("chromium", "chromium");
  await buildAll(ROOT);
  await migrate(servers);
  const sandbox = await startSandboxProcess(options, JOURNEYS_SANDBOX);
  const port = await freePort(0);
  const portalUrl = `http://localhost:${port}`;
  const env = {
    ...productEnvironment(servers, sandbox.url, portalUrl),
    UNKNOWN_OUTCOME_WAIT_MS: "1000",
    SFTP_ALLOW_PRIVATE: "true",
    // Journeys play proxies, to come from addresses of their own.
    PROXY_HOPS: "1",
    // The journeys' own mail server and webhook receiver are on this machine.
    ALERTS_ALLOW_PRIVATE: "true",
  };
  const sftp = await startSftpServer({ dataDir, onDeath: options.onDeath });
  const deliveries = join(dataDir, "deliveries");
  mkdirSync(deliveries, { recursive: true });
  const portal = await startPortal(options, port, env);
  startWorker(options, env);
  // A second process, for what is said of all of them together, which knows itself by an https address.
  const secure = { port: await freePort(0), url: `https://localhost:${await freePort(0)}` };
  const secureEnv = { ...env, NEXTAUTH_URL: secure.url };
  await startPortal(options, secure.port, secureEnv, "portal-https");
  say("• End-to-end journeys in headless Chromium…");
  const report = join(results, "e2e.json");
  const done = spawnSync(
    process.execPath,
    [join(ROOT, "node_modules/@playwright/test/cli.js"), "test", ...filters],
    {
      cwd: ROOT,
      stdio: "inherit",
      env: {
        ...process.env,
        PORTAL_URL: portalUrl,
        SECURE_PORTAL_URL: secure.url,
        SECURE_PORTAL_TARGET: `http://127.0.0.1:${secure.port}`,
        PORTAL_LOG: join(dataDir, "logs/portal.log"),
        PORTAL_PID: String(portal.pid),
        DATABASE_ADMIN_URL: servers.adminUrl,
        SANDBOX_URL: sandbox.url,
        CHROMIUM: chromium,
        SFTP_PORT: String(sftp.port),
        SFTP_FOLDER: deliveries,
        SFTP_FINGERPRINT: sftp.fingerprint,
        PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      },
    },
  );
  return tallyOf("e2e", done.status, () => playwrightTally(readFileSync(report, "utf8")));
}

function vitest(project: "unit" | "integration", filters: string[], env: Environment): Tally {
  say(`• ${project} tests…`);
  const report = join(results, `${project}.json`);
  const words = [
    join(ROOT, "node_modules/vitest/vitest.mjs"),
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...filters,
  ];
  const done = spawnSync(process.execPath, words, {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  return tallyOf(project, done.status, () => vitestTally(readFileSync(report, "utf8")));
}

/** A runner that failed without a failed test (a broken file, say) counts as one failure. */
function tallyOf(name: string, status: number | null, read: () => Tally): Tally {
  const failure = (why: string) => ({ test: name, why });
  try {
    const tally = read();
    if (status === 0 || tally.failures.length > 0) return tally;
    return { ...tally, failures: [failure("The runner failed outside of any test: see its output.")] };
  } catch {
    return { passed: 0, failures: [failure("The runner left no report.")] };
  }
}

function serverEnvironment(servers: Servers): Environment {
  return {
    DATABASE_ADMIN_URL: servers.adminUrl,
    DATABASE_URL: servers.appUrl,
    REDIS_URL: servers.redisUrl,
    AZURE_STORAGE_CONNECTION_STRING: servers.storage,
    POSTGRES_LOG: join(dataDir, "logs/postgres.log"),
  };
}
