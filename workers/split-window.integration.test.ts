import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type LiveStack, startLiveStack } from "./testing/live-stack.ts";
import { takeCensus } from "./testing/mailbox-census.ts";

/** The vendor lists a thousand a page: three pages, of which a run takes one. */
const ITEMS = 2_200;
let stack: LiveStack;

beforeAll(async () => {
  stack = await startLiveStack(process.env, { SANDBOX_ITEMS: String(ITEMS) });
  stack.env["RUN_MAX_ITEMS"] = "500";
});
afterAll(() => stack.close());

type RunRow = { from: Date; to: Date; trigger: string; state: string; items: number };

const RUNS = `
  SELECT window_from AS "from", window_to AS "to", trigger, state, items_available AS items FROM run ORDER BY number`;

/** All runs of the connector, once none of them is active. */
async function endedRuns(): Promise<RunRow[]> {
  for (let tries = 0; tries < 2_000; tries += 1) {
    const { rows } = await stack.database.admin.query<RunRow>(RUNS);
    if (rows.every(({ state }) => state !== "queued" && state !== "running")) return rows;
    await delay(200);
  }
  throw new Error("the runs did not end");
}

test(
  "a window that holds more than a run takes is imported in runs that follow each other by themselves",
  { timeout: 600_000 },
  async () => {
    const { runId } = await stack.seed();
    stack.startWorker();
    stack.startWorker();
    const [whole] = (await stack.database.admin.query<RunRow>(RUNS)).rows;
    await stack.runEnded(runId, 400);
    const runs = await endedRuns();
    expect(runs.map(({ trigger }) => trigger)).toEqual(["first", "rest", "rest"]);
    expect(runs.map(({ from }) => from)).toEqual([whole?.from, runs[0]?.to, runs[1]?.to]);
    expect(runs.at(-1)?.to).toEqual(whole?.to);
    expect(runs.every(({ items }) => items <= 500 + 1_000)).toBe(true);
    expect(runs.reduce((sum, { items }) => sum + items, 0)).toBe(ITEMS);

    const census = await takeCensus(stack.sandboxUrl);
    const { rows } = await stack.database.admin.query<{ copy: string }>(
      `SELECT user_id || '/' || encode(import_key, 'hex') AS copy FROM delivery
       WHERE state IN ('imported', 'partial', 'duplicate') AND verified_at IS NOT NULL`,
    );
    expect(new Set(census.copies).size, "copies are unique").toBe(census.messages);
    expect(census.copies, "mailboxes and ledger say the same").toEqual(
      rows.map((row) => row.copy).toSorted(),
    );
    const watermarks = await stack.database.admin.query(
      "SELECT watermark FROM connector WHERE watermark IS NOT NULL",
    );
    expect(watermarks.rows).toEqual([{ watermark: whole?.to }]);
  },
);
