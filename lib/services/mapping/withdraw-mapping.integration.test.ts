import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPostgresHarness } from "#lib/db/testing/postgres-harness.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { ALICE, carrierDay, text } from "#lib/pipeline/testing/carrier-day.ts";
import { createWorld } from "#lib/pipeline/testing/world.ts";
import { work } from "#lib/pipeline/testing/worker.ts";
import { getConnector } from "../connector/get-connector.ts";
import { upload } from "../testing/mapping-files.ts";
import { mappingScene } from "../testing/mapping-scene.ts";
import { createStage, refusalOf } from "../testing/stage.ts";
import { putMappingInForce } from "./put-mapping-in-force.ts";
import { switchMapping } from "./switch-mapping.ts";
import { withdrawMapping } from "./withdraw-mapping.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const OUTSIDER = "+13105550199";
const WRONG_FILE = "13105550199,partner@elsewhere.example,,\n";
const PUT = { isAutomatic: true, isCustom: true, version: 1 };

/** A connector whose first file, with an outsider's number, was put in force; its first run is still to come. */
async function scene() {
  const usual = carrierDay();
  const world = await createWorld(createPostgresHarness(database), {
    ...usual,
    items: [text("hello", 1, `${ALICE} alice@contoso.example`, [OUTSIDER])],
    connector: { ...usual.connector, mapping: { isAutomatic: true, isCustom: false }, rules: [] },
  });
  const { connectorId } = world;
  const operator = createStage(database, world.tenantId).as("Connector.Operator");
  await upload(operator, connectorId, WRONG_FILE);
  const made = await putMappingInForce(operator, { connectorId, version: 1, inForce: null });
  const mapping = async () => (await getConnector(operator, connectorId)).settings.mapping;
  const runs = async () => {
    await work(world);
    const { state, participants } = await world.harness.readLedger(world.run);
    return { state, participants };
  };
  return { operator, connectorId, made, mapping, runs };
}

describe("a first custom mapping that is withdrawn", () => {
  test("leaves nothing behind that says who belongs: an outsider in it is external, and the run is completed", async () => {
    const { operator, connectorId, made, mapping, runs } = await scene();
    expect(made).toEqual({ version: 1, replaced: null });
    await withdrawMapping(operator, { connectorId, version: 1, isOn: true });
    expect(await mapping()).toEqual({ isAutomatic: true, isCustom: false, custom: null, hasVersion: false });
    expect(await runs()).toMatchObject({ state: "completed", participants: { external: 1, unmapped: 0 } });
    const { rows } = await database.admin.query(
      "SELECT action, after FROM audit_entry WHERE target_id = $1 ORDER BY id DESC LIMIT 1",
      [connectorId],
    );
    expect(rows).toMatchObject([
      { action: "withdraw-mapping", after: { isCustom: false, mappingVersionId: null, version: 1 } },
    ]);
  });

  test("says otherwise while it is only switched off, and can be withdrawn then, too", async () => {
    const off = await scene();
    const { operator, connectorId } = off;
    await switchMapping(operator, { connectorId, mapping: "custom", isOn: false, seen: PUT });
    expect(await off.runs()).toMatchObject({
      state: "completed-with-issues",
      participants: { external: 0, unmapped: 1 },
    });
    await withdrawMapping(operator, { connectorId, version: 1, isOn: false });
    expect(await off.mapping()).toMatchObject({ hasVersion: false });
  });

  test("stays on the list, is gone back to, and lets another one begin", async () => {
    const { operator, connectorId, rollBack, change, versions } = await mappingScene(database, WRONG_FILE);
    await withdrawMapping(operator, { connectorId, version: 1, isOn: true });
    expect(await versions()).toEqual(["1 upload staff-1.csv of none, 1 rows, past"]);
    expect(await change({ version: null })).toEqual({ version: 2, replaced: null });
    await withdrawMapping(operator, { connectorId, version: 2, isOn: true });
    expect(await rollBack(1, null)).toEqual({ version: 3, replaced: null });
  });

  test.each([
    ["another version is in force", { version: 2, isOn: true }],
    ["it was switched meanwhile", { version: 1, isOn: false }],
  ])("is refused where %s", async (_why, looked) => {
    const { operator, connectorId, mapping } = await scene();
    const refusal = await refusalOf(withdrawMapping(operator, { connectorId, ...looked }));
    expect(refusal.code).toBe("mapping-changed");
    expect(await mapping()).toMatchObject({ isCustom: true, custom: { version: 1 } });
  });

  test("is refused where nothing else would decide", async () => {
    const { operator, connectorId } = await scene();
    await switchMapping(operator, { connectorId, mapping: "automatic", isOn: false, seen: PUT });
    const refusal = await refusalOf(withdrawMapping(operator, { connectorId, version: 1, isOn: true }));
    expect(refusal.code).toBe("mapping-missing");
  });
});
