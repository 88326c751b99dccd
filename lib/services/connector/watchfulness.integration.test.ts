import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { activate, completeRun, createStage } from "../testing/stage.ts";
import { getConnector } from "./get-connector.ts";
import { pauseConnector } from "./pause-connector.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

// R29: an archive that has silently stopped is noticed.
describe("a connector", () => {
  test("is overdue when nothing was imported completely for more than a day, unless it is new or paused", async () => {
    const stage = createStage(database);
    const { connectorId, runId } = await activate(stage.admin);
    const isOverdue = async () => (await getConnector(stage.admin, connectorId)).isOverdue;
    const age = (activated: string, watermark: string) =>
      database.admin.query(
        "UPDATE connector SET activated_at = now() - $2::interval, watermark = now() - $3::interval WHERE id = $1",
        [connectorId, activated, watermark],
      );
    await completeRun(database, runId);
    await age("1 hour", "7 days");
    expect(await isOverdue()).toBe(false);
    await age("9 days", "27 hours");
    expect(await isOverdue()).toBe(true);
    await age("9 days", "25 hours");
    expect(await isOverdue()).toBe(false);
    await age("9 days", "27 hours");
    await pauseConnector(stage.admin, connectorId);
    expect(await isOverdue()).toBe(false);
  });

  test("that finds nothing is held against the pace of its last seven imports", async () => {
    const stage = createStage(database);
    const { connectorId, runId } = await activate(stage.admin);
    await completeRun(database, runId);
    const addRun = (hours: number, items: number) =>
      database.admin.query(
        `WITH last AS (SELECT max(number) AS number, max(window_to) AS until FROM run WHERE connector_id = $1)
         INSERT INTO run (tenant_id, connector_id, number, job_id, window_from, window_to, trigger, queued_at, state,
           ended_at, items_available, items_delivered)
         SELECT $2, $1, last.number + 1, 'ATT', until, until + $3 * interval '1 hour', 'schedule', now(), 'completed',
           now(), $4, $4 FROM last`,
        [connectorId, stage.tenantId, hours, items],
      );
    const missedItems = async () => (await getConnector(stage.admin, connectorId)).missedItems;
    for (let day = 0; day < 7; day += 1) await addRun(24, 48);
    expect(await missedItems()).toBeNull();
    await addRun(1, 0);
    expect(await missedItems()).toBeNull();
    await addRun(24, 0);
    expect(await missedItems()).toBeGreaterThan(30);
    await addRun(24, 1);
    expect(await missedItems()).toBeNull();
  });
});
