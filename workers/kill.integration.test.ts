import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type LiveStack, startLiveStack } from "./testing/live-stack.ts";
import { takeCensus } from "./testing/mailbox-census.ts";

const ITEMS = 2_000;
let stack: LiveStack;

beforeAll(async () => {
  stack = await startLiveStack(process.env, { SANDBOX_ITEMS: String(ITEMS), SANDBOX_LATENCY_MS: "5" });
});
afterAll(() => stack.close());

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
    let kills = 0;
    // Some while the items are fetched and staged, the others while messages are on their way.
    for (const wait of [1500, 1500, 2500, 3000, 3000, 4000]) {
      await delay(wait);
      worker.kill("SIGKILL");
      kills += 1;
      worker = stack.startWorker();
    }
    const midway = await settled();
    expect(await stack.runEnded(runId, 240)).toBe("completed-with-issues");

    const census = await takeCensus(stack.sandboxUrl);
    const expected = await deliveredCopies();
    console.log(
      `${kills} kills; ${midway} deliveries settled at the last one; ${census.messages} messages in the mailboxes`,
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
