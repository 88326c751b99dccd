import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import type { ServiceContext } from "../context.ts";
import { getConnector } from "../connector/get-connector.ts";
import { chooseMapping } from "../setup/choose-mapping.ts";
import { upload } from "../testing/mapping-files.ts";
import { FIRST, mappingScene } from "../testing/mapping-scene.ts";
import { refusalOf } from "../testing/stage.ts";
import { putMappingInForce } from "./put-mapping-in-force.ts";
import { switchMapping } from "./switch-mapping.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const scene = (...files: string[]) => mappingScene(database, ...files);

describe("putting an uploaded file in force", () => {
  test("answers what it made and what it replaced, and leaves the automatic mapping as it is", async () => {
    const { operator, connectorId, rollBack } = await scene(FIRST);
    await upload(operator, connectorId, "12125550101,bob@contoso.example,,\n", "next.csv");
    const seen = { isAutomatic: true, isCustom: true, version: 1 };
    await switchMapping(operator, { connectorId, mapping: "automatic", isOn: false, seen });
    const made = await putMappingInForce(operator, { connectorId, version: 2, inForce: 1 });
    expect(made).toEqual({ version: 2, replaced: 1 });
    const { mapping } = (await getConnector(operator, connectorId)).settings;
    expect(mapping).toMatchObject({ isAutomatic: false, isCustom: true, custom: { version: 2 } });
    expect(await rollBack(1, 2)).toEqual({ version: 3, replaced: 2 });
  });

  test("of another file, or beside another version than was looked at, is refused", async () => {
    const { operator, connectorId, versions, rollBack } = await scene(FIRST, FIRST);
    await upload(operator, connectorId, FIRST, "next.csv");
    await rollBack(1, 2);
    const put = (version: number, inForce: number | null) =>
      refusalOf(putMappingInForce(operator, { connectorId, version, inForce }));
    for (const [version, inForce] of [
      [3, 2],
      [3, null],
      [2, 4],
    ] as const) {
      expect((await put(version, inForce)).code).toBe("mapping-changed");
    }
    expect((await versions())[0]).toContain("4 roll-back staff-1.csv of 1, 2 rows, in-force");
  });
});

describe("switching a mapping", () => {
  const mappingOf = async (operator: ServiceContext, connectorId: string) => {
    const { isAutomatic, isCustom } = (await getConnector(operator, connectorId)).settings.mapping;
    return { isAutomatic, isCustom };
  };
  /** By somebody who has just looked. */
  const turn = async (
    operator: ServiceContext,
    connectorId: string,
    mapping: "custom" | "automatic",
    isOn: boolean,
  ) => {
    const { custom, ...both } = (await getConnector(operator, connectorId)).settings.mapping;
    const seen = { ...both, version: custom?.version ?? null };
    await switchMapping(operator, { connectorId, mapping, isOn, seen });
  };

  test("turns each off and on again, with the version that was in force and not with a later upload", async () => {
    const { operator, connectorId, versions, deeds } = await scene(FIRST);
    await upload(operator, connectorId, "12125550101,bob@contoso.example,,\n", "next.csv");
    await turn(operator, connectorId, "automatic", false);
    expect(await mappingOf(operator, connectorId)).toEqual({ isAutomatic: false, isCustom: true });
    expect(await deeds()).toMatchObject({
      action: "switch-mapping",
      before: { isAutomatic: true, isCustom: true },
      after: { isAutomatic: false, isCustom: true },
    });
    await turn(operator, connectorId, "automatic", true);
    await turn(operator, connectorId, "custom", false);
    expect(await mappingOf(operator, connectorId)).toEqual({ isAutomatic: true, isCustom: false });
    await turn(operator, connectorId, "custom", true);
    expect(await versions()).toEqual([
      "2 upload next.csv of none, 1 rows, uploaded",
      "1 upload staff-1.csv of none, 2 rows, in-force",
    ]);
  });

  test("leaves one of them on, begins with no file, and repeated does nothing", async () => {
    const { operator, connectorId, deeds } = await scene();
    const last = await deeds();
    await turn(operator, connectorId, "automatic", true);
    expect(await deeds()).toEqual(last);
    const refused = (mapping: "custom" | "automatic", isOn: boolean) =>
      refusalOf(turn(operator, connectorId, mapping, isOn));
    expect((await refused("automatic", false)).code).toBe("mapping-missing");
    expect((await refused("custom", true)).code).toBe("mapping-file-missing");
    expect(await mappingOf(operator, connectorId)).toEqual({ isAutomatic: true, isCustom: false });
  });
});

