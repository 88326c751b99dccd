import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import type { ServiceContext } from "../context.ts";
import { streamOf, upload } from "../testing/mapping-files.ts";
import { createStage, refusalOf, setUp, type Stage } from "../testing/stage.ts";
import { exportMapping } from "./export-mapping.ts";
import { previewMappingFile } from "./preview-mapping-file.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

async function exported(context: ServiceContext, connectorId: string): Promise<string> {
  let text = "";
  for await (const piece of await exportMapping(context, connectorId)) text += piece;
  return text;
}

async function rulesOf({ tenantId }: Stage, version: number): Promise<unknown[]> {
  const { rows } = await database.admin.query(
    `SELECT m.phone, m.address, m.valid_from, m.valid_to FROM mapping_rule m
     JOIN mapping_version v ON v.tenant_id = m.tenant_id AND v.id = m.version_id
     WHERE v.tenant_id = $1 AND v.version = $2 ORDER BY m.phone, m.valid_from NULLS FIRST`,
    [tenantId, version],
  );
  return rows;
}

describe("an exported mapping (R38)", () => {
  test("of thousands of rows is read again into the same rows, by number", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    const rows = Array.from({ length: 12_000 }, (_, n) => `1212555${String(n).padStart(4, "0").slice(-4)}`);
    const distinct = [...new Set(rows)].map((phone, n) => `${phone},user${n}@contoso.example,,`);
    const dated = [
      "447700900123,ada@contoso.example,,2026-01-01",
      "447700900123,bob@contoso.example,2026-01-01,",
      "004712345678,nils@contoso.example,2025-02-28,2026-03-01",
    ];
    const first = await upload(stage.admin, connectorId, [...distinct, ...dated].join("\n"));
    expect(first.refusedRows).toBe(0);
    const before = await rulesOf(stage, first.version);

    const text = await exported(stage.admin, connectorId);
    const second = await previewMappingFile(stage.admin, {
      connectorId,
      fileName: "again.csv",
      stream: streamOf(text),
    });
    expect(second).toMatchObject({ acceptedRows: first.acceptedRows, refusedRows: 0 });
    expect(await rulesOf(stage, second.version)).toEqual(before);
    expect(await exported(stage.admin, connectorId)).toBe(text);
  });

  test("is refused where there is none, and in another organization", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    expect(await refusalOf(exportMapping(stage.admin, connectorId))).toMatchObject({
      code: "mapping-file-missing",
    });
    expect(await refusalOf(exportMapping(createStage(database).admin, connectorId))).toMatchObject({
      code: "not-found",
    });
  });
});
