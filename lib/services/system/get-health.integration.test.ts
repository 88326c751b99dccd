import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { recordWorkerSign } from "#lib/db/worker-processes.ts";
import { ensureTenant } from "../tenant/ensure-tenant.ts";
import { createStage } from "../testing/stage.ts";
import { getHealth } from "./get-health.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

test("health tells the workers of the last minute, and when one of them last picked up a job", async () => {
  const { admin } = createStage(database);
  expect(await getHealth(admin)).toEqual({ workersAlive: 0, lastJobAt: null });
  const startedAt = new Date("2026-11-22T11:00:00Z");
  await recordWorkerSign(database.db, "w-1", { host: "a", startedAt, lastJobAt: startedAt });
  await recordWorkerSign(database.db, "w-2", { host: "b", startedAt, lastJobAt: undefined });
  await database.admin.query(
    "UPDATE worker_process SET heartbeat_at = now() - interval '2 minutes' WHERE id = 'w-1'",
  );
  expect(await getHealth(admin)).toEqual({ workersAlive: 1, lastJobAt: "2026-11-22T11:00:00.000Z" });
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
