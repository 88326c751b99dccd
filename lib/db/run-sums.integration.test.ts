import { randomUUID } from "node:crypto";
import * as fc from "fast-check";
import type { PoolClient } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sumEndedRun, sumEndedRuns } from "./run-sums.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { type SeededLane, seedLane } from "./testing/seed-lane.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const SETTLE = "UPDATE delivery SET state = 'failed', settled_at = now(), reason = 'cancelled-by-admin'";
const TAKE_BACK = "UPDATE delivery SET state = 'pending', settled_at = NULL, reason = NULL";

/** A run of twenty deliveries that failed; it has ended. */
async function endedRun(): Promise<SeededLane> {
  const lane = await seedLane(database, randomUUID(), 20);
  await act(lane, SETTLE);
  await act(lane, closeLane(lane));
  await end(lane);
  return lane;
}

async function end({ tenantId }: SeededLane): Promise<void> {
  await database.admin.query(
    "UPDATE run SET state = 'failed', ended_at = now() WHERE tenant_id = $1 AND number = 2",
    [tenantId],
  );
}

const act = ({ tenantId }: SeededLane, text: string) => database.db.sql(tenantId, (sql) => sql.query(text));
/** What is left of the other run stays open. */
const closeLane = ({ runId }: SeededLane) => `UPDATE lane SET state = 'done' WHERE run_id = '${runId}'`;
const sum = ({ tenantId, runId }: SeededLane) =>
  database.db.sql(tenantId, (sql) => sumEndedRun(sql, tenantId, runId));

/** What the screens are told of the run, and whether it came from kept sums. */
async function told({ runId }: SeededLane) {
  const { rows } = await database.admin.query(
    `SELECT p.lanes_total, p.lanes_open, p.available, p.imported, p.partial, p.duplicate, p.failed, p.pending, p.verified,
       p.activity_at, r.totals IS NOT NULL AS kept
     FROM run_progress p JOIN run r ON r.id = p.run_id WHERE p.run_id = $1`,
    [runId],
  );
  const { kept, ...counts } = rows[0];
  return { kept, counts };
}

const COUNTED = `
  SELECT count(*) AS available, count(*) FILTER (WHERE state = 'failed') AS failed,
    count(*) FILTER (WHERE state = 'pending') AS pending
  FROM delivery WHERE run_id = $1`;

describe("the sums of a run that has ended", () => {
  test("are kept with it, and the screens are told the same as by its lanes", async () => {
    const lane = await endedRun();
    const before = await told(lane);
    expect(before).toMatchObject({
      kept: false,
      counts: { failed: "20", available: "20", lanes_total: "1" },
    });
    expect(await sum(lane)).toBe(true);
    expect(await told(lane)).toEqual({ ...before, kept: true });
    expect(await sum(lane)).toBe(false);
  });

  test("are forgotten by whatever changes them, and summed up anew", async () => {
    const lane = await endedRun();
    await sum(lane);
    await act(lane, `${TAKE_BACK}, run_id = '${lane.otherRunId}' WHERE id % 4 = 0`);
    expect(await told(lane)).toMatchObject({ kept: false, counts: { failed: "15", available: "15" } });
    await sumEndedRuns(database.db, 100);
    expect(await told(lane)).toMatchObject({ kept: true, counts: { failed: "15", available: "15" } });
    // The other one got pending deliveries: its lane is open, so that it is not summed up.
    expect(await told({ ...lane, runId: lane.otherRunId })).toMatchObject({
      kept: false,
      counts: { pending: "5", lanes_open: "1" },
    });
  });

  test("wait for the end of the run and of its lanes", async () => {
    const lane = await seedLane(database, randomUUID(), 1);
    expect(await sum(lane)).toBe(false);
    await end(lane);
    expect(await sum(lane)).toBe(false);
    await act(lane, SETTLE);
    await act(lane, closeLane(lane));
    expect(await sum(lane)).toBe(true);
  });

  test("are right after any changes and sums in any order", async () => {
    const step = fc.oneof(
      fc.constant("sum" as const),
      fc.record({ every: fc.integer({ min: 1, max: 4 }), back: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const lane = await endedRun();
        for (const each of steps) {
          if (each === "sum") await sum(lane);
          else {
            const [from, to] = each.back ? [lane.otherRunId, lane.runId] : [lane.runId, lane.otherRunId];
            const where = `WHERE run_id = '${from}' AND id % ${each.every} = 0`;
            await act(lane, "UPDATE lane SET state = 'open'");
            await act(lane, `${TAKE_BACK}, run_id = '${to}' ${where}`);
            await act(lane, `${SETTLE} WHERE state = 'pending'`);
            await act(lane, closeLane(lane));
          }
          const { rows } = await database.admin.query(COUNTED, [lane.runId]);
          expect((await told(lane)).counts).toMatchObject(rows[0]);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("side by side with a change", () => {
  const inTransaction = async (lane: SeededLane, work: (client: PoolClient) => Promise<void>) => {
    const client = await database.admin.connect();
    try {
      await client.query("BEGIN");
      await client.query("SELECT set_config('app.tenant_id', $1, true)", [lane.tenantId]);
      await work(client);
    } finally {
      client.release(true);
    }
  };
  const MOVE = ({ otherRunId, runId }: SeededLane) =>
    `${TAKE_BACK}, run_id = '${otherRunId}' WHERE run_id = '${runId}' AND id % 2 = 0`;

  test("that is under way, nothing is summed up", async () => {
    const lane = await endedRun();
    await inTransaction(lane, async (client) => {
      await client.query(MOVE(lane));
      expect(await sum(lane)).toBe(false);
      await client.query("COMMIT");
    });
    expect(await sum(lane)).toBe(true);
    expect(await told(lane)).toMatchObject({ kept: true, counts: { failed: "10" } });
  });

  test("that begins meanwhile, the sums are forgotten as soon as they are there", async () => {
    const lane = await endedRun();
    let moved: Promise<unknown> | undefined;
    await inTransaction(lane, async (client) => {
      await client.query("SELECT sum_ended_run($1, $2)", [lane.tenantId, lane.runId]);
      moved = act(lane, MOVE(lane));
      const isWaiting = async () => {
        const { rows } = await database.admin.query(
          "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'",
        );
        return rows.length > 0;
      };
      await expect.poll(isWaiting).toBe(true);
      await client.query("COMMIT");
    });
    await moved;
    expect(await told(lane)).toMatchObject({ kept: false, counts: { failed: "10" } });
  });
});
