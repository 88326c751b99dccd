import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { isBalanced } from "#lib/domain/delivery.ts";
import { seedDeliveries, type SeededDelivery } from "../testing/seed-deliveries.ts";
import { activate, createStage } from "../testing/stage.ts";
import { pauseConnector } from "../connector/pause-connector.ts";
import { resumeConnector } from "../connector/resume-connector.ts";
import { getRun } from "./get-run.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

describe("a run's progress", () => {
  const DELIVERIES: SeededDelivery[] = [
    { userId: "alice", state: "imported", isVerified: true },
    { userId: "alice", state: "imported" },
    {
      userId: "alice",
      state: "partial",
      reason: "attachment-too-large",
      skippedBytes: [12_000_000, 11_000_000],
    },
    { userId: "bob", state: "duplicate" },
    { userId: "bob", state: "failed", reason: "mailbox-full" },
    { userId: "bob", state: "failed", reason: "mailbox-full" },
    { userId: "carol", state: "pending" },
    { userId: "carol", state: "posting" },
  ];

  test("is the sum of its counters, which balance, with each reason and how often", async () => {
    const stage = createStage(database);
    const ids = await activate(stage.admin);
    await seedDeliveries(database, { ...ids, tenantId: stage.tenantId }, DELIVERIES);
    const run = await getRun(stage.admin, ids.runId);
    expect(run.deliveries).toEqual({
      available: 8,
      imported: 2,
      partial: 1,
      duplicate: 1,
      failed: 2,
      pending: 2,
      verified: 1,
    });
    expect(isBalanced(run.deliveries)).toBe(true);
    expect(run.items).toMatchObject({ available: 8, delivered: 8 });
    expect(run.lanes).toEqual({ open: 3, total: 3, parked: 0 });
    expect(run.reasons).toEqual([
      { subject: "delivery", code: "mailbox-full", count: 2 },
      { subject: "delivery", code: "attachment-too-large", count: 1 },
    ]);
    expect(run.state).toBe("running");
  });

  test("waits when every open mailbox is throttled, until the first may go on", async () => {
    const stage = createStage(database);
    const ids = await activate(stage.admin);
    await seedDeliveries(database, { ...ids, tenantId: stage.tenantId }, DELIVERIES);
    const throttle = (userId: string, until: string) =>
      database.admin.query("UPDATE mailbox SET throttled_until = $3 WHERE tenant_id = $1 AND user_id = $2", [
        stage.tenantId,
        userId,
        until,
      ]);
    await throttle("alice", "2999-01-02T00:00:00Z");
    await throttle("bob", "2999-01-01T00:00:00Z");
    expect(await getRun(stage.admin, ids.runId)).toMatchObject({ state: "running", waitingUntil: null });
    await throttle("carol", "2999-01-03T00:00:00Z");
    expect(await getRun(stage.admin, ids.runId)).toMatchObject({
      state: "waiting",
      waitingUntil: "2999-01-01T00:00:00.000Z",
      waitingReason: "throttled",
      lanes: { parked: 0 },
    });
    // A service that does not answer, and a fault of the program, are not a wish to slow down.
    const giveReason = (code: string | null) =>
      database.admin.query("UPDATE mailbox SET waiting_code = $2 WHERE tenant_id = $1 AND user_id = 'bob'", [
        stage.tenantId,
        code,
      ]);
    for (const code of ["mailbox-unreachable", "internal-error"]) {
      await giveReason(code);
      expect(await getRun(stage.admin, ids.runId)).toMatchObject({
        state: "retrying",
        reason: code,
        retryAt: "2999-01-01T00:00:00.000Z",
        waitingUntil: null,
      });
    }
    await giveReason("throttled");
    expect(await getRun(stage.admin, ids.runId)).toMatchObject({ state: "waiting", reason: null });
    await database.admin.query(
      `UPDATE lane SET parked_reason = 'mailbox-access-denied', parked_since = now()
       WHERE tenant_id = $1 AND run_id = $2 AND user_id IN ('bob', 'carol')`,
      [stage.tenantId, ids.runId],
    );
    expect(await getRun(stage.admin, ids.runId)).toMatchObject({
      waitingReason: "mailbox-access-denied",
      lanes: { parked: 2 },
    });
  });

  test("runs on when its mailboxes' wait has just passed, and is interrupted when nobody came for them since", async () => {
    const stage = createStage(database);
    const ids = await activate(stage.admin);
    await seedDeliveries(database, { ...ids, tenantId: stage.tenantId }, DELIVERIES);
    const longAgo = "now() - interval '5 minutes'";
    const query = (sql: string) => database.admin.query(sql, [stage.tenantId]);
    await query(`UPDATE lane SET activity_at = ${longAgo} WHERE tenant_id = $1`);
    await query(`UPDATE run SET heartbeat_at = ${longAgo}, started_at = ${longAgo} WHERE tenant_id = $1`);
    const passed = (ago: string) =>
      query(`UPDATE mailbox SET throttled_until = now() - interval '${ago}' WHERE tenant_id = $1`);
    await passed("5 seconds");
    expect(await getRun(stage.admin, ids.runId)).toMatchObject({ state: "running", waitingUntil: null });
    await passed("40 seconds");
    expect((await getRun(stage.admin, ids.runId)).state).toBe("interrupted");
  });

  test("R44 is interrupted when nobody has been at work on it for a while, retrying when its next try is planned", async () => {
    const stage = createStage(database);
    const { runId } = await activate(stage.admin);
    const change = (assignments: string) =>
      database.admin.query(`UPDATE run SET ${assignments} WHERE id = $1`, [runId]);
    await change(
      "state = 'running', step = 'fetch', worker_id = 'w', heartbeat_at = now(), started_at = now()",
    );
    expect((await getRun(stage.admin, runId)).state).toBe("running");
    const longAgo = "now() - interval '5 minutes'";
    await change(`heartbeat_at = ${longAgo}, started_at = ${longAgo}`);
    expect((await getRun(stage.admin, runId)).state).toBe("interrupted");
    await change(
      "worker_id = NULL, heartbeat_at = now(), retry_at = '2999-01-01T00:00:00Z', reason = 'vendor-unreachable'",
    );
    expect(await getRun(stage.admin, runId)).toMatchObject({
      state: "retrying",
      retryAt: "2999-01-01T00:00:00.000Z",
      waitingUntil: null,
    });
    await change("reason = 'throttled'");
    expect(await getRun(stage.admin, runId)).toMatchObject({
      state: "waiting",
      retryAt: null,
      waitingUntil: "2999-01-01T00:00:00.000Z",
      waitingReason: "throttled",
    });
    await change("retry_at = now() - interval '5 seconds'");
    expect((await getRun(stage.admin, runId)).state).toBe("waiting");
    await change(`retry_at = ${longAgo}, heartbeat_at = ${longAgo}`);
    expect((await getRun(stage.admin, runId)).state).toBe("interrupted");
  });

  test("R35 has stalled when its heartbeats come and it has come no further for two minutes", async () => {
    const stage = createStage(database);
    const ids = await activate(stage.admin);
    await seedDeliveries(database, { ...ids, tenantId: stage.tenantId }, DELIVERIES);
    const hold = (userId: string, progress: string) =>
      database.admin.query(
        `UPDATE mailbox SET run_id = $3, worker_id = 'w', heartbeat_at = now(), progress_at = now() - $4::interval
         WHERE tenant_id = $1 AND user_id = $2`,
        [stage.tenantId, userId, ids.runId, progress],
      );
    await hold("alice", "3 minutes");
    expect(await getRun(stage.admin, ids.runId)).toMatchObject({ state: "stalled" });
    await hold("bob", "1 minute");
    expect(await getRun(stage.admin, ids.runId)).toMatchObject({ state: "running" });
  });

  test("R48 goes on pausing while a worker is at work on it, and is paused when nobody is", async () => {
    const stage = createStage(database);
    const { connectorId, runId } = await activate(stage.admin);
    const change = (assignments: string) =>
      database.admin.query(`UPDATE run SET ${assignments} WHERE id = $1`, [runId]);
    await change("state = 'running', step = 'stage', worker_id = 'w', heartbeat_at = now()");
    await pauseConnector(stage.admin, connectorId);
    expect(await getRun(stage.admin, runId)).toMatchObject({ state: "running", isPausing: true });
    await change("worker_id = NULL");
    expect(await getRun(stage.admin, runId)).toMatchObject({ state: "paused", isPausing: false });
    await resumeConnector(stage.admin, connectorId);
    expect(await getRun(stage.admin, runId)).toMatchObject({ state: "running", isPausing: false });
  });
});
