import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { HEADER, leftovers } from "../testing/mapping-files.ts";
import { createStage, setUp } from "../testing/stage.ts";
import { previewMappingFile } from "./preview-mapping-file.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

test("a hundred thousand rows, a third of them repeated, are read within a bounded memory", async () => {
  const stage = createStage(database);
  const connectorId = await setUp(stage.admin);
  const ROWS = 100_000;
  async function* large(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(HEADER);
    for (let at = 0; at < ROWS; at += 1000) {
      const rows = Array.from({ length: 1000 }, (_, index) => {
        // Every third number is the one before it.
        const number = at + index - ((at + index) % 3 === 2 ? 1 : 0);
        return `1415${String(2_000_000 + number)},user${number}@contoso.example,,\n`;
      });
      yield await Promise.resolve(Buffer.from(rows.join("")));
    }
  }
  const before = process.memoryUsage().heapUsed;
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed)), 50);
  const preview = await previewMappingFile(stage.admin, {
    connectorId,
    fileName: "large.csv",
    stream: large(),
  });
  clearInterval(timer);
  expect(preview.acceptedRows + preview.refusedRows).toBe(ROWS);
  expect(preview.refusedRows).toBe(33_333);
  expect(await leftovers(database, stage)).toEqual([1, 66_667, 33_333]);
  expect(peak - before).toBeLessThan(150 * 1024 * 1024);
});
