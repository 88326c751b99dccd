import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { getSetup } from "../setup/get-setup.ts";
import { HEADER, leftovers, streamOf, upload } from "../testing/mapping-files.ts";
import { createStage, refusalOf, setUp } from "../testing/stage.ts";
import { previewMappingFile } from "./preview-mapping-file.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

describe("of a file that cannot be used nothing is kept", () => {
  test.each([
    ["mapping-file-unreadable", Buffer.from("PK\x03\x04\0\0\0\0", "latin1"), "CSV UTF-8"],
    ["mapping-file-unreadable", Buffer.from(""), "template"],
    ["mapping-file-unreadable", Buffer.from("Mobile,Phone,Email\n1,2,c@d.example\n"), "Two columns"],
    ["mapping-file-without-rows", Buffer.from(`${HEADER}x,y,,\nz,,,\n`), "Line 2"],
  ])("%s", async (code, file, advice) => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    const preview = previewMappingFile(stage.admin, {
      connectorId,
      fileName: "a.csv",
      stream: streamOf(file),
    });
    const refusal = await refusalOf(preview);
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(advice);
    expect(await leftovers(database, stage)).toEqual([0, 0, 0]);
    expect((await getSetup(stage.admin, connectorId)).mapping.custom).toBeNull();
  });

  test("an upload that breaks off", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* streamOf(HEADER, "12125550101,a@contoso.example,,\n".repeat(20_000));
      throw new Error("the connection was closed");
    }
    const preview = previewMappingFile(stage.admin, { connectorId, fileName: "a.csv", stream: broken() });
    await expect(preview).rejects.toThrow("the connection was closed");
    expect(await leftovers(database, stage)).toEqual([0, 0, 0]);
  });

  test("an upload that a later one overtakes: the later one counts", async () => {
    const stage = createStage(database);
    const connectorId = await setUp(stage.admin);
    const gate = Promise.withResolvers<void>();
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield* streamOf(HEADER, "12125550101,a@contoso.example,,\n".repeat(6000));
      await gate.promise;
      yield* streamOf("12125550102,a@contoso.example,,\n".repeat(6000));
    }
    const first = refusalOf(
      previewMappingFile(stage.admin, { connectorId, fileName: "a.csv", stream: slow() }),
    );
    await expect.poll(async () => (await leftovers(database, stage))[1]).toBeGreaterThan(0);
    await upload(stage.admin, connectorId, "12125550103,b@contoso.example,,", "later.csv");
    gate.resolve();
    expect((await first).code).toBe("upload-replaced");
    expect(await leftovers(database, stage)).toEqual([1, 1, 0]);
    expect((await getSetup(stage.admin, connectorId)).mapping.custom?.fileName).toBe("later.csv");
  });
});
