import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertDueRun } from "./insert-due-run.ts";
import { insertRun, jobIdOf } from "./insert-run.ts";
import { isUniqueViolation } from "./errors.ts";
import { claimRun } from "./run-claims.ts";
import { sweepDueConnectors, sweepLanes, sweepRuns } from "./sweeps.ts";
import { seedActiveConnector, type SeededConnector } from "./testing/seed.ts";
import { seedLane, type SeededLane } from "./testing/seed-lane.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { readWorkerHealth, recordWorkerSign } from "./worker-processes.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const now = new Date("2026-11-22T12:00:00Z");
const at = (iso: string) => new Date(iso);
/** No heartbeat is older. */
const NONE_STALE = new Date(0);
const ALL_STALE = at("2999-01-01T00:00:00Z");

const update = (table: string, assignments: string, id: string) =>
  database.admin.query(
    `UPDATE ${table} SET ${assignments} WHERE ${table === "mailbox" ? "tenant_id" : "id"} = $1`,
    [id],
  );

describe("the sweep for due connectors", () => {
  const isDue = async ({ connectorId }: SeededConnector) =>
    (await sweepDueConnectors(database.db, now)).some((due) => due.connectorId === connectorId);
  const due = () => seedActiveConnector(database.db, randomUUID(), { nextRunAt: at("2026-11-22T02:00:00Z") });

  test("finds those of all tenants whose time has come", async () => {
    const [one, other] = [await due(), await due()];
    const later = await seedActiveConnector(database.db, randomUUID(), {
      nextRunAt: at("2026-11-22T12:00:01Z"),
    });
    const never = await seedActiveConnector(database.db, randomUUID());
    expect(await Promise.all([one, other, later, never].map((each) => isDue(each)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("leaves out paused ones and those with an active run", async () => {
    const [paused, busy] = [await due(), await due()];
    await update("connector", "state = 'paused'", paused.connectorId);
    expect(await insertDueRun(database.db, busy.tenantId, busy.connectorId, now)).toBeDefined();
    await update("connector", "next_run_at = '2026-11-22T03:00:00Z'", busy.connectorId);
    expect(await Promise.all([paused, busy].map((each) => isDue(each)))).toEqual([false, false]);
  });
});

describe("a due run", () => {
  const due = (change = {}) =>
    seedActiveConnector(database.db, randomUUID(), { nextRunAt: at("2026-11-22T02:00:00Z"), ...change });
  const runsOf = async ({ connectorId }: SeededConnector) =>
    (await database.admin.query("SELECT * FROM run WHERE connector_id = $1 ORDER BY number", [connectorId]))
      .rows;

  test("reaches from the watermark to now, and the connector is due again at its next time", async () => {
    const connector = await due();
    const run = await insertDueRun(database.db, connector.tenantId, connector.connectorId, now);
    expect(run?.jobId).toBe("ATT-000001");
    expect(await runsOf(connector)).toMatchObject([
      {
        window_from: at("2026-11-20T00:00:00Z"),
        window_to: now,
        trigger: "schedule",
        state: "queued",
        attempt_no: 1,
      },
    ]);
    const { rows } = await database.admin.query("SELECT next_run_at FROM connector WHERE id = $1", [
      connector.connectorId,
    ]);
    expect(rows).toEqual([{ next_run_at: at("2026-11-23T02:00:00Z") }]);
  });

  test("is one, however many workers fire at the same time", async () => {
    const connector = await due();
    const fired = await Promise.all(
      Array.from({ length: 8 }, () =>
        insertDueRun(database.db, connector.tenantId, connector.connectorId, now),
      ),
    );
    expect(fired.filter(Boolean)).toHaveLength(1);
    expect(await runsOf(connector)).toHaveLength(1);
  });

  test("waits for the active run to end, and is then made up", async () => {
    const connector = await due();
    const fire = () => insertDueRun(database.db, connector.tenantId, connector.connectorId, now);
    const first = await fire();
    await update("connector", "next_run_at = '2026-11-22T03:00:00Z'", connector.connectorId);
    expect(await fire()).toBeUndefined();
    await update("run", "state = 'cancelled', ended_at = now()", first?.runId ?? "");
    expect(await fire()).toMatchObject({ jobId: "ATT-000002" });
    // The same window again is its second attempt.
    expect(await runsOf(connector)).toMatchObject([{ attempt_no: 1 }, { attempt_no: 2 }]);
  });

  test("is not inserted for a window of nothing, and the connector moves on", async () => {
    const connector = await due({ watermark: now });
    expect(await insertDueRun(database.db, connector.tenantId, connector.connectorId, now)).toBeUndefined();
    const { rows } = await database.admin.query("SELECT next_run_at FROM connector WHERE id = $1", [
      connector.connectorId,
    ]);
    expect(rows).toEqual([{ next_run_at: at("2026-11-23T02:00:00Z") }]);
  });

  test("is refused by the database while another is active, whoever asks", async () => {
    const { tenantId, connectorId } = await due();
    const insert = () =>
      database.db.tenant(tenantId, (tx) =>
        insertRun(
          tx,
          tenantId,
          { id: connectorId, kind: "att-network", watermark: at("2026-11-20T00:00:00Z") },
          "manual",
          now,
        ),
      );
    await insert();
    expect(await insert().catch((error: unknown) => isUniqueViolation(error))).toBe(true);
  });

  test("is numbered in its tenant, under the kind's letters", () => {
    expect(jobIdOf("att-network", 17)).toBe("ATT-000017");
    expect(jobIdOf("verizon-network", 1_234_567)).toBe("VER-1234567");
  });
});

describe("the sweep for runs", () => {
  const isFound = async ({ runId }: SeededLane, staleBefore = NONE_STALE) =>
    (await sweepRuns(database.db, staleBefore, now)).some((run) => run.runId === runId);
  const seed = () => seedLane(database, randomUUID(), 2);

  test("finds a queued run", async () => {
    expect(await isFound(await seed())).toBe(true);
  });

  test("finds a held run only once its holder is silent", async () => {
    const lane = await seed();
    await claimRun(database.db, lane.runId, "one", now, NONE_STALE);
    expect(await isFound(lane)).toBe(false);
    expect(await isFound(lane, ALL_STALE)).toBe(true);
  });

  test.each([
    ["a released run", "state = 'running', started_at = now()", true],
    ["one whose next try has come", "state = 'running', retry_at = '2026-11-22T12:00:00Z'", true],
    ["one whose next try is later", "state = 'running', retry_at = '2026-11-22T12:00:01Z'", false],
    ["one that imports with open lanes", "state = 'running', step = 'import'", false],
    [
      "a cancelled one, open lanes or not",
      "state = 'running', step = 'import', cancel_requested_at = now()",
      true,
    ],
    ["one that has ended", "state = 'failed', ended_at = now()", false],
  ])("%s: found %s", async (_what, assignments, isToBeFound) => {
    const lane = await seed();
    await update("run", assignments, lane.runId);
    expect(await isFound(lane)).toBe(isToBeFound);
  });

  test("finds a run whose lanes are all done", async () => {
    const lane = await seed();
    await update("run", "state = 'running', step = 'import'", lane.runId);
    await database.admin.query(
      "UPDATE delivery SET state = 'failed', reason = 'x', settled_at = now() WHERE run_id = $1",
      [lane.runId],
    );
    await database.admin.query("UPDATE lane SET state = 'done' WHERE run_id = $1", [lane.runId]);
    expect(await isFound(lane)).toBe(true);
  });

  test("leaves out a paused connector's run, unless it is to be cancelled", async () => {
    const lane = await seed();
    await update("connector", "state = 'paused'", lane.connectorId);
    expect(await isFound(lane)).toBe(false);
    await update("run", "cancel_requested_at = now()", lane.runId);
    expect(await isFound(lane)).toBe(true);
  });
});

describe("the sweep for lanes", () => {
  const isFound = async ({ runId }: SeededLane, staleBefore = NONE_STALE) =>
    (await sweepLanes(database.db, staleBefore, now, 1_000)).some((lane) => lane.runId === runId);
  const importing = async () => {
    const lane = await seedLane(database, randomUUID(), 2);
    await update("run", "state = 'running', step = 'import'", lane.runId);
    return lane;
  };

  test("finds an open lane that nobody holds, and a held one once its holder is silent", async () => {
    const lane = await importing();
    expect(await isFound(lane)).toBe(true);
    await update(
      "mailbox",
      `run_id = '${lane.runId}', worker_id = 'one', heartbeat_at = now()`,
      lane.tenantId,
    );
    expect(await isFound(lane)).toBe(false);
    expect(await isFound(lane, ALL_STALE)).toBe(true);
  });

  test.each([
    ["mailbox", "throttled_until = '2026-11-22T12:00:01Z'"],
    ["run", "step = 'map'"],
    ["run", "cancel_requested_at = now()"],
    ["run", "state = 'failed', ended_at = now()"],
    ["connector", "state = 'paused'"],
  ])("leaves it out when %s is %s", async (table, assignments) => {
    const lane = await importing();
    const ids: Record<string, string> = {
      mailbox: lane.tenantId,
      run: lane.runId,
      connector: lane.connectorId,
    };
    await update(table, assignments, ids[table] ?? "");
    expect(await isFound(lane)).toBe(false);
  });

  test("answers with no more than it is asked for", async () => {
    await importing();
    await importing();
    expect(await sweepLanes(database.db, NONE_STALE, now, 1)).toHaveLength(1);
  });
});

describe("the state that a connector shows", () => {
  const stateOf = async ({ tenantId, connectorId }: SeededConnector) => {
    const [row] = await database.db.sql(tenantId, (sql) =>
      sql.query<{ state: string }>("SELECT state FROM connector_state WHERE connector_id = $1", [
        connectorId,
      ]),
    );
    return row?.state;
  };

  // In the order of the precedence: each line holds although what stands below it is true too.
  test("follows one precedence", async () => {
    const lane = await seedLane(database, randomUUID(), 2);
    expect(await stateOf(lane)).toBe("waiting-to-start");
    await update("run", "state = 'running', retry_at = '2999-01-01'", lane.runId);
    expect(await stateOf(lane)).toBe("retrying");
    await update("connector", "state = 'paused'", lane.connectorId);
    expect(await stateOf(lane)).toBe("paused");
    await update("connector", "action_required = 'consent-missing'", lane.connectorId);
    expect(await stateOf(lane)).toBe("action-required");
    await update("run", "retry_at = NULL, worker_id = 'one', heartbeat_at = now()", lane.runId);
    expect(await stateOf(lane)).toBe("running");
    await update("run", "worker_id = NULL", lane.runId);
    await update("connector", "action_required = NULL", lane.connectorId);
    expect(await stateOf(lane)).toBe("paused");
    await update("connector", "state = 'active'", lane.connectorId);
    await update("run", "state = 'completed', ended_at = now()", lane.runId);
    expect(await stateOf(lane)).toBe("healthy");
  });

  test("is waiting to start before the first run, and absent for drafts and deleted ones", async () => {
    const connector = await seedActiveConnector(database.db, randomUUID());
    expect(await stateOf(connector)).toBe("waiting-to-start");
    await update("connector", "state = 'deleted'", connector.connectorId);
    expect(await stateOf(connector)).toBeUndefined();
  });

  test("stays running while a worker is still in a mailbox of a paused connector", async () => {
    const lane = await seedLane(database, randomUUID(), 2);
    await update("run", "state = 'running', step = 'import'", lane.runId);
    await update(
      "mailbox",
      `run_id = '${lane.runId}', worker_id = 'one', heartbeat_at = now()`,
      lane.tenantId,
    );
    await update("connector", "state = 'paused'", lane.connectorId);
    expect(await stateOf(lane)).toBe("running");
    await update("mailbox", "run_id = NULL, worker_id = NULL, heartbeat_at = NULL", lane.tenantId);
    expect(await stateOf(lane)).toBe("paused");
  });
});

describe("workers' signs of life", () => {
  test("tell alive from working", async () => {
    const sign = { host: "here", startedAt: now };
    await recordWorkerSign(database.db, "one", { ...sign, lastJobAt: now });
    await recordWorkerSign(database.db, "one", { ...sign, lastJobAt: undefined });
    await recordWorkerSign(database.db, "two", { ...sign, lastJobAt: undefined });
    await database.admin.query(
      "UPDATE worker_process SET heartbeat_at = now() - interval '2 minutes' WHERE id = 'two'",
    );
    expect(await readWorkerHealth(database.db)).toMatchObject({
      workersAlive: 1,
      lastJobAt: now,
      waitingSince: null,
    });
  });
});
