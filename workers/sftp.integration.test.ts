import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkSftpLogin } from "#lib/services/setup/check-sftp-login.ts";
import { manifestOf, type ZipPart, zipOf } from "#scripts/delivery/zip-of.ts";
import { readSandboxMails } from "#scripts/delivery/sandbox-mails.ts";
import { writeDelivery } from "#scripts/delivery/write-delivery.ts";
import { CONNECTOR_NAME, type SignIn } from "#scripts/stack/seed-demo.ts";
import { type SftpServer, startSftpServer } from "#scripts/stack/sshd.ts";
import { type LiveStack, startLiveStack } from "./testing/live-stack.ts";
import { takeCensus } from "./testing/mailbox-census.ts";

const ITEMS = 1_200;
const HOUR_MS = 60 * 60 * 1000;
let stack: LiveStack;
let dataDir: string;
let folder: string;
let server: SftpServer;
let mails: ZipPart[];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "sftp-run-"));
  folder = join(dataDir, "delivery");
  mkdirSync(folder);
  server = await startSftpServer({ dataDir });
  stack = await startLiveStack(process.env, { SANDBOX_ITEMS: String(ITEMS), SANDBOX_LATENCY_MS: "5" });
  mails = await readSandboxMails(stack.sandboxUrl, ITEMS);
});
afterAll(async () => {
  await stack.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const signIn: SignIn = (context, connectorId) =>
  checkSftpLogin(context, {
    connectorId,
    name: CONNECTOR_NAME,
    defaultCountry: "US",
    host: "127.0.0.1",
    port: String(server.port),
    username: server.username,
    folder,
    fingerprint: server.fingerprint,
    loginKind: "password",
    password: server.password,
    privateKey: undefined,
    passphrase: undefined,
  });

const yesterday = new Date(Date.now() - 20 * HOUR_MS);
const dayOf = (at: Date) => at.toISOString().slice(0, 10);

async function rows<Row extends object>(query: string, values: unknown[] = []): Promise<Row[]> {
  return (await stack.database.admin.query<Row>(query, values)).rows;
}

/** Waits for a point of the run, told from its rows. */
async function reached(runId: string, progress: string): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    const [run] = await rows<{ reached: boolean }>(`select ${progress} as reached from run where id = $1`, [
      runId,
    ]);
    if (run?.reached) return;
    await delay(50);
  }
  throw new Error(`the run did not come to ${progress}`);
}

/** Every copy that the ledger tells is in the sandbox's mailboxes, and no other. */
async function expectBalanced(): Promise<void> {
  const census = await takeCensus(stack.sandboxUrl);
  const copies = await rows<{ copy: string }>(
    `select user_id || '/' || encode(import_key, 'hex') as copy from delivery
     where state in ('imported', 'partial', 'duplicate')`,
  );
  expect(census.copies).toEqual(copies.map(({ copy }) => copy).toSorted());
  expect(new Set(census.copies).size).toBe(census.copies.length);
  const [unsettled] = await rows<{ count: number }>(
    "select count(*)::int from delivery where state in ('pending', 'posting')",
  );
  expect(unsettled?.count).toBe(0);
}

describe("a connector whose source is an SFTP delivery", () => {
  let connectorId = "";

  test(
    "imports it into the mailboxes; a server that goes away mid-run and a killed worker lose and double nothing",
    { timeout: 300_000 },
    async () => {
      const [first, second] = [mails.slice(0, 700), mails.slice(700)];
      writeDelivery(folder, { day: dayOf(yesterday), part: 1, modifiedAt: yesterday }, await zipOf(first));
      // Twelve of the first file again, and one that the manifest names and the file lacks.
      const repeated = [
        ...second,
        ...first.slice(0, 12).map((mail) => ({ ...mail, name: `again-${mail.name}` })),
      ];
      const manifest = manifestOf([...repeated, { name: "gone.eml", bytes: Buffer.alloc(0) }]);
      const time = { day: dayOf(yesterday), part: 2, modifiedAt: new Date(yesterday.getTime() + HOUR_MS) };
      writeDelivery(folder, time, await zipOf(repeated, { manifest }));
      const seeded = await stack.seed(signIn);
      ({ connectorId } = seeded);
      const worker = stack.startWorker();
      await reached(seeded.runId, "items_available >= 500");
      await server.stop();
      worker.kill("SIGKILL");
      stack.startWorker();
      await reached(seeded.runId, "reason is not null and retry_at is not null");
      server = await startSftpServer({ dataDir, port: server.port });
      expect(await stack.runEnded(seeded.runId, 200)).toBe("completed-with-issues");
      const different = new Set(mails.map(({ bytes }) => Buffer.from(bytes).toString("base64"))).size;
      const [run] = await rows<{ available: number; findings: number }>(
        "select items_available as available, findings from run where id = $1",
        [seeded.runId],
      );
      expect(run).toEqual({ available: different, findings: 2 });
      const findings = await rows<{ code: string; entry: string }>(
        "select code, entry from run_finding where run_id = $1 order by id",
        [seeded.runId],
      );
      expect(findings).toEqual([
        { code: "manifest-count-wrong", entry: "manifest.mf" },
        { code: "manifest-mail-missing", entry: "gone.eml" },
      ]);
      await expectBalanced();
    },
  );

  test(
    "takes from the next delivery what is new alone, and from a server with another key nothing at all",
    { timeout: 200_000 },
    async () => {
      const news = mails.slice(0, 3).map(({ name, bytes }) => ({
        name: `new-${name}`,
        bytes: Buffer.concat([bytes, Buffer.from(`${randomBytes(8).toString("hex")}\r\n`)]),
      }));
      writeDelivery(folder, { day: dayOf(new Date()) }, await zipOf([...mails.slice(0, 100), ...news]));
      const next = await nextRun(connectorId);
      expect(await stack.runEnded(next, 120)).toMatch(/^completed/);
      const [run] = await rows<{ available: number; seen: number }>(
        "select items_available as available, items_seen_before as seen from run where id = $1",
        [next],
      );
      expect(run?.available).toBe(3);
      await expectBalanced();

      await server.stop();
      server = await startSftpServer({ dataDir, port: server.port, hostKey: "another-key" });
      const refused = await nextRun(connectorId);
      expect(await stack.runEnded(refused, 120)).toBe("failed");
      const [connector] = await rows<{ action: string }>(
        "select action_required as action from connector where id = $1",
        [connectorId],
      );
      expect(connector?.action).toBe("sftp-host-key-changed");
    },
  );
});

/** As its schedule would: due at once, and found by the workers' sweep. @returns the run's id */
async function nextRun(connectorId: string): Promise<string> {
  await stack.database.admin.query("update connector set next_run_at = now() where id = $1", [connectorId]);
  for (let tries = 0; tries < 600; tries += 1) {
    const [run] = await rows<{ id: string }>(
      "select id from run where connector_id = $1 and ended_at is null order by number desc limit 1",
      [connectorId],
    );
    if (run) return run.id;
    await delay(50);
  }
  throw new Error("no run began");
}
