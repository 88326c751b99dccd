import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { Failure } from "#lib/domain/failure.ts";
import { checkLogin } from "../setup/check-login.ts";
import { chooseMapping } from "../setup/choose-mapping.ts";
import { getSetup } from "../setup/get-setup.ts";
import { proveConsent } from "../setup/prove-consent.ts";
import { leftovers, seedDirectory, upload } from "../testing/mapping-files.ts";
import { createStage, LOGIN, refusalOf, setUp } from "../testing/stage.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

describe("a custom mapping that is uploaded", () => {
  test("is previewed: rows taken, rows refused with line, value, reason and advice, and who has a mailbox", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    await seedDirectory(database, stage);
    const rows = [
      "12125550101,Alice@Contoso.example,,",
      "(212) 555-0102,shared@contoso.example,,",
      "4.41E+11,bob@contoso.example,,",
      "12125550103,not an address,,",
      "12125550104,guest@contoso.example,,",
      "12125550105,bob@contoso.example,2026-01-01,",
      "12125550106,left@contoso.example,,",
    ];
    const preview = await upload(stage.admin, connectorId, rows.join("\n"), "C:\\Users\\Ada\\mapping.csv");
    expect(preview).toMatchObject({
      version: 1,
      fileName: "mapping.csv",
      acceptedRows: 5,
      refusedRows: 2,
      resolvedRows: 2,
      uploadedBy: "Ada",
      uploadedAt: "2026-11-22T12:00:00.000Z",
    });
    expect(preview.sample).toEqual([
      { line: 2, phone: "+12125550101", address: "alice@contoso.example", isResolved: true },
      { line: 3, phone: "+12125550102", address: "shared@contoso.example", isResolved: false },
      { line: 6, phone: "+12125550104", address: "guest@contoso.example", isResolved: false },
      { line: 7, phone: "+12125550105", address: "bob@contoso.example", isResolved: true },
      { line: 8, phone: "+12125550106", address: "left@contoso.example", isResolved: false },
    ]);
    expect(preview).toMatchObject({ unchangedRows: null, unchanged: [] });
    expect(preview.problems.map(({ line, value }) => [line, value])).toEqual([
      [4, "4.41E+11"],
      [5, "not an address"],
    ]);
    expect(preview.problems[0]?.advice).toContain("Format the column as text");
    expect(stage.world.asked.refreshes).toBe(1);
  });

  test("tells rows that are as in the version in use from new and changed ones, by mailbox and days", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    const before = [
      "12125550101,alice@contoso.example,,",
      "12125550102,bob@contoso.example,,",
      "12125550103,bob@contoso.example,2026-01-01,",
      "12125550104,bob@contoso.example,,",
    ];
    await upload(stage.admin, connectorId, before.join("\n"));
    await chooseMapping(stage.admin, { connectorId, isAutomatic: true, isCustom: true });
    const after = [
      "12125550105,alice@contoso.example,,",
      "12125550101,alice@contoso.example,,",
      "12125550102,alice@contoso.example,,",
      "12125550103,bob@contoso.example,2026-02-01,",
      "4.41E+11,bob@contoso.example,,",
      "12125550104,bob@contoso.example,,",
    ];
    const preview = await upload(stage.admin, connectorId, after.join("\n"));
    expect(preview).toMatchObject({ acceptedRows: 5, unchangedRows: 2, refusedRows: 1 });
    expect(preview.sample.map(({ line }) => line)).toEqual([2, 4, 5]);
    expect(preview.unchanged.map(({ line }) => line)).toEqual([3, 7]);
    const same = await upload(stage.admin, connectorId, before.join("\n"));
    expect(same).toMatchObject({ acceptedRows: 4, unchangedRows: 4, sample: [] });
  });

  test.each([
    ["by this page", "pending"],
    ["by the redirect a moment ago", "granted"],
  ])(
    "says nothing about mailboxes before the directory was read, and does once consent is proven %s",
    async (_, consent) => {
      const stage = createStage(database);
      const { admin, world, tenantId } = stage;
      const connectorId = await setUp(admin);
      world.directory = new Failure("consent-missing", { kind: "permanent" });
      const preview = await upload(admin, connectorId, "12125550101,alice@contoso.example,,");
      expect(preview.resolvedRows).toBeNull();
      expect(preview.sample[0]?.isResolved).toBeNull();
      await database.admin.query(
        "UPDATE tenant SET consent_state = $2, consent_checked_at = $3 WHERE tenant_id = $1",
        [tenantId, consent, world.now()],
      );
      await seedDirectory(database, stage);
      world.directory = undefined;
      await proveConsent(admin, connectorId);
      expect((await getSetup(admin, connectorId)).mapping.custom?.resolvedRows).toBe(1);
    },
  );

  test("refuses the later of two rows that say of one number what holds at the same time, and names the earlier", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    const rows = [
      "12125550101,a@contoso.example,,2026-03-01",
      "12125550101,b@contoso.example,2026-02-01,2026-05-01",
      "12125550101,c@contoso.example,2026-03-01,",
      "12125550102,d@contoso.example,,",
      "+1 212 555 0102,e@contoso.example,,",
    ];
    const preview = await upload(stage.admin, connectorId, rows.join("\n"));
    expect([preview.acceptedRows, preview.refusedRows]).toEqual([3, 2]);
    expect(preview.sample.map((row) => row.line)).toEqual([2, 4, 5]);
    expect(preview.problems.map(({ line, value, reason }) => [line, value, reason])).toEqual([
      [3, "+12125550101", "Line 2 maps this number already, for the same time."],
      [6, "+12125550102", "Line 5 maps this number already, for the same time."],
    ]);
    expect(await leftovers(database, stage)).toEqual([1, 3, 2]);
  });

  test("comes into force when it is chosen, and not before", async () => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    const inForce = async () => {
      const { rows } = await database.admin.query<{ version: number | null }>(
        `SELECT (SELECT version FROM mapping_version v WHERE v.id = c.mapping_version_id) AS version
         FROM connector c WHERE id = $1`,
        [connectorId],
      );
      return rows[0]?.version;
    };
    await upload(admin, connectorId, "12125550101,a@contoso.example,,");
    expect(await inForce()).toBeNull();
    await chooseMapping(admin, { connectorId, isAutomatic: false, isCustom: true });
    expect(await inForce()).toBe(1);
    await upload(admin, connectorId, "12125550101,b@contoso.example,,", "second.csv");
    expect(await inForce()).toBe(1);
    expect((await getSetup(admin, connectorId)).mapping.custom).toMatchObject({
      version: 2,
      fileName: "second.csv",
    });
    await chooseMapping(admin, { connectorId, isAutomatic: false, isCustom: true });
    expect(await inForce()).toBe(2);
  });

  test("takes the place of one that nobody chose", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    await upload(stage.admin, connectorId, "12125550101,a@contoso.example,,\nx,y,,");
    await upload(
      stage.admin,
      connectorId,
      "12125550102,a@contoso.example,,\n12125550103,a@contoso.example,,",
    );
    expect(await leftovers(database, stage)).toEqual([1, 2, 0]);
  });

  test("has to be uploaded again when the country is changed by which its numbers were read", async () => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    await upload(admin, connectorId, "2125550101,a@contoso.example,,");
    await chooseMapping(admin, { connectorId, isAutomatic: true, isCustom: true });
    await checkLogin(admin, { connectorId, ...LOGIN, defaultCountry: "GB" });
    expect((await getSetup(admin, connectorId)).progress.isMappingChosen).toBe(false);
    const again = chooseMapping(admin, { connectorId, isAutomatic: true, isCustom: true });
    expect(await refusalOf(again)).toMatchObject({ code: "mapping-file-stale", field: "isCustom" });
  });
});
