import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { listenToRedis } from "#lib/queue/testing/listen-to-redis.ts";
import { saveEmailChannel } from "#lib/services/alert/save-email-channel.ts";
import { saveWebhookChannel } from "#lib/services/alert/save-webhook-channel.ts";
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
let hooks: Server;
/** Part of a webhook's address, which is a secret of many receivers; the alert channel's row has to have it. */
const HOOK_PATH = `hook-${randomBytes(12).toString("hex")}`;
const MAIL_PASSWORD = `mail-${randomBytes(12).toString("hex")}`;
let webhookSecret: string;

beforeAll(async () => {
  stack = await startLiveStack(
    process.env,
    { SANDBOX_ITEMS: "20", SANDBOX_LATENCY_MS: "50", SANDBOX_LOG_REQUESTS: "1" },
    { LOG_LEVEL: "debug", ALERTS_ALLOW_PRIVATE: "true" },
  );
  sandbox = sandboxControls(stack.sandboxUrl);
  redis = await listenToRedis(stack.env["REDIS_URL"] ?? "");
  for (const mail of markedMails(await aMailbox(), SOUND_MAILS)) await deliver(mail);
  const { connectorId, runId } = await stack.seed();
  await saveChannels();
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
  await alertsTried();
}, 300_000);
afterAll(async () => {
  await redis.close();
  await stack.close();
  hooks.close();
});

/** A webhook that is answered, and a mail server that is not there. */
async function saveChannels(): Promise<void> {
  hooks = createServer((request, response) => {
    request.resume();
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => void hooks.listen(0, "127.0.0.1", resolve));
  const address = hooks.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const addresses = { host: "127.0.0.1", from: "archive@contoso.com", to: "it@contoso.com" };
  await asDemoAdmin(stack.env, async (context) => {
    const url = `http://127.0.0.1:${port}/${HOOK_PATH}`;
    webhookSecret = (await saveWebhookChannel(context, { isOn: true, url, isSecretRenewed: true })) ?? "";
    const login = { username: "archive", password: MAIL_PASSWORD, security: "starttls", port: "9" } as const;
    await saveEmailChannel(context, { isOn: true, ...addresses, ...login });
  });
}

/** Through both channels, in vain. */
async function alertsTried(): Promise<void> {
  for (;;) {
    const { rows } = await stack.database.admin.query<{ count: number }>(
      "SELECT count(DISTINCT channel)::int AS count FROM alert_message WHERE failure IS NOT NULL",
    );
    if (rows[0]?.count === 2) return;
    await delay(100);
  }
}

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

const readLog = (name: string) => readFileSync(join(stack.logDir, name), "utf8");

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

test("the originals are stored, and cannot be read where they are, nor from what is said about them", async () => {
  const blobs = await storedBlobs();
  expect(blobs.length).toBeGreaterThan(0);
  for (const { name, bytes, labels, head } of blobs) {
    expect(labels, "metadata and tags").toEqual({});
    for (const text of [name, head, bytes.toString("latin1")]) expect(found(text, MARKS), name).toEqual([]);
  }
});

test("no address that a worker asked for names a message, a person or a secret", () => {
  const asked = readLog("sandbox.log");
  for (const [method, path] of [
    ["POST", "/telemessage/"],
    ["POST", "/entra/"],
    ["POST", "/graph/v1.0/users/"],
    ["GET", "/graph/v1.0/users/"],
  ])
    expect(asked, "the outside world was asked").toContain(`${method} ${path}`);
  // The test's own requests for the sandbox's buttons.
  const lines = asked.split("\n").filter((line) => !line.includes(" /control/"));
  const text = lines.map((line) => decodeURIComponent(line.replaceAll("+", " "))).join("\n");
  expect(found(text, MARKS)).toEqual([]);
  for (const part of [NUMBER.slice(1), "outside.example", ...secrets()])
    expect(text.includes(part)).toBe(false);
});

test("PostgreSQL's own log names what went wrong, and quotes neither statements nor rows", async () => {
  const text = `${MARKS[0]}text twice`;
  const inserting = stack.database.admin.query(
    `CREATE TEMP TABLE twice (text text CONSTRAINT once UNIQUE); INSERT INTO twice VALUES ('${text}'), ('${text}')`,
  );
  await expect(inserting).rejects.toMatchObject({ code: "23505" });
  const log = readFileSync(process.env["POSTGRES_LOG"] ?? "", "utf8");
  expect(log).toContain('violates unique constraint "once"');
  expect(found(log, MARKS)).toEqual([]);
  for (const part of [NUMBER, ...secrets()]) expect(log.includes(part)).toBe(false);
});

test("no password, secret or key stands in a table, a log, a blob or Redis", async () => {
  const logs = readLogs();
  const blobs = (await storedBlobs()).map(({ name, head, bytes }) => name + head + bytes.toString("latin1"));
  for (const [at, secret] of secrets().entries()) {
    expect(secret.length, `secret ${at}`).toBeGreaterThan(7);
    const isAddress = secret === HOOK_PATH;
    expect(await tablesWith(stack.database.admin, formsOf(secret)), `secret ${at}`).toEqual(
      isAddress ? ["alert_channel"] : [],
    );
    for (const text of [redis.heard(), logs, ...blobs])
      expect(found(text, formsOf(secret)), `secret ${at}`).toEqual([]);
  }
});

const storedBlobs = () =>
  blobsOf(stack.env["AZURE_STORAGE_CONNECTION_STRING"] ?? "", stack.env["STAGING_CONTAINER"] ?? "");

const secrets = () => [
  VENDOR_PASSWORD,
  MAIL_PASSWORD,
  webhookSecret,
  HOOK_PATH,
  APP.clientSecret,
  (stack.env["ENVELOPE_KEYS"] ?? "").split(":")[1] ?? "",
  stack.env["NEXTAUTH_SECRET"] ?? "",
];

test("a signal opens no debugger, from which the heap could be read", async () => {
  const [, worker] = stack.workers();
  expect(worker?.isAlive()).toBe(true);
  worker?.kill("SIGUSR1");
  const before = await lastBeat();
  while ((await lastBeat()) === before) await delay(50);
  expect(worker?.isAlive()).toBe(true);
  expect(readLog("worker-1.log")).not.toMatch(/Debugger listening/);
});
