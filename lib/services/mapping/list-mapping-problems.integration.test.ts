import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { upload } from "../testing/mapping-files.ts";
import { createStage, setUp } from "../testing/stage.ts";
import { listMappingProblems } from "./list-mapping-problems.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

describe("the file of the refused rows", () => {
  test("holds all of them, in order, and nothing that a spreadsheet would run", async () => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    const refused = Array.from({ length: 4500 }, (_, index) => `=cmd|' /C calc'!A${index},"x, ""y""",,`);
    await upload(admin, connectorId, `12125550101,a@contoso.example,,\n${refused.join("\n")}`);
    let text = "";
    for await (const piece of await listMappingProblems(admin, connectorId)) text += piece;
    expect(text.startsWith("\ufeffLine,Column,Value,Reason,What to do\r\n")).toBe(true);
    const lines = text.trimEnd().split("\r\n").slice(1);
    expect(lines).toHaveLength(4500);
    expect(lines[0]).toMatch(/^3,External User ID,'=cmd\|' \/C calc'!A0,/);
    expect(lines.at(-1)).toMatch(/^4502,/);
  });

  test("is a header alone where no file was uploaded", async () => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    let text = "";
    for await (const piece of await listMappingProblems(admin, connectorId)) text += piece;
    expect(text.split("\r\n")).toHaveLength(2);
  });
});
