import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { pauseConnector } from "../connector/pause-connector.ts";
import { resumeConnector } from "../connector/resume-connector.ts";
import {
  activate,
  activateAndComplete,
  completeRun,
  createStage,
  refusalOf,
  type Stage,
} from "../testing/stage.ts";
import { seedDeliveries } from "../testing/seed-deliveries.ts";
import { getConnector } from "../connector/get-connector.ts";
import { setSchedule } from "../setup/set-schedule.ts";
import { getRun } from "./get-run.ts";
import { importPeriod } from "./import-period.ts";
import { retryFailed } from "./retry-failed.ts";
import { runAgain } from "./run-again.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const deedsOf = async ({ tenantId }: Stage) => {
  const { rows } = await database.admin.query<{ action: string; after: Record<string, unknown> }>(
    "SELECT action, after FROM audit_entry WHERE tenant_id = $1 AND target_kind = 'run' ORDER BY at, id",
    [tenantId],
  );
  return rows;
};

describe("Run this window again", () => {
  test("queues the same window once more, audited, and hints the workers", async () => {
    const stage = createStage(database);
    const first = await activateAndComplete(database, stage);
    const again = await runAgain(stage.as("Connector.Operator"), first.runId);
    const { window } = await getRun(stage.admin, first.runId);
    expect(await getRun(stage.admin, again.runId)).toMatchObject({
      trigger: "again",
      state: "queued",
      window,
    });
    expect((await deedsOf(stage)).at(-1)).toEqual({
      action: "run-again",
      after: { connectorId: first.connectorId, jobId: "ATT-000002", repeats: "ATT-000001" },
    });
    expect(stage.world.enqueued.at(-1)).toBe(again.runId);
  });

  test("is refused while a run is active, on a paused connector, to a reader, and for a run of nobody", async () => {
    const stage = createStage(database);
    const { connectorId, runId } = await activate(stage.admin);
    expect((await refusalOf(runAgain(stage.admin, runId))).code).toBe("run-active");
    await completeRun(database, runId);
    await pauseConnector(stage.admin, connectorId);
    expect((await refusalOf(runAgain(stage.admin, runId))).code).toBe("paused");
    await resumeConnector(stage.admin, connectorId);
    expect((await refusalOf(runAgain(stage.as("Connector.Reader"), runId))).code).toBe("not-allowed");
    const stranger = createStage(database);
    await activate(stranger.admin);
    expect((await refusalOf(runAgain(stranger.admin, runId))).code).toBe("not-found");
    expect(await deedsOf(stage)).toEqual([]);
  });
});

describe("Retry failed", () => {
  test("is refused where nothing has failed, and names the run that it repeats where something has", async () => {
    const whole = createStage(database);
    const completed = await activateAndComplete(database, whole);
    expect((await refusalOf(retryFailed(whole.admin, completed.runId))).code).toBe("nothing-failed");
    const stage = createStage(database);
    const first = await activate(stage.admin);
    await seedDeliveries(database, { ...first, tenantId: stage.tenantId }, [
      { userId: "alice", state: "failed", reason: "mailbox-full" },
    ]);
    await completeRun(database, first.runId);
    const retry = await retryFailed(stage.admin, first.runId);
    expect(await getRun(stage.admin, retry.runId)).toMatchObject({
      trigger: "retry",
      isListingComplete: true,
    });
    expect((await deedsOf(stage)).map(({ action }) => action)).toEqual(["retry-failed"]);
  });
});

describe("Import a past period", () => {
  const at = (text: string) => new Date(text);

  test("queues the period that was asked for", async () => {
    const stage = createStage(database);
    const { connectorId } = await activateAndComplete(database, stage);
    const period = { from: at("2025-03-30T00:00:00Z"), to: at("2025-03-31T00:00:00Z") };
    const run = await importPeriod(stage.admin, connectorId, period);
    expect((await getRun(stage.admin, run.runId)).window).toEqual({
      from: "2025-03-30T00:00:00.000Z",
      to: "2025-03-31T00:00:00.000Z",
    });
    expect((await deedsOf(stage)).at(-1)?.action).toBe("import-period");
  });

  test.each([
    ["period-empty", "to", "2026-01-02T00:00:00Z", "2026-01-02T00:00:00Z"],
    ["period-empty", "to", "2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"],
    ["period-future", "to", "2026-01-02T00:00:00Z", "2026-11-22T13:00:00.001Z"],
    ["period-too-old", "from", "2016-01-02T00:00:00Z", "2026-01-01T00:00:00Z"],
  ])("is refused as %s at %s", async (code, field, from, to) => {
    const stage = createStage(database);
    const { connectorId } = await activateAndComplete(database, stage);
    const refusal = await refusalOf(importPeriod(stage.admin, connectorId, { from: at(from), to: at(to) }));
    expect({ code: refusal.code, field: refusal.field }).toEqual({ code, field });
  });
});

test("a schedule changed while its time waits for an active run does not lose that time (R40)", async () => {
  const stage = createStage(database);
  const { connectorId } = await activate(stage.admin);
  const missed = (await getConnector(stage.admin, connectorId)).nextRunAt;
  stage.world.clock.now = new Date("2026-11-23T10:00:00Z");
  await setSchedule(stage.admin, { connectorId, time: "09:00", zone: "UTC", firstImportDays: 7 });
  expect((await getConnector(stage.admin, connectorId)).nextRunAt).toBe(missed);
});