describe("a switch on a page that is no longer true", () => {
  test.each([
    ["the version", { version: 2 }],
    ["the custom mapping", { isCustom: false }],
    ["the automatic mapping", { isAutomatic: false }],
  ])("is refused where somebody has changed %s meanwhile", async (_what, was) => {
    const { operator, connectorId, deeds } = await scene(FIRST);
    const last = await deeds();
    const seen = { isAutomatic: true, isCustom: true, version: 1, ...was };
    for (const isOn of [true, false]) {
      const turned = switchMapping(operator, { connectorId, mapping: "custom", isOn, seen });
      expect((await refusalOf(turned)).code).toBe("mapping-changed");
    }
    expect(await deeds()).toEqual(last);
  });
});

describe("rolling back", () => {
  test("puts the rows of an earlier version in force as a new one", async () => {
    const { stage, connectorId, exported, rollBack, versions, deeds } = await scene(
      FIRST,
      "12125550101,bob@contoso.example,,\n",
    );
    expect(await rollBack(1, 2)).toEqual({ version: 3, replaced: 2 });
    expect(await exported()).toEqual(FIRST.trim().split("\n"));
    expect(await versions()).toEqual([
      "3 roll-back staff-1.csv of 1, 2 rows, in-force",
      "2 upload staff-2.csv of none, 1 rows, past",
      "1 upload staff-1.csv of none, 2 rows, past",
    ]);
    expect(await deeds()).toMatchObject({
      action: "roll-back-mapping",
      before: { version: 2, rows: 1 },
      after: { version: 3, rowsOf: 1, rows: 2 },
    });
    const { settings } = await getConnector(stage.admin, connectorId);
    expect(settings.mapping.custom).toMatchObject({ version: 3, resolvedRows: 2 });
  });

  test("to the version in force, or to none that is there, is refused", async () => {
    const { rollBack } = await scene(FIRST);
    expect((await refusalOf(rollBack(1, 1))).code).toBe("version-in-force");
    expect((await refusalOf(rollBack(5, 1))).code).toBe("version-gone");
  });

  test("from a page that shows another version in force is refused, and so is its way back", async () => {
    const { stage, operator, connectorId, exported, rollBack, versions } = await scene(FIRST, FIRST);
    const other: ServiceContext = { ...operator, viewer: { ...stage.admin.viewer, userId: "grace-1" } };
    const theirs = "12125550101,bob@contoso.example,,";
    const made = await rollBack(1, 2);
    await upload(other, connectorId, `${theirs}\n`, "theirs.csv");
    await putMappingInForce(other, { connectorId, version: 4, inForce: made.version });

    const back = await refusalOf(rollBack(2, made.version));
    expect(back.code).toBe("mapping-changed");
    expect(back.message).toContain("nothing was done now. Reload the page");
    expect((await refusalOf(rollBack(1, 2))).code).toBe("mapping-changed");
    expect((await refusalOf(rollBack(1, null))).code).toBe("mapping-changed");
    expect(await exported()).toEqual([theirs]);
    expect((await versions())[0]).toBe("4 upload theirs.csv of none, 1 rows, in-force");
  });

  test("to a version while one is kept off tells that no way leads back to that", async () => {
    const { operator, connectorId, rollBack } = await scene(FIRST, FIRST);
    await chooseMapping(operator, { connectorId, isAutomatic: true, isCustom: false });
    expect(await rollBack(1, null)).toEqual({ version: 3, replaced: "kept-off" });
  });
});
