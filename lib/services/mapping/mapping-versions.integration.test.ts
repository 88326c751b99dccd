import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import type { MappingDiffRow } from "#lib/domain/views.ts";
import type { ServiceContext } from "../context.ts";
import { getConnector } from "../connector/get-connector.ts";
import { chooseMapping } from "../setup/choose-mapping.ts";
import { leftovers, seedDirectory, upload } from "../testing/mapping-files.ts";
import { activate, createStage, refusalOf } from "../testing/stage.ts";
import { changeMappingRow, type RowChange } from "./change-mapping-row.ts";
import { diffMappingVersions } from "./diff-mapping-versions.ts";
import { discardMappingFile } from "./discard-mapping-file.ts";
import { exportMapping } from "./export-mapping.ts";
import { listMappingRows } from "./list-mapping-rows.ts";
import { listMappingVersions } from "./list-mapping-versions.ts";
import { rollBackMapping } from "./roll-back-mapping.ts";
import { switchMapping } from "./switch-mapping.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const FIRST = "12125550101,alice@contoso.example,,\n12125550102,bob@contoso.example,,2026-01-01\n";

/** A connector with these files put in force, one after the other. */
async function scene(...files: string[]) {
  const stage = createStage(database);
  const { connectorId } = await activate(stage.admin);
  await seedDirectory(database, stage);
  const operator = stage.as("Connector.Operator");
  for (const [n, rows] of files.entries()) {
    await upload(operator, connectorId, rows, `staff-${n + 1}.csv`);
    await chooseMapping(operator, { connectorId, isAutomatic: true, isCustom: true });
  }
  const exported = async (version?: number) => {
    let text = "";
    for await (const piece of await exportMapping(operator, connectorId, version)) text += piece;
    return text.trim().split("\r\n").slice(1);
  };
  const change = (of: Partial<RowChange>) =>
    changeMappingRow(operator, {
      connectorId,
      version: 1,
      line: null,
      isRemoval: false,
      phone: "+12125550102",
      address: "bob@contoso.example",
      validFrom: "",
      validTo: "",
      ...of,
    });
  const versions = async () =>
    (await listMappingVersions(operator, connectorId)).rows.map(
      ({ version, origin, basedOn, state, fileName, acceptedRows }) =>
        `${version} ${origin} ${fileName} of ${basedOn ?? "none"}, ${acceptedRows} rows, ${state}`,
    );
  const deeds = async () => {
    const { rows } = await database.admin.query<{ action: string; before: unknown; after: unknown }>(
      "SELECT action, before, after FROM audit_entry WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1",
      [stage.tenantId],
    );
    return rows[0];
  };
  return { stage, operator, connectorId, exported, change, versions, deeds };
}

describe("versions of the mapping", () => {
  test("are listed, the latest first, with what each of them is", async () => {
    const { operator, connectorId, versions } = await scene(FIRST, FIRST);
    await upload(operator, connectorId, FIRST, "next.csv");
    expect(await versions()).toEqual([
      "3 upload next.csv of none, 2 rows, uploaded",
      "2 upload staff-2.csv of none, 2 rows, in-force",
      "1 upload staff-1.csv of none, 2 rows, past",
    ]);
    await chooseMapping(operator, { connectorId, isAutomatic: true, isCustom: false });
    expect((await versions())[1]).toContain("past");
  });

  test("name the one before them on every page, which the version in force is not on any more", async () => {
    const { operator, connectorId } = await scene(FIRST, FIRST);
    for (let made = 3; made <= 22; made += 1) await rollBackMapping(operator, connectorId, 1);
    const page = await listMappingVersions(operator, connectorId);
    expect(page.rows.at(-1)).toMatchObject({ version: 3, before: 2 });
    const { rows } = await listMappingVersions(operator, connectorId, page.next ?? "");
    expect(rows.map(({ version, before, state }) => [version, before, state])).toEqual([
      [2, 1, "past"],
      [1, null, "past"],
    ]);
    const { settings } = await getConnector(operator, connectorId);
    expect(settings.mapping.custom).toMatchObject({ version: 22 });
  });

  test("a file that was uploaded and left does not pass for the one that decides", async () => {
    const { operator, connectorId } = await scene(FIRST);
    await upload(operator, connectorId, "12125550101,bob@contoso.example,,\n", "left.csv");
    const { settings } = await getConnector(operator, connectorId);
    expect(settings.mapping.custom).toMatchObject({ version: 1, acceptedRows: 2 });
  });

  test("are downloaded one by one", async () => {
    const { operator, connectorId, exported } = await scene(FIRST, "12125550101,bob@contoso.example,,\n");
    expect(await exported(1)).toEqual(FIRST.trim().split("\n"));
    expect(await exported()).toEqual(["12125550101,bob@contoso.example,,"]);
    expect((await refusalOf(exportMapping(operator, connectorId, 9))).code).toBe("version-gone");
  });
});

