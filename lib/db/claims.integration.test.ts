import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Failure } from "#lib/domain/failure.ts";
import { MOST_UNWRITTEN } from "#lib/domain/mailbox-usage.ts";
import { claimLane, listOpenLanes, releaseLane } from "./lane-claims.ts";
import { createLaneStore } from "./lane-store.ts";
import { claimRun, failRun, releaseRun } from "./run-claims.ts";
import { createRunStore } from "./run-store.ts";
import { seedLane, type SeededLane } from "./testing/seed-lane.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const now = new Date();
const afterMs = (delayMs: number) => new Date(now.getTime() + delayMs);
/** Before any heartbeat: no hold is stale. */
const NONE_STALE = new Date(0);
/** After every heartbeat: each hold is that of a dead worker. */
const ALL_STALE = afterMs(3_600_000);

const seed = () => seedLane(database, randomUUID(), 3);
const claim = (lane: SeededLane, worker: string, staleBefore = NONE_STALE, at = now) =>
  claimRun(database.db, lane.runId, worker, at, staleBefore);
const lease = ({ tenantId, runId, userId }: SeededLane, worker: string, staleBefore = NONE_STALE, at = now) =>
  claimLane(database.db, tenantId, runId, userId, worker, at, staleBefore);
const set = (lane: SeededLane, table: "run" | "connector", assignments: string) =>
  database.admin.query(`UPDATE ${table} SET ${assignments} WHERE tenant_id = $1 AND id = $2`, [
    lane.tenantId,
    table === "run" ? lane.runId : lane.connectorId,
  ]);
const claimed = async (...args: Parameters<typeof claim>) => present(await claim(...args));
const leased = async (...args: Parameters<typeof lease>) => present(await lease(...args));
function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("the claim was refused");
  return value;
}
const importing = async () => {
  const lane = await seed();
  await claim(lane, "one");
  await set(lane, "run", "step = 'import', worker_id = NULL");
  return lane;
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: Failure) => error.code,
  );

describe("the claim of a run", () => {
  test("goes to one of many workers that ask at the same time", async () => {
    const lane = await seed();
    const claims = await Promise.all(Array.from({ length: 8 }, (_, n) => claim(lane, `worker-${n}`)));
    expect(claims.filter(Boolean)).toEqual([
      { tenantId: lane.tenantId, runId: lane.runId, epoch: 1, attempts: 0, faults: 0 },
    ]);
  });

  test("passes to another worker when its holder has died, and then the first writes nothing more", async () => {
    const lane = await seed();
    const first = await claimed(lane, "one");
    expect(await claim(lane, "two")).toBeUndefined();
    const second = await claimed(lane, "two", ALL_STALE);
    expect(second.epoch).toBe(2);
    const [one, two] = [createRunStore(database.db, "one"), createRunStore(database.db, "two")];
    for (const work of [
      () => one.heartbeat(first),
      () => one.enterStep(first, "fetch"),
      () => one.recordPage(first, [], { cursor: undefined, isComplete: true }),
      () => one.recordStaged(first, [], []),
      () => one.recordResolutions(first, []),
      () => one.listItemsToStage(first, 1),
      () => one.finish(first, now),
    ]) {
      expect(await codeOf(work())).toBe("claim-lost");
    }
    expect(await two.heartbeat(second)).toBe("held");
  });

  test("is not given for a later epoch to the worker that merely has the same id", async () => {
    const lane = await seed();
    const first = await claimed(lane, "one");
    await releaseRun(database.db, first);
    expect(await codeOf(createRunStore(database.db, "one").heartbeat(first))).toBe("claim-lost");
    expect((await claim(lane, "one"))?.epoch).toBe(2);
  });

  test("waits for the time of the next try, and counts the tries", async () => {
    const lane = await seed();
    const first = await claimed(lane, "one");
    await releaseRun(database.db, first, { retryAt: afterMs(60_000), reason: "vendor-unreachable" });
    expect(await claim(lane, "two", NONE_STALE, afterMs(59_000))).toBeUndefined();
    expect(await claim(lane, "two", NONE_STALE, afterMs(60_000))).toMatchObject({ attempts: 1, epoch: 2 });
  });

  test("starts counting tries again when the run gets on", async () => {
    const lane = await seed();
    await set(lane, "run", "attempts = 4");
    const held = await claimed(lane, "one");
    await createRunStore(database.db, "one").enterStep(held, "fetch");
    await releaseRun(database.db, held);
    expect(await claim(lane, "one")).toMatchObject({ attempts: 0 });
  });

  test("is refused while the connector is paused, unless the run is to be cancelled", async () => {
    const lane = await seed();
    await set(lane, "connector", "state = 'paused'");
    expect(await claim(lane, "one")).toBeUndefined();
    await set(lane, "run", "cancel_requested_at = now()");
    expect(await claim(lane, "one")).toMatchObject({ epoch: 1 });
  });

  test("finds nothing for a run that has ended or never was", async () => {
    const lane = await seed();
    await failRun(database.db, lane, "vendor-login-refused", now);
    expect(await claim(lane, "one")).toBeUndefined();
    expect(await claimRun(database.db, randomUUID(), "one", now, NONE_STALE)).toBeUndefined();
  });

  test("tells its holder what the admin asks for", async () => {
    const lane = await seed();
    const held = await claimed(lane, "one");
    const store = createRunStore(database.db, "one");
    await set(lane, "connector", "state = 'paused'");
    expect(await store.heartbeat(held)).toBe("pause-requested");
    await set(lane, "run", "cancel_requested_at = now()");
    expect(await store.heartbeat(held)).toBe("cancel-requested");
  });
});

