import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage } from "#lib/pipeline/testing/contract-stage.ts";
import { createPostgresHarness } from "./testing/postgres-harness.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

test("the mappings that decide are those of each look-up, as the file, the directory and the scope are", async () => {
  const { harness, claim, connector, list, stageAll } = await openStage(createPostgresHarness(database));
  await list("one");
  await stageAll("alice");
  const decides = async () => (await harness.runs.listParticipantsToResolve(claim, 10))[0]?.mapping;
  expect(await decides()).toEqual({ isAutomatic: true, isCustom: true });
  await database.admin.query(
    "UPDATE connector SET is_custom = false, mapping_version_id = NULL WHERE tenant_id = $1 AND id = $2",
    [connector.tenantId, connector.connectorId],
  );
  expect(await decides()).toEqual({ isAutomatic: true, isCustom: false });
});
