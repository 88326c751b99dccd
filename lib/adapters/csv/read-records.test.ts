import { array, assert, asyncProperty, constantFrom, string } from "fast-check";
import { expect, test } from "vitest";
import { readRecords } from "./read-records.ts";

test("quotes wherever they stand lose no line", async () => {
  const line = string({ unit: constantFrom('"', "1", ",", "x"), minLength: 1, maxLength: 6 });
  await assert(
    asyncProperty(array(line, { minLength: 1, maxLength: 30 }), async (lines) => {
      const marked = lines.map((text, index) => `m${index}m,${text}`);
      async function* batches(): AsyncGenerator<string[]> {
        for (let at = 0; at < marked.length; at += 4) yield await Promise.resolve(marked.slice(at, at + 4));
      }
      const cells: string[] = [];
      const broken: number[] = [];
      for await (const part of readRecords(batches())) {
        cells.push(...part.records.flatMap((record) => record.cells));
        broken.push(...part.broken);
      }
      const lost = marked.filter(
        (_, index) => !broken.includes(index + 1) && !cells.some((cell) => cell.includes(`m${index}m`)),
      );
      expect(lost).toEqual([]);
    }),
  );
});
