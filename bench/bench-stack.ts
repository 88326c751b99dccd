import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { Client } from "pg";

import type { Child } from "#scripts/stack/child.ts";
import type { Environment } from "#scripts/stack/environment.ts";
import { freePort } from "#scripts/stack/ports.ts";
import { ROOT } from "#scripts/stack/root.ts";
import { saying } from "#scripts/stack/say.ts";
import { seedDemo } from "#scripts/stack/seed-demo.ts";
import {
  ANY_PORT,
  migrate,
  productEnvironment,
  startPortal,
  startSandboxProcess,
  startServers,
  startWorker,
  stopAll,
  type StackOptions,
} from "#scripts/stack/stack.ts";

/** Servers, a sandbox and a connector whose first run is queued; workers are the measurement's own to start. */
export type BenchStack = {
  env: Environment;
  sandboxUrl: string;
  connectorId: string;
  runId: string;
  admin: Client;
  startWorker(name: string, settings?: Environment): Child;
  /** The portal as it was built. @returns where it answers */
  startPortal(): Promise<string>;
};

/** How a run ended, and its seconds from the first claim to the end. */
export type EndedRun = { state: string; seconds: number };

/** Lays everything down anew, measures, and stops everything that it started. */
export async function onBenchStack<Result>(
  sandboxSettings: Environment,
  measure: (stack: BenchStack) => Promise<Result>,
  postgresSettings: readonly string[] = [],
): Promise<Result> {
  const dataDir = join(ROOT, ".data/bench");
  rmSync(dataDir, { recursive: true, force: true });
  const children: Child[] = [];
  const onDeath = (name: string, tail: string) => console.error(`${name} ended:\n${tail}`);
  const options: StackOptions = {
    root: ROOT,
    dataDir,
    isDurable: true,
    ports: ANY_PORT,
    postgresSettings,
    onDeath,
  };
  const end = () => void stopAll(children).then(() => process.exit(130));
  process.once("SIGINT", end).once("SIGTERM", end);
  try {
    const servers = await saying("Starting PostgreSQL, Redis and Azurite", () => startServers(options));
    children.push(...servers.children);
    await migrate(servers);
    const sandbox = await startSandboxProcess(options, {
      SANDBOX_SPECIALS: "0",
      SANDBOX_CONSENTED: "contoso",
      ...sandboxSettings,
      ...(sandboxSettings["SANDBOX_DATA"] && {
        SANDBOX_DATA: join(dataDir, sandboxSettings["SANDBOX_DATA"]),
      }),
    });
    children.push(sandbox);
    const port = await freePort(0);
    const portalUrl = `http://localhost:${port}`;
    const env = productEnvironment(servers, sandbox.url, portalUrl);
    const seeded = await seedDemo(env, sandbox.url);
    if (!seeded) throw new Error("the bench's database was not empty");
    const admin = new Client({ connectionString: servers.adminUrl });
    await admin.connect();
    const start = (name: string, settings: Environment = {}) => {
      const worker = startWorker(options, { ...env, ...settings }, name);
      children.push(worker);
      return worker;
    };
    const open = async () => {
      children.push(await startPortal(options, port, env));
      return portalUrl;
    };
    const started = { startWorker: start, startPortal: open };
    const stack = { env, sandboxUrl: sandbox.url, ...seeded, admin, ...started };
    try {
      return await measure(stack);
    } finally {
      await admin.end();
    }
  } finally {
    await stopAll(children);
  }
}

/** Waits for a run's end, and tells its step (or that it is queued) again and again until then. */
export async function runEnded(
  { admin, runId }: BenchStack,
  everyMs: number,
  onLook: (step: string) => void,
): Promise<EndedRun> {
  for (;;) {
    const { rows } = await admin.query<EndedRun & { step: string; hasEnded: boolean }>(
      `select state, step, ended_at is not null as "hasEnded",
         extract(epoch from coalesce(ended_at, now()) - started_at)::float as seconds
       from run where id = $1`,
      [runId],
    );
    const [run] = rows;
    if (run?.hasEnded) return run;
    if (run) onLook(run.state === "queued" ? "queued" : run.step);
    await delay(everyMs);
  }
}
