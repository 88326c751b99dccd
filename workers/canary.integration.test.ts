import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { listenToRedis } from "#lib/queue/testing/listen-to-redis.ts";
import { startRun } from "#lib/services/run/start-run.ts";
import { asDemoAdmin } from "#scripts/stack/seed-demo.ts";
import { APP, VENDOR_PASSWORD } from "#sandbox/world.ts";

import { blobsOf, formsOf, found, markedMails, MARKS, NUMBER, tablesWith } from "./testing/canary.ts";
import { type SandboxControls, sandboxControls } from "./testing/chaos/sandbox-controls.ts";
import { type LiveStack, startLiveStack } from "./testing/live-stack.ts";

// Marked messages go through everything, faults included; then every place is searched for what they said.

const SOUND_MAILS = 60;
const FAULTS: Record<string, Record<string, unknown>> = {
  unavailable: { times: 6 },
  throttle: { times: 3, retryAfter: 1 },
  "commit-then-drop": { times: 2 },
  "drop-before-commit": { times: 2 },
  "token-expired": { times: 1 },
  "vendor-truncated": { times: 2 },
  "vendor-session-expired": { times: 1 },
};
/** Who said what to whom is the ledger's business; their texts, subjects and files are nobody's. */
const MAY_NAME_PEOPLE = ["participant"];

let stack: LiveStack;
let sandbox: SandboxControls;
let redis: Awaited<ReturnType<typeof listenToRedis>>;
let runIds: string[];
let ended: string[];

beforeAll(async () => {
  stack = await startLiveStack(
    process.env,
    { SANDBOX_ITEMS: "20", SANDBOX_LATENCY_MS: "50" },
    { LOG_LEVEL: "debug" },
  );
  sandbox = sandboxControls(stack.sandboxUrl);
  redis = await listenToRedis(stack.env["REDIS_URL"] ?? "");
  for (const mail of markedMails(await aMailbox(), SOUND_MAILS)) await deliver(mail);
  const { connectorId, runId } = await stack.seed();
  await Promise.all(Object.entries(FAULTS).map(([name, params]) => sandbox.fault(name, params)));
  const victim = stack.startWorker();
  await settled(10);
  victim.kill("SIGKILL");
  stack.startWorker();
  const states = [await stack.runEnded(runId, 150)];
  // What goes wrong for good leaves texts of errors behind.
  await deliver(markedMails(await aMailbox(), 1)[0] ?? Buffer.alloc(0));
  await sandbox.fault("wrong-password");
  const failed = await asDemoAdmin(stack.env, (context) => startRun(context, connectorId));
  states.push(await stack.runEnded(failed.runId, 60));
  ended = states;
  runIds = [runId, failed.runId];
}, 300_000);
afterAll(async () => {
  await redis.close();
  await stack.close();
});

/** Of somebody whom the mapping file leads to. */
async function aMailbox(): Promise<string> {
  const csv = await (await fetch(`${sandbox.url}/control/mapping.csv`)).text();
  const [address = "nobody in the mapping file"] = /[\w.]+@contoso\.com/.exec(csv) ?? [];
  return address;
}

async function deliver(mail: Buffer): Promise<void> {
  const query = new URLSearchParams({
    account: "contoso-archive",
    archivedAt: new Date(Date.now() - 60_000).toISOString(),
  });
  const answer = await fetch(`${sandbox.url}/control/vendor/eml?${query}`, {
    method: "POST",
    body: new Uint8Array(mail),
  });
  expect(answer.status).toBe(201);
}

async function settled(count: number): Promise<void> {
  for (;;) {
    const { rows } = await stack.database.admin.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM delivery WHERE state NOT IN ('pending', 'posting')",
    );
    if ((rows[0]?.count ?? 0) >= count) return;
    await delay(50);
  }
}

/** Of every process of the product; the sandbox is another program. */
function readLogs(): string {
  const names = readdirSync(stack.logDir).filter((name) => !name.startsWith("sandbox"));
  return names.map((name) => readFileSync(join(stack.logDir, name), "utf8")).join("\n");
}

async function lastBeat(): Promise<number | undefined> {
  const { rows } = await stack.database.admin.query<{ at: Date }>(
    "SELECT max(heartbeat_at) AS at FROM worker_process",
  );
  return rows[0]?.at.getTime();
}

test("the marks went the whole way: they are in the mailbox", async () => {
  expect(ended).toEqual(["completed-with-issues", "failed"]);
  const messages = await sandbox.get(`messages?user=${await aMailbox()}`);
  expect(JSON.stringify(messages).toLowerCase()).toContain("zq7xcanarysubject 1");
});

test("no table holds a text, subject, file or date, and only the ledger's people their names", async () => {
  const { admin } = stack.database;
  for (const what of ["text", "subject", "file", "media", "date", "nothing"])
    expect(await tablesWith(admin, formsOf(`zq7xcanary${what}`)), what).toEqual([]);
  expect(await tablesWith(admin, MARKS)).toEqual(MAY_NAME_PEOPLE);
  expect(await tablesWith(admin, [NUMBER])).toEqual(MAY_NAME_PEOPLE);
});

test("the logs of every process, at their most talkative, tell of the runs and quote nothing", () => {
  const logs = readLogs();
  for (const runId of runIds) expect(logs).toContain(runId);
  expect(found(logs, MARKS)).toEqual([]);
  expect(logs).not.toContain(NUMBER);
});

test("Redis is told ids alone", () => {
  const heard = redis.heard();
  for (const runId of runIds) expect(heard).toContain(runId);
  expect(found(heard, MARKS)).toEqual([]);
  expect(heard).not.toContain(NUMBER);
  expect(heard).not.toMatch(/outside\.example|@contoso\.com/);
});

test("the originals are stored, and cannot be read where they are", async () => {
  const blobs = await blobsOf(
    stack.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "",
    stack.env["STAGING_CONTAINER"] ?? "",
  );
  expect(blobs.size).toBeGreaterThan(0);
  for (const [name, bytes] of blobs) {
    expect(found(name, MARKS)).toEqual([]);
    expect(found(bytes.toString("latin1"), MARKS), name).toEqual([]);
  }
});

test("no password, secret or key stands in a table, a log or Redis", async () => {
  const secrets = [
    VENDOR_PASSWORD,
    APP.clientSecret,
    (stack.env["ENVELOPE_KEYS"] ?? "").split(":")[1] ?? "",
    stack.env["NEXTAUTH_SECRET"] ?? "",
  ];
  const logs = readLogs();
  for (const [at, secret] of secrets.entries()) {
    expect(secret.length, `secret ${at}`).toBeGreaterThan(7);
    expect(await tablesWith(stack.database.admin, formsOf(secret)), `secret ${at}`).toEqual([]);
    for (const text of [redis.heard(), logs]) expect(text.includes(secret), `secret ${at}`).toBe(false);
  }
});

test("a signal opens no debugger, from which the heap could be read", async () => {
  const [, worker] = stack.workers();
  expect(worker?.isAlive()).toBe(true);
  worker?.kill("SIGUSR1");
  const before = await lastBeat();
  while ((await lastBeat()) === before) await delay(50);
  expect(worker?.isAlive()).toBe(true);
  const log = readFileSync(join(stack.logDir, "worker-1.log"), "utf8");
  expect(log).not.toMatch(/Debugger listening/);
});
