import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { recordWorkerSign } from "#lib/db/worker-processes.ts";
import { ensureTenant } from "../tenant/ensure-tenant.ts";
import { pauseConnector } from "../connector/pause-connector.ts";
import { activate, createStage } from "../testing/stage.ts";
import { getHealth } from "./get-health.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

test("health tells the workers of the last minute, and when one of them last picked up a job", async () => {
  const { admin } = createStage(database);
  expect(await getHealth(admin)).toEqual({
    workersAlive: 0,
    lastJobAt: null,
    jobsAtWork: 0,
    waitingSince: null,
  });
  const startedAt = new Date("2026-11-22T11:00:00Z");
  await recordWorkerSign(database.db, "w-1", { host: "a", startedAt, lastJobAt: startedAt });
  await recordWorkerSign(database.db, "w-2", { host: "b", startedAt, lastJobAt: undefined });
  await database.admin.query(
    "UPDATE worker_process SET heartbeat_at = now() - interval '2 minutes' WHERE id = 'w-1'",
  );
  expect(await getHealth(admin)).toMatchObject({ workersAlive: 1, lastJobAt: "2026-11-22T11:00:00.000Z" });
});

test("R42 R46 a worker that is alive with a free place and takes nothing of what waits is told from an idle one", async () => {
  const stage = createStage(database);
  const startedAt = new Date("2026-11-22T11:00:00Z");
  const sign = (runsAtWork: number, lastJobAt = startedAt) =>
    recordWorkerSign(database.db, "w-2", {
      host: "b",
      startedAt,
      lastJobAt,
      places: { runPlaces: 1, runsAtWork, lanePlaces: 1, lanesAtWork: 0 },
    });
  const waitingSince = async () => (await getHealth(stage.admin)).waitingSince;
  await sign(0);
  expect(await waitingSince()).toBeNull();
  const { connectorId, runId } = await activate(stage.admin);
  const queue = (age: string) =>
    database.admin.query(
      `WITH waits AS (UPDATE run SET queued_at = now() - $2::interval WHERE id = $1)
       UPDATE connector SET updated_at = now() - $2::interval WHERE id = $3`,
      [runId, age, connectorId],
    );
  await queue("30 seconds");
  expect(await waitingSince()).toBeNull();
  await queue("5 minutes");
  expect(await waitingSince()).not.toBeNull();
  await sign(1);
  expect(await waitingSince()).toBeNull();
  await sign(0, new Date());
  expect(await waitingSince()).toBeNull();
  await sign(0);
  await pauseConnector(stage.admin, connectorId);
  expect(await waitingSince()).toBeNull();
});

test("the first sign-in out of an organization makes it known, once, whoever is first", async () => {
  const { admin, tenantId } = createStage(database);
  await Promise.all(Array.from({ length: 5 }, () => ensureTenant(admin, admin.viewer)));
  const { rows } = await database.admin.query(
    "SELECT action, actor_name, target_kind FROM audit_entry WHERE tenant_id = $1",
    [tenantId],
  );
  expect(rows).toEqual([{ action: "ensure-tenant", actor_name: "Ada", target_kind: "tenant" }]);
});