describe("the difference of two versions", () => {
  const shown = (row: MappingDiffRow) => {
    const side = (of: MappingDiffRow["before"]) =>
      of ? `${of.address} ${of.validFrom?.slice(0, 10) ?? ""}–${of.validTo?.slice(0, 10) ?? ""}` : "nothing";
    return `${row.change} ${row.phone}: ${side(row.before)} → ${side(row.after)}`;
  };

  test("is what was added, removed and changed, by number, and counts it", async () => {
    const { operator, connectorId } = await scene(
      `${FIRST}12125550103,bob@contoso.example,2026-01-01,2026-02-01\n12125550104,bob@contoso.example,,\n`,
      "12125550101,bob@contoso.example,,\n12125550102,bob@contoso.example,,2026-03-01\n12125550103,bob@contoso.example,2026-01-15,2026-02-01\n12125550104,bob@contoso.example,,\n",
    );
    const diff = await diffMappingVersions(operator, { connectorId, from: 1, to: 2 });
    expect(diff.rows.map((row) => shown(row))).toEqual([
      "changed +12125550101: alice@contoso.example – → bob@contoso.example –",
      "changed +12125550102: bob@contoso.example –2026-01-01 → bob@contoso.example –2026-03-01",
      "removed +12125550103: bob@contoso.example 2026-01-01–2026-02-01 → nothing",
      "added +12125550103: nothing → bob@contoso.example 2026-01-15–2026-02-01",
    ]);
    expect(diff).toMatchObject({ counts: { added: 1, removed: 1, changed: 2 }, next: null });
    const same = await diffMappingVersions(operator, { connectorId, from: 2, to: 2 });
    expect(same).toEqual({ counts: { added: 0, removed: 0, changed: 0 }, rows: [], next: null });
  });

  test("comes a page at a time, each row once", async () => {
    const many = Array.from({ length: 120 }, (_, n) => `1212555${String(1000 + n)},bob@contoso.example,,`);
    const dated =
      "12125550102,bob@contoso.example,2026-01-01,2026-02-01\n12125550102,bob@contoso.example,,2026-01-01";
    const { operator, connectorId } = await scene(FIRST, [...many, dated].join("\n"));
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await diffMappingVersions(operator, { connectorId, from: 1, to: 2, cursor });
      expect(page.counts).toEqual(cursor === undefined ? { added: 121, removed: 1, changed: 0 } : null);
      seen.push(...page.rows.map((row) => shown(row)));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(seen).toHaveLength(122);
    expect(new Set(seen).size).toBe(122);
    const damaged = { connectorId, from: 1, to: 2, cursor: "{}" };
    expect((await refusalOf(diffMappingVersions(operator, damaged))).code).toBe("cursor-unreadable");
  });
});

describe("rows of the mapping in force", () => {
  test("are found by how a number begins, a page at a time", async () => {
    const many = Array.from({ length: 60 }, (_, n) => `4420712${String(10000 + n)},bob@contoso.example,,`);
    const { operator, connectorId } = await scene([...many, FIRST].join("\n"));
    const first = await listMappingRows(operator, { connectorId, search: "44 20 712" });
    expect(first.rows).toHaveLength(25);
    const second = await listMappingRows(operator, {
      connectorId,
      search: "+442",
      cursor: first.next ?? undefined,
    });
    expect(second.rows[0]?.phone).toBe("+442071210025");
    const found = await listMappingRows(operator, { connectorId, search: "12125550102" });
    expect(found).toEqual({
      version: 1,
      rows: [
        {
          phone: "+12125550102",
          line: 63,
          address: "bob@contoso.example",
          validFrom: null,
          validTo: "2026-01-01T00:00:00.000Z",
        },
      ],
      next: null,
    });
    expect((await listMappingRows(operator, { connectorId, search: "alice" })).rows).toEqual([]);
  });
});

describe("an uploaded file that nobody chose", () => {
  test("can be put in force later, or discarded with its rows; what is in force stays", async () => {
    const { stage, operator, connectorId, versions, deeds, exported } = await scene(FIRST);
    await upload(operator, connectorId, "12125550101,bob@contoso.example,,\n", "wrong.csv");
    const stale = await refusalOf(discardMappingFile(operator, connectorId, 1));
    expect(stale.code).toBe("mapping-changed");
    await discardMappingFile(operator, connectorId, 2);
    expect(await versions()).toEqual(["1 upload staff-1.csv of none, 2 rows, in-force"]);
    expect(await leftovers(database, stage)).toEqual([1, 2, 0]);
    expect(await exported()).toEqual(FIRST.trim().split("\n"));
    expect(await deeds()).toEqual({
      action: "discard-mapping-file",
      before: { version: 2, fileName: "wrong.csv", rows: 1 },
      after: null,
    });
    expect((await refusalOf(discardMappingFile(operator, connectorId, 2))).code).toBe("mapping-changed");
  });
});

