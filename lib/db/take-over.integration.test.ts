import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claimLane, releaseLane } from "./lane-claims.ts";
import { createLaneStore } from "./lane-store.ts";
import { claimRun, failRun } from "./run-claims.ts";
import { createRunStore } from "./run-store.ts";
import { insertRun } from "./insert-run.ts";
import { readLedger } from "./testing/read-ledger.ts";
import { seedLane, type SeededLane } from "./testing/seed-lane.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const now = new Date();
const NONE_STALE = new Date(0);
const LATER = new Date(now.getTime() + 60_000);

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("there should be one");
  return value;
}

/** A run in the midst of its import: one delivery imported, one sent without an answer, the rest pending. */
async function importing() {
  const lane = await seedLane(database, randomUUID(), 5);
  const run = present(await claimRun(database.db, lane.runId, "one", now, NONE_STALE));
  await stageNothing(lane);
  await createRunStore(database.db, "one").enterStep(run, "import");
  const store = createLaneStore(database.db, "one");
  const held = present(
    await claimLane(database.db, lane.tenantId, lane.runId, lane.userId, "one", now, NONE_STALE),
  );
  const [first, second] = await takeRaw(lane);
  const outcome = { deliveryId: present(first), state: "imported", messageId: "m-1" } as const;
  await store.recordOutcomes(held, [outcome], now);
  return { lane, run, held, store, postedId: present(second) };
}

/** The items of the seed are not staged: only their deliveries matter here. */
const stageNothing = ({ runId }: SeededLane) =>
  database.admin.query("UPDATE item SET state = 'rejected', reason = 'unreadable' WHERE run_id = $1", [
    runId,
  ]);

async function takeRaw({ runId }: SeededLane): Promise<string[]> {
  const { rows } = await database.admin.query<{ id: string }>(
    `UPDATE delivery SET state = 'posting', posted_at = now()
     WHERE id IN (SELECT id FROM delivery WHERE run_id = $1 ORDER BY id LIMIT 2) RETURNING id`,
    [runId],
  );
  return rows.map((row) => row.id).toSorted((one, other) => Number(one) - Number(other));
}

async function nextRun({ tenantId, connectorId }: SeededLane): Promise<string> {
  const connector = { id: connectorId, kind: "att-network", watermark: new Date("2026-11-20T00:00:00Z") };
  await database.db.tenant(tenantId, (tx) =>
    tx.tenant.update({ where: { tenantId }, data: { lastRunNumber: 10 } }),
  );
  const run = await database.db.tenant(tenantId, (tx) => insertRun(tx, tenantId, connector, "manual", LATER));
  return present(run).runId;
}

const statesOf = async (runId: string) => {
  const { rows } = await database.admin.query<{ state: string; posted: boolean }>(
    `SELECT state, posted_at IS NOT NULL AS posted FROM delivery WHERE run_id = $1 ORDER BY sent_at, id`,
    [runId],
  );
  return rows.map(({ state, posted }) => (posted ? `${state} sent` : state));
};

test("a failed run keeps its unfinished deliveries as they are, and the next one takes them over", async () => {
  const { lane, held } = await importing();
  await failRun(database.db, lane, "consent-missing", now);
  await releaseLane(database.db, held);
  const states = ["imported sent", "posting sent", "pending", "pending", "pending"];
  expect(await statesOf(lane.runId)).toEqual(states);

  const runId = await nextRun(lane);
  expect(await claimRun(database.db, runId, "two", LATER, NONE_STALE)).toBeDefined();
  expect(await statesOf(lane.runId)).toEqual([]);
  // What was imported is taken too, since nobody has read it back yet.
  expect(await statesOf(runId)).toEqual(states);
  expect((await readLedger(database.admin, lane.runId)).deliveries.available).toBe(0);
  expect((await readLedger(database.admin, runId)).deliveries).toMatchObject({
    available: 5,
    imported: 1,
    pending: 4,
  });
});

test("a cancelled run fails what is pending, and the next one takes it up: what may have been sent is looked up", async () => {
  const { lane, run, held } = await importing();
  await database.admin.query("UPDATE run SET cancel_requested_at = now() WHERE id = $1", [lane.runId]);
  const store = createRunStore(database.db, "one");
  expect(await store.countOpenLanes(run)).toBe(1);
  await releaseLane(database.db, held);
  expect(await store.countOpenLanes(run)).toBe(0);
  expect(await store.finish(run, now)).toBe("cancelled");
  expect(await statesOf(lane.runId)).toEqual(["imported sent", "failed sent", "failed", "failed", "failed"]);

  const runId = await nextRun(lane);
  expect(await claimRun(database.db, runId, "two", LATER, NONE_STALE)).toBeDefined();
  expect(await statesOf(runId)).toEqual(["imported sent", "posting sent", "pending", "pending", "pending"]);
  expect((await readLedger(database.admin, runId)).deliveries).toMatchObject({
    available: 5,
    pending: 4,
    failed: 0,
  });
});

test("the next run waits while a worker of the ended one still writes down what it had sent", async () => {
  const { lane, held, store, postedId } = await importing();
  await failRun(database.db, lane, "consent-missing", now);
  const runId = await nextRun(lane);
  expect(await claimRun(database.db, runId, "two", LATER, NONE_STALE)).toBeUndefined();
  expect(await store.heartbeat(held, undefined)).toBe("stop-requested");
  await store.recordOutcomes(held, [{ deliveryId: postedId, state: "imported", messageId: "m-2" }], now);
  await releaseLane(database.db, held);
  expect(await claimRun(database.db, runId, "two", LATER, NONE_STALE)).toBeDefined();
  expect(await statesOf(runId)).toEqual(["imported sent", "imported sent", "pending", "pending", "pending"]);
});

test("a dead worker of the ended run loses its mailbox to the next run", async () => {
  const { lane, held, store, postedId } = await importing();
  await failRun(database.db, lane, "consent-missing", now);
  const runId = await nextRun(lane);
  expect(await claimRun(database.db, runId, "two", LATER, new Date(LATER.getTime() + 1))).toBeDefined();
  const late = store.recordOutcomes(
    held,
    [{ deliveryId: postedId, state: "imported", messageId: "m-2" }],
    now,
  );
  await expect(late).rejects.toThrow("claim-lost");
  expect(await statesOf(runId)).toContain("posting sent");
});

test("items that a cancelled run had not mapped are taken over with their place", async () => {
  const lane = await seedLane(database, randomUUID(), 3);
  const run = present(await claimRun(database.db, lane.runId, "one", now, NONE_STALE));
  await database.admin.query("UPDATE run SET cancel_requested_at = now() WHERE id = $1", [lane.runId]);
  await createRunStore(database.db, "one").finish(run, now);
  const runId = await nextRun(lane);
  const next = present(await claimRun(database.db, runId, "two", LATER, NONE_STALE));
  const items = await createRunStore(database.db, "two").listItemsToStage(next, 10);
  expect(items.map((item) => item.sourceItemId)).toEqual(["item-1", "item-2", "item-3"]);
  expect((await readLedger(database.admin, lane.runId)).items.available).toBe(0);
  expect((await readLedger(database.admin, runId)).items).toMatchObject({ available: 3, listed: 3 });
});
