import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import type { MappingDiffRow } from "#lib/domain/views/mapping.ts";
import { getConnector } from "../connector/get-connector.ts";
import { chooseMapping } from "../setup/choose-mapping.ts";
import { leftovers, upload } from "../testing/mapping-files.ts";
import { FIRST, mappingScene } from "../testing/mapping-scene.ts";
import { refusalOf } from "../testing/stage.ts";
import { diffMappingVersions } from "./diff-mapping-versions.ts";
import { discardMappingFile } from "./discard-mapping-file.ts";
import { exportMapping } from "./export-mapping.ts";
import { listMappingRows } from "./list-mapping-rows.ts";
import { listMappingVersions } from "./list-mapping-versions.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const scene = (...files: string[]) => mappingScene(database, ...files);

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
    const { operator, connectorId, rollBack } = await scene(FIRST, FIRST);
    for (let made = 3; made <= 22; made += 1) await rollBack(1, made - 1);
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

describe("a single row", () => {
  test("is added, changed and removed, each in a new version", async () => {
    const { change, exported, versions, deeds } = await scene(FIRST);
    expect(await change({ address: "alice@contoso.example", validFrom: "2026-01-01" })).toEqual({
      version: 2,
      replaced: 1,
    });
    expect(await exported()).toEqual([
      ...FIRST.trim().split("\n"),
      "12125550102,alice@contoso.example,2026-01-01,",
    ]);
    expect(await change({ version: 2, line: 3, validTo: "2025-06-01" })).toMatchObject({ version: 3 });
    expect(await exported()).toContain("12125550102,bob@contoso.example,,2025-06-01");
    expect(await deeds()).toMatchObject({
      action: "change-mapping-row",
      before: { number: "+12125550102", validTo: "2026-01-01T00:00:00.000Z" },
      after: { version: 3, number: "+12125550102", validTo: "2025-06-01T00:00:00.000Z" },
    });
    expect(await change({ version: 3, line: 3, isRemoval: true })).toMatchObject({ version: 4 });
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
