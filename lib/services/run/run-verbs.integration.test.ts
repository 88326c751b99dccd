import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { getConnector } from "../connector/get-connector.ts";
import { pauseConnector } from "../connector/pause-connector.ts";
import { resumeConnector } from "../connector/resume-connector.ts";
import { setSchedule } from "../setup/set-schedule.ts";
import { createDraft } from "../setup/create-draft.ts";
import { activate, activateAndComplete, createStage, passAnHour, refusalOf } from "../testing/stage.ts";
import { cancelRun } from "./cancel-run.ts";
import { getRun } from "./get-run.ts";
import { listRuns } from "./list-runs.ts";
import { startRun } from "./start-run.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

describe("Run now", () => {
  test("imports what lies between the last complete window and now, under the next number", async () => {
    const stage = createStage(database);
    const { connectorId } = await activateAndComplete(database, stage);
    const operator = stage.as("Connector.Operator");
    const run = await startRun(operator, connectorId);
    expect(run.jobId).toBe("ATT-000002");
    expect(stage.world.enqueued.at(-1)).toBe(run.runId);
    expect(await getRun(operator, run.runId)).toMatchObject({
      trigger: "manual",
      state: "queued",
      window: { from: "2026-11-22T12:00:00.000Z", to: "2026-11-22T13:00:00.000Z" },
    });
    const { rows } = await database.admin.query(
      "SELECT actor_name, target_id, after FROM audit_entry WHERE tenant_id = $1 AND action = 'start-run'",
      [stage.tenantId],
    );
    expect(rows).toEqual([
      { actor_name: "Ada", target_id: run.runId, after: { connectorId, jobId: "ATT-000002" } },
    ]);
  });

  test("is refused while an import is not finished, and names it", async () => {
    const stage = createStage(database);
    const { connectorId } = await activate(stage.admin);
    const refusal = await refusalOf(startRun(stage.admin, connectorId));
    expect(refusal.code).toBe("run-active");
    expect(refusal.message).toContain("ATT-000001");
  });

  test("of ten at the same instant starts one", async () => {
    const stage = createStage(database);
    const { connectorId } = await activateAndComplete(database, stage);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => startRun(stage.admin, connectorId)),
    );
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    expect((await listRuns(stage.admin, connectorId)).rows).toHaveLength(2);
  });

  test("is refused on a paused connector, on a draft, and where nothing lies between", async () => {
    const stage = createStage(database);
    const { connectorId } = await activateAndComplete(database, stage);
    await pauseConnector(stage.admin, connectorId);
    expect((await refusalOf(startRun(stage.admin, connectorId))).code).toBe("paused");
    await resumeConnector(stage.admin, connectorId);
    stage.world.clock.now = new Date("2026-11-22T12:00:00Z");
    expect((await refusalOf(startRun(stage.admin, connectorId))).code).toBe("nothing-to-import");
    const draft = await createDraft(stage.admin, "att-network");
    expect((await refusalOf(startRun(stage.admin, draft.connectorId))).code).toBe("not-found");
  });
});

describe("Pause and Resume", () => {
  test("each once; resuming tells the workers of the run that was put down", async () => {
    const stage = createStage(database);
    const { connectorId, runId } = await activate(stage.admin);
    expect((await refusalOf(resumeConnector(stage.admin, connectorId))).code).toBe("not-paused");
    await pauseConnector(stage.admin, connectorId);
    expect(await getConnector(stage.admin, connectorId)).toMatchObject({
      state: "paused",
      isPaused: true,
      nextRunAt: null,
    });
    expect((await refusalOf(pauseConnector(stage.admin, connectorId))).code).toBe("already-paused");
    await resumeConnector(stage.admin, connectorId);
    expect(stage.world.enqueued).toEqual([runId, runId]);
    expect((await getConnector(stage.admin, connectorId)).nextRunAt).not.toBeNull();
  });

  test("a new schedule moves the next run, and the age of the first import stays", async () => {
    const stage = createStage(database);
    const { connectorId } = await activateAndComplete(database, stage);
    await setSchedule(stage.admin, { connectorId, time: "15:00", zone: "UTC", firstImportDays: 99 });
    const { nextRunAt, settings } = await getConnector(stage.admin, connectorId);
    expect(nextRunAt).toBe("2026-11-22T15:00:00.000Z");
    expect(settings.firstImportDays).toBe(7);
  });
});

describe("Cancel", () => {
  test("ends a run that no worker has taken, at once", async () => {
    const stage = createStage(database);
    const { admin } = stage;
    const { connectorId, runId } = await activate(admin);
    await cancelRun(admin, runId);
    expect(await getRun(admin, runId)).toMatchObject({
      state: "cancelled",
      reason: "cancelled-by-admin",
      isCancelRequested: true,
      endedAt: "2026-11-22T12:00:00.000Z",
    });
    expect((await refusalOf(cancelRun(admin, runId))).code).toBe("run-ended");
    passAnHour(stage);
    // The window stays open: the next run begins where this one would have.
    const next = await startRun(admin, connectorId);
    expect((await getRun(admin, next.runId)).window.from).toBe("2026-11-15T12:00:00.000Z");
  });

  test.each([
    ["waits for its next try", "state = 'running', retry_at = now() + interval '1 hour'"],
    [
      "was left by a worker that died",
      "state = 'running', worker_id = 'w', heartbeat_at = now() - interval '1 minute'",
    ],
    ["imports without anybody in a mailbox", "state = 'running', step = 'import'"],
  ])("R48 ends a run that %s, at once and audited", async (_what, assignments) => {
    const stage = createStage(database);
    const { runId } = await activate(stage.admin);
    await database.admin.query(`UPDATE run SET ${assignments} WHERE id = $1`, [runId]);
    await cancelRun(stage.admin, runId);
    expect(await getRun(stage.admin, runId)).toMatchObject({
      state: "cancelled",
      reason: "cancelled-by-admin",
    });
    const { rows } = await database.admin.query(
      "SELECT actor_name, before FROM audit_entry WHERE target_id = $1 AND action = 'cancel-run'",
      [runId],
    );
    expect(rows).toMatchObject([{ actor_name: "Ada", before: { state: "running" } }]);
  });

  test("asks the worker of a run that is under way, once", async () => {
    const stage = createStage(database);
    const { runId } = await activate(stage.admin);
    await database.admin.query(
      "UPDATE run SET state = 'running', worker_id = 'w', heartbeat_at = now() WHERE id = $1",
      [runId],
    );
    await cancelRun(stage.admin, runId);
    expect(await getRun(stage.admin, runId)).toMatchObject({ state: "running", isCancelRequested: true });
    expect(stage.world.enqueued).toEqual([runId, runId]);
    expect((await refusalOf(cancelRun(stage.admin, runId))).code).toBe("cancel-requested");
  });
});