describe("switching a mapping", () => {
  const mappingOf = async (operator: ServiceContext, connectorId: string) => {
    const { isAutomatic, isCustom } = (await getConnector(operator, connectorId)).settings.mapping;
    return { isAutomatic, isCustom };
  };

  test("turns each off and on again, with the version that was in force and not with a later upload", async () => {
    const { operator, connectorId, versions, deeds } = await scene(FIRST);
    await upload(operator, connectorId, "12125550101,bob@contoso.example,,\n", "next.csv");
    await switchMapping(operator, { connectorId, mapping: "automatic", isOn: false });
    expect(await mappingOf(operator, connectorId)).toEqual({ isAutomatic: false, isCustom: true });
    expect(await deeds()).toMatchObject({
      action: "switch-mapping",
      before: { isAutomatic: true, isCustom: true },
      after: { isAutomatic: false, isCustom: true },
    });
    await switchMapping(operator, { connectorId, mapping: "automatic", isOn: true });
    await switchMapping(operator, { connectorId, mapping: "custom", isOn: false });
    expect(await mappingOf(operator, connectorId)).toEqual({ isAutomatic: true, isCustom: false });
    await switchMapping(operator, { connectorId, mapping: "custom", isOn: true });
    expect(await versions()).toEqual([
      "2 upload next.csv of none, 1 rows, uploaded",
      "1 upload staff-1.csv of none, 2 rows, in-force",
    ]);
  });

  test("leaves one of them on, begins with no file, and repeated does nothing", async () => {
    const { operator, connectorId, deeds } = await scene();
    const last = await deeds();
    await switchMapping(operator, { connectorId, mapping: "automatic", isOn: true });
    expect(await deeds()).toEqual(last);
    const turn = (mapping: "custom" | "automatic", isOn: boolean) =>
      refusalOf(switchMapping(operator, { connectorId, mapping, isOn }));
    expect((await turn("automatic", false)).code).toBe("mapping-missing");
    expect((await turn("custom", true)).code).toBe("mapping-file-missing");
    expect(await mappingOf(operator, connectorId)).toEqual({ isAutomatic: true, isCustom: false });
  });
});

describe("a single row", () => {
  test("is added, changed and removed, each in a new version", async () => {
    const { change, exported, versions, deeds } = await scene(FIRST);
    expect(await change({ address: "alice@contoso.example", validFrom: "2026-01-01" })).toBe(2);
    expect(await exported()).toEqual([
      ...FIRST.trim().split("\n"),
      "12125550102,alice@contoso.example,2026-01-01,",
    ]);
    expect(await change({ version: 2, line: 3, validTo: "2025-06-01" })).toBe(3);
    expect(await exported()).toContain("12125550102,bob@contoso.example,,2025-06-01");
    expect(await deeds()).toMatchObject({
      action: "change-mapping-row",
      before: { number: "+12125550102", validTo: "2026-01-01T00:00:00.000Z" },
      after: { version: 3, number: "+12125550102", validTo: "2025-06-01T00:00:00.000Z" },
    });
    expect(await change({ version: 3, line: 3, isRemoval: true })).toBe(4);
    expect(await exported()).toEqual([
      "12125550101,alice@contoso.example,,",
      "12125550102,alice@contoso.example,2026-01-01,",
    ]);
    expect(await versions()).toEqual([
      "4 edit staff-1.csv of 3, 2 rows, in-force",
      "3 edit staff-1.csv of 2, 3 rows, past",
      "2 edit staff-1.csv of 1, 3 rows, past",
      "1 upload staff-1.csv of none, 2 rows, past",
    ]);
  });

  test("gets an end although its user has left, but nobody is mapped to who has no mailbox", async () => {
    const { change, exported } = await scene("12125550102,left@contoso.example,,\n");
    await change({ line: 2, address: "left@contoso.example", validTo: "2026-06-01" });
    expect(await exported()).toEqual(["12125550102,left@contoso.example,,2026-06-01"]);
    const refusal = await refusalOf(
      change({ version: 2, address: "left@contoso.example", validFrom: "2026-07-01" }),
    );
    expect(refusal).toMatchObject({ code: "mailbox-not-found", field: "address" });
  });

  test.each([
    ["that overlaps another", { validFrom: "2025-12-31" }, "mapping-row-refused", "validFrom"],
    ["of no number", { phone: "4.4E+11" }, "mapping-row-refused", "phone"],
    ["of a version that is not in force any more", { version: 7 }, "mapping-changed", undefined],
    ["that is gone", { line: 99 }, "mapping-changed", undefined],
  ])("%s is refused, and no version is made", async (_which, of, code, field) => {
    const { change, versions } = await scene(FIRST);
    const refusal = await refusalOf(change(of));
    expect({ code: refusal.code, field: refusal.field }).toEqual({ code, field });
    expect(await versions()).toHaveLength(1);
  });
});

describe("rolling back", () => {
  test("puts the rows of an earlier version in force as a new one", async () => {
    const { stage, operator, connectorId, exported, versions, deeds } = await scene(
      FIRST,
      "12125550101,bob@contoso.example,,\n",
    );
    expect(await rollBackMapping(operator, connectorId, 1)).toBe(3);
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
    const { operator, connectorId } = await scene(FIRST);
    expect((await refusalOf(rollBackMapping(operator, connectorId, 1))).code).toBe("version-in-force");
    expect((await refusalOf(rollBackMapping(operator, connectorId, 5))).code).toBe("version-gone");
  });
});
