import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { backUp, putBack } from "#lib/db/testing/backup.ts";

import { type LiveStack, startLiveStack } from "./testing/live-stack.ts";
import { takeCensus } from "./testing/mailbox-census.ts";

const FIRST = 300;
const SECOND = 200;
const THIRD = 40;
let stack: LiveStack;

beforeAll(async () => {
  stack = await startLiveStack(process.env, { SANDBOX_ITEMS: String(FIRST), SANDBOX_LATENCY_MS: "5" });
});
afterAll(() => stack.close());

/** The connector is due, as it is once a day. @returns the run's state at its end, and its deliveries by state */
async function runDue(): Promise<{ state: string; deliveries: Record<string, number> }> {
  const worker = stack.startWorker();
  const { rows } = await stack.database.admin.query<{ number: number }>(
    "SELECT max(last_run_number) AS number FROM tenant",
  );
  await stack.database.admin.query("UPDATE connector SET next_run_at = now()");
  const runId = await runAfter(rows[0]?.number ?? 0);
  const state = await stack.runEnded(runId, 120);
  await worker.stop();
  const counted = await stack.database.admin.query<{ state: string; count: number }>(
    "SELECT state, count(*)::int FROM delivery WHERE run_id = $1 GROUP BY state",
    [runId],
  );
  return { state, deliveries: Object.fromEntries(counted.rows.map((row) => [row.state, row.count])) };
}

async function runAfter(number: number): Promise<string> {
  for (let tries = 0; tries < 300; tries += 1) {
    const { rows } = await stack.database.admin.query<{ id: string }>(
      "SELECT id FROM run WHERE number > $1",
      [number],
    );
    if (rows[0]) return rows[0].id;
    await delay(100);
  }
  throw new Error("no run was queued");
}

async function addItems(count: number): Promise<void> {
  const answer = await fetch(`${stack.sandboxUrl}/control/vendor/items`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account: "contoso-archive", count }),
  });
  expect(answer.status).toBe(201);
}

test(
  "after yesterday's database is put back, the next run finds today's messages in the mailboxes and doubles nothing",
  { timeout: 300_000 },
  async () => {
    const { runId } = await stack.seed();
    const worker = stack.startWorker();
    await stack.runEnded(runId, 120);
    await worker.stop();
    await backUp(stack.database.adminUrl);

    await addItems(SECOND);
    const lost = await runDue();
    const before = await takeCensus(stack.sandboxUrl);
    expect(lost.deliveries["imported"], "the run after the backup imported").toBeGreaterThan(SECOND / 2);

    // What an operator does, with the workers stopped.
    await putBack(stack.database.adminUrl);

    await addItems(THIRD);
    const again = await runDue();
    const after = await takeCensus(stack.sandboxUrl);
    expect(again.state).toMatch(/^completed/);
    expect(again.deliveries["duplicate"], "each of the lost run's copies was found again").toBe(
      (lost.deliveries["imported"] ?? 0) + (lost.deliveries["partial"] ?? 0),
    );
    expect(again.deliveries["imported"], "what is new was imported").toBeGreaterThan(THIRD / 2);
    expect(new Set(after.copies).size, "copies are unique").toBe(after.messages);
    expect(after.messages).toBe(before.messages + (again.deliveries["imported"] ?? 0));
    expect(after.drafts).toBe(0);

    const ledger = await stack.database.admin.query<{ copy: string }>(
      `SELECT user_id || '/' || encode(import_key, 'hex') AS copy FROM delivery
       WHERE state IN ('imported', 'partial', 'duplicate') AND verified_at IS NOT NULL`,
    );
    expect(ledger.rows.map((row) => row.copy).toSorted(), "mailboxes and ledger say the same").toEqual(
      after.copies,
    );

    // From the next window on nobody asks any more.
    const { rows } = await stack.database.admin.query<{ count: number }>(
      "SELECT count(*)::int FROM connector, deployment WHERE watermark > restored_at",
    );
    expect(rows[0]?.count).toBe(1);
  },
);
