import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type LiveStack, startLiveStack } from "./testing/live-stack.ts";
import { takeCensus } from "./testing/mailbox-census.ts";

const ITEMS = 2_000;
let stack: LiveStack;

beforeAll(async () => {
  stack = await startLiveStack(process.env, { SANDBOX_ITEMS: String(ITEMS), SANDBOX_LATENCY_MS: "60" });
});
afterAll(() => stack.close());

/** Waits for a point of the run, told from its rows. */
async function reached(runId: string, progress: string): Promise<void> {
  const query = `select ${progress} as reached from (
    select (select items_available - items_listed from run where id = $1) as staged,
      (select count(*) from delivery where run_id = $1 and state not in ('pending', 'posting')) as settled) as counts`;
  for (let tries = 0; tries < 1200; tries += 1) {
    const { rows } = await stack.database.admin.query<{ reached: boolean }>(query, [runId]);
    if (rows[0]?.reached) return;
    await delay(50);
  }
  throw new Error(`the run did not come to ${progress}`);
}

/** Deliveries as the product's rows tell them, in the census's spelling. */
async function deliveredCopies(): Promise<string[]> {
  const { rows } = await stack.database.admin.query<{ copy: string }>(
    `select user_id || '/' || encode(import_key, 'hex') as copy from delivery where state in ('imported', 'partial', 'duplicate')`,
  );
  return rows.map((row) => row.copy).toSorted();
}

async function settled(): Promise<number> {
  const { rows } = await stack.database.admin.query<{ count: number }>(
    "select count(*)::int from delivery where state not in ('pending', 'posting')",
  );
  return rows[0]?.count ?? 0;
}

test(
  "workers killed again and again in the middle of a run of 2,000 items: nothing lost, nothing doubled",
  { timeout: 300_000 },
  async () => {
    const { runId } = await stack.seed();
    let worker = stack.startWorker();
    const kills: number[] = [];
    // Once while originals are staged, then while messages are on their way.
    for (const progress of [
      "staged >= 400",
      "settled >= 100",
      "settled >= 500",
      "settled >= 1000",
      "settled >= 1600",
    ]) {
      await reached(runId, progress);
      worker.kill("SIGKILL");
      kills.push(await settled());
      worker = stack.startWorker();
    }
    expect(await stack.runEnded(runId, 240)).toBe("completed-with-issues");

    const census = await takeCensus(stack.sandboxUrl);
    const expected = await deliveredCopies();
    console.log(
      `killed with ${kills.join(", ")} deliveries settled; ${census.messages} messages in the mailboxes`,
    );
    expect(census.drafts).toBe(0);
    expect(new Set(census.copies).size, "copies are unique").toBe(census.messages);
    expect(census.copies, "mailboxes and ledger say the same").toEqual(expected);

    const { rows } = await stack.database.admin.query<{
      items: number;
      unsettled: number;
      unverified: number;
      balanced: boolean;
    }>(
      `select (select items_available from run where id = $1)::int as items,
       (select count(*)::int from delivery where state in ('pending', 'posting')) as unsettled,
       (select count(*)::int from delivery where state in ('imported', 'partial', 'duplicate') and verified_at is null) as unverified,
       (select bool_and(available = imported + partial + duplicate + failed + pending) from lane) as balanced`,
      [runId],
    );
    expect(rows[0]).toEqual({ items: ITEMS, unsettled: 0, unverified: 0, balanced: true });
  },
);
