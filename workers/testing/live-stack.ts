import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import type { Child } from "#scripts/stack/child.ts";
import type { Environment } from "#scripts/stack/environment.ts";
import { ROOT } from "#scripts/stack/root.ts";
import { seedDemo, type SignIn } from "#scripts/stack/seed-demo.ts";
import {
  ANY_PORT,
  productEnvironment,
  startSandboxProcess,
  startWorker,
  type StackOptions,
} from "#scripts/stack/stack.ts";

/** Real servers, a sandbox process of its own, and workers as processes that can be killed. */
export type LiveStack = {
  database: TestDatabase;
  sandboxUrl: string;
  env: Environment;
  /** Of the processes' logs. */
  logDir: string;
  seed(signIn?: SignIn): Promise<{ connectorId: string; runId: string }>;
  startWorker(): Child;
  /** Those that were started, dead or alive. */
  workers(): readonly Child[];
  /** Waits until the run has ended. @returns its state */
  runEnded(runId: string, seconds: number): Promise<string>;
  close(): Promise<void>;
};

/** @param sandbox settings, as in sandbox/README.md; @param product more of the workers' own; a missing server is red */
export async function startLiveStack(
  environment: Environment,
  sandbox: Environment,
  product: Environment = {},
): Promise<LiveStack> {
  const { REDIS_URL: redisUrl, AZURE_STORAGE_CONNECTION_STRING: storage } = environment;
  if (!redisUrl || !storage)
    throw new Error(
      "REDIS_URL and AZURE_STORAGE_CONNECTION_STRING have to name servers for integration tests",
    );
  const dataDir = mkdtempSync(join(tmpdir(), "live-stack-"));
  const options: StackOptions = {
    root: ROOT,
    dataDir,
    isDurable: false,
    ports: ANY_PORT,
    onDeath: () => undefined,
  };
  const database = await createTestDatabase(environment);
  const world = await startSandboxProcess(options, { SANDBOX_CONSENTED: "contoso", ...sandbox });
  const secrets = {
    databaseAdmin: "",
    databaseApp: "",
    nextAuth: randomBytes(32).toString("hex"),
    envelopeKeys: `t:${randomBytes(32).toString("base64")}`,
  };
  const servers = {
    children: [],
    secrets,
    adminUrl: database.adminUrl,
    appUrl: database.applicationUrl,
    redisUrl,
    storage,
  };
  const env = {
    ...productEnvironment(servers, world.url, "http://localhost:3000"),
    QUEUE_PREFIX: `test-${randomBytes(4).toString("hex")}`,
    STAGING_CONTAINER: `test-${randomBytes(4).toString("hex")}`,
    SWEEP_SECONDS: "1",
    STALE_SECONDS: "8",
    UNKNOWN_OUTCOME_WAIT_MS: "500",
    SFTP_ALLOW_PRIVATE: "true",
    ...product,
  };
  const workers: Child[] = [];
  return {
    database,
    env,
    logDir: join(dataDir, "logs"),
    sandboxUrl: world.url,
    async seed(signIn) {
      const seeded = await seedDemo(env, world.url, signIn);
      if (!seeded) throw new Error("the database was not empty");
      return seeded;
    },
    startWorker() {
      const worker = startWorker(options, env, `worker-${workers.length}`);
      workers.push(worker);
      return worker;
    },
    workers: () => workers,
    runEnded: (runId, seconds) => runEnded(database, runId, seconds),
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await world.stop();
      await database.drop();
      if (!process.env["KEEP_LOGS"]) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function runEnded(database: TestDatabase, runId: string, seconds: number): Promise<string> {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    const { rows } = await database.admin.query<{ state: string }>(
      "select state from run where id = $1 and ended_at is not null",
      [runId],
    );
    if (rows[0]) return rows[0].state;
    await delay(200);
  }
  throw new Error(`the run did not end within ${seconds} s`);
}