describe("a run that fails", () => {
  test("marks its connector with the reason, once", async () => {
    const lane = await seed();
    await claim(lane, "one");
    expect(await failRun(database.db, lane, "vendor-login-refused", now)).toBe(true);
    expect(await failRun(database.db, lane, "consent-missing", now)).toBe(false);
    const { rows } = await database.admin.query("SELECT action_required FROM connector WHERE id = $1", [
      lane.connectorId,
    ]);
    expect(rows).toEqual([{ action_required: "vendor-login-refused" }]);
  });
});

describe("the lease of a mailbox", () => {
  test("goes to one of many workers that ask at the same time", async () => {
    const lane = await importing();
    const leases = await Promise.all(Array.from({ length: 8 }, (_, n) => lease(lane, `worker-${n}`)));
    expect(leases.filter(Boolean)).toHaveLength(1);
  });

  test("is one over all runs and connectors", async () => {
    const lane = await importing();
    // Another connector's run of the same tenant has a lane into the same mailbox.
    const { rows } = await database.admin.query<{ runId: string }>(
      `WITH c AS (
         INSERT INTO connector (tenant_id, kind, name, state, watermark, created_by, created_by_name)
         VALUES ($1, 'verizon-network', 'Second', 'active', now(), 'u', 'u') RETURNING id
       ), r AS (
         INSERT INTO run (tenant_id, connector_id, number, job_id, window_from, window_to, trigger, queued_at, state, step)
         SELECT $1, id, 77, 'VER', now() - interval '1 day', now(), 'manual', now(), 'running', 'import' FROM c RETURNING id
       )
       INSERT INTO lane (tenant_id, run_id, user_id) SELECT $1, id, $2 FROM r RETURNING run_id AS "runId"`,
      [lane.tenantId, lane.userId],
    );
    const other = { ...lane, runId: rows[0]?.runId ?? "" };
    const first = await leased(lane, "one");
    expect(await lease(other, "two")).toBeUndefined();
    await releaseLane(database.db, first);
    expect(await lease(other, "two")).toMatchObject({ runId: other.runId, epoch: 2 });
  });

  test("passes on when its holder has died, and then the first writes nothing more", async () => {
    const lane = await importing();
    const first = await leased(lane, "one");
    const second = await leased(lane, "two", ALL_STALE);
    const [one, two] = [createLaneStore(database.db, "one"), createLaneStore(database.db, "two")];
    for (const work of [
      () => one.heartbeat(first, undefined),
      () => one.loadContext(first),
      () => one.takePending(first, 10, now),
      () => one.listUnsettled(first),
      () => one.recordOutcomes(first, [], now),
      () => one.recordDuplicates(first, [], now),
      () => one.failPending(first, "mailbox-full", now),
      () => one.listUnverified(first, undefined, 10),
      () => one.recordVerified(first, [], now),
      () => one.saveFolder(first, "folder"),
      () => one.finish(first),
    ]) {
      expect(await codeOf(work())).toBe("claim-lost");
    }
    expect(await two.takePending(second, 10, now)).toEqual([]);
  });

  test("counts against the mailbox what a dead holder may have asked unseen, and nothing after a proper release", async () => {
    const lane = await importing();
    const usage = [{ startMs: now.getTime(), requests: 7, uploadBytes: 2_000 }];
    const usageFor = async (worker: string, held: Awaited<ReturnType<typeof leased>>) =>
      (await createLaneStore(database.db, worker).loadContext(held)).usage;
    const first = await leased(lane, "one");
    await createLaneStore(database.db, "one").heartbeat(first, undefined, usage);
    await releaseLane(database.db, first);
    const second = await leased(lane, "two");
    expect(await usageFor("two", second)).toEqual(usage);
    const third = await leased(lane, "three", ALL_STALE);
    expect(await usageFor("three", third)).toEqual([
      ...usage,
      { startMs: expect.any(Number), ...MOST_UNWRITTEN },
    ]);
  });

  test("waits until the throttling is over", async () => {
    const lane = await importing();
    const held = await leased(lane, "one");
    await releaseLane(database.db, held, { until: afterMs(60_000), code: "throttled" });
    expect(await lease(lane, "two", NONE_STALE, afterMs(59_000))).toBeUndefined();
    expect(await lease(lane, "two", NONE_STALE, afterMs(61_000))).toBeDefined();
  });

  test("waits for the end of the throttling too when its holder only stops", async () => {
    const lane = await importing();
    const held = await leased(lane, "one");
    await createLaneStore(database.db, "one").heartbeat(held, afterMs(60_000));
    await releaseLane(database.db, held);
    expect(await lease(lane, "two", NONE_STALE, afterMs(59_000))).toBeUndefined();
    expect(await lease(lane, "two", NONE_STALE, afterMs(61_000))).toBeDefined();
  });

  test.each([
    ["before the run imports", "run", "step = 'map'"],
    ["when the run is to be cancelled", "run", "cancel_requested_at = now()"],
    ["when the connector is paused", "connector", "state = 'paused'"],
  ] as const)("is refused %s, and a holder is told to stop", async (_when, table, assignments) => {
    const lane = await importing();
    const held = await leased(lane, "one");
    await set(lane, table, assignments);
    const isToStop = assignments !== "step = 'map'";
    const store = createLaneStore(database.db, "one");
    expect(await store.heartbeat(held, undefined)).toBe(isToStop ? "stop-requested" : "held");
    await releaseLane(database.db, held);
    expect(await lease(lane, "two")).toBeUndefined();
  });

  test("is listed as open while nobody holds it", async () => {
    const lane = await importing();
    expect(await listOpenLanes(database.db, lane, 10)).toEqual([lane.userId]);
    await lease(lane, "one");
    expect(await listOpenLanes(database.db, lane, 10)).toEqual([]);
  });
});

describe("two lanes that finish at the same time", () => {
  test("are told apart: exactly one of them is the last", async () => {
    for (let round = 0; round < 10; round += 1) {
      const lane = await importing();
      const users = ["user-2", "user-3", "user-4"];
      await database.admin.query("INSERT INTO mailbox (tenant_id, user_id) SELECT $1, unnest($2::text[])", [
        lane.tenantId,
        users,
      ]);
      await database.admin.query(
        "INSERT INTO lane (tenant_id, run_id, user_id) SELECT $1, $2, unnest($3::text[])",
        [lane.tenantId, lane.runId, users],
      );
      const store = createLaneStore(database.db, "one");
      const open = await Promise.all(
        users.map(async (userId) => {
          const held = await leased({ ...lane, userId }, "one");
          return held && store.finish(held);
        }),
      );
      // The seeded lane stays open.
      expect(new Set(open)).toEqual(new Set([1, 2, 3]));
    }
  });
});
