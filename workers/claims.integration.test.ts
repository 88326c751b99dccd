import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLaneStore } from "#lib/db/lane-store.ts";
import { createRunStore } from "#lib/db/run-store.ts";
import { seedLane } from "#lib/db/testing/seed-lane.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { createClaims } from "./claims.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const HOUR_MS = 3_600_000;

/** A worker whose own clock is off. */
const worker = (workerId: string, offMs: number) =>
  createClaims({
    db: database.db,
    workerId,
    host: "here",
    staleMs: 30_000,
    stallMs: 600_000,
    places: { run: 1, lane: 1 },
    now: () => new Date(Date.now() + offMs),
  });

test("a worker whose clock runs ahead takes nothing from one that is alive", async () => {
  const { runId } = await seedLane(database, randomUUID(), 1);
  expect(await worker("one", 0).claimRun(runId)).toBeDefined();
  const ahead = worker("two", HOUR_MS);
  expect(await ahead.claimRun(runId)).toBeUndefined();
  expect((await ahead.runsToResume()).map((run) => run.runId)).not.toContain(runId);
});

test("a worker whose clock runs late takes over what a dead one left", async () => {
  const { runId } = await seedLane(database, randomUUID(), 1);
  const late = worker("two", -HOUR_MS);
  expect(await worker("one", 0).claimRun(runId)).toBeDefined();
  await database.admin.query("UPDATE run SET heartbeat_at = now() - interval '31 s' WHERE id = $1", [runId]);
  expect((await late.runsToResume()).map((run) => run.runId)).toContain(runId);
  expect(await late.claimRun(runId)).toMatchObject({ claim: { runId, epoch: 2 } });
});

/** A worker is at work in the only mailbox of a run, and has come no further for a while. */
async function laneIdleFor(idle: string) {
  const lane = await seedLane(database, randomUUID(), 3);
  await database.admin.query("UPDATE run SET state = 'running', step = 'import' WHERE id = $1", [lane.runId]);
  const claim = await worker("one", 0).claimLane(lane);
  if (!claim) throw new Error("the lane is to be had");
  await database.admin.query(
    "UPDATE mailbox SET progress_at = now() - $2::interval, heartbeat_at = now() WHERE tenant_id = $1",
    [lane.tenantId, idle],
  );
  return { lane, claim };
}

describe("R35 a hold that lives and comes no further", () => {
  test("is taken from a run's holder, who is fenced, and the run is there for another at once", async () => {
    const { runId } = await seedLane(database, randomUUID(), 1);
    const held = await worker("one", 0).claimRun(runId);
    const other = worker("two", 0);
    expect((await other.revokeStalled()).map((hold) => hold.runId)).not.toContain(runId);
    await database.admin.query("UPDATE run SET progress_at = now() - interval '11 minutes' WHERE id = $1", [
      runId,
    ]);
    expect((await other.revokeStalled()).map((hold) => hold.runId)).toContain(runId);
    if (!held) throw new Error("the run is to be had");
    await expect(createRunStore(database.db, "one").heartbeat(held.claim)).rejects.toMatchObject({
      code: "claim-lost",
    });
    expect(await other.claimRun(runId)).toMatchObject({ claim: { runId, epoch: 3 } });
    expect((await other.revokeStalled()).map((hold) => hold.runId)).not.toContain(runId);
  });

  test("is taken from a lane's holder, who is fenced, and the lane is there for another at once", async () => {
    const { lane, claim } = await laneIdleFor("11 minutes");
    const other = worker("two", 0);
    expect(await other.claimLane(lane)).toBeUndefined();
    expect(await other.revokeStalled()).toContainEqual({
      tenantId: lane.tenantId,
      runId: lane.runId,
      userId: lane.userId,
    });
    await expect(createLaneStore(database.db, "one").heartbeat(claim, undefined)).rejects.toMatchObject({
      code: "claim-lost",
    });
    expect(await other.claimLane(lane)).toMatchObject({ runId: lane.runId });
  });

  test("is left alone while Microsoft 365 asks to wait", async () => {
    const { lane } = await laneIdleFor("11 minutes");
    await database.admin.query("UPDATE mailbox SET throttled_until = '2999-01-01' WHERE tenant_id = $1", [
      lane.tenantId,
    ]);
    expect((await worker("two", 0).revokeStalled()).map((hold) => hold.runId)).not.toContain(lane.runId);
  });
});

test("a lane that is given up ends with every delivery settled, and keeps what may have been sent in mind", async () => {
  const { lane, claim } = await laneIdleFor("0 seconds");
  await createLaneStore(database.db, "one").takePending(claim, 1, new Date());
  const one = worker("one", 0);
  expect(await one.countLaneFault(claim)).toBe(1);
  expect(await one.countLaneFault(claim)).toBe(2);
  expect(await one.giveLaneUp(claim, "internal-error")).toBe(0);
  const { rows } = await database.admin.query(
    `SELECT d.state, d.reason, count(*)::int, count(d.posted_at)::int AS sent, l.state AS lane
     FROM delivery d JOIN lane l ON l.run_id = d.run_id AND l.user_id = d.user_id
     WHERE d.run_id = $1 GROUP BY d.state, d.reason, l.state`,
    [lane.runId],
  );
  expect(rows).toEqual([{ state: "failed", reason: "internal-error", count: 3, sent: 1, lane: "done" }]);
});
