import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { csvLine } from "./csv.ts";

/** One record read back as RFC 4180 says. */
function readLine(line: string): string[] {
  const cells = `,${line.slice(0, -2)}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^",]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");
}

describe("a line of a CSV file", () => {
  test.each([
    ["plain words", ["one", "two"], "one,two\r\n"],
    ["numbers, negative ones too", [1, -2], "1,-2\r\n"],
    ["a comma", ["one, two"], '"one, two"\r\n'],
    ["quotation marks", ['say "hi"'], '"say ""hi"""\r\n'],
    ["a line end", ["one\r\ntwo"], '"one\r\ntwo"\r\n'],
    ["blanks that belong to the cell", [" one"], '" one"\r\n'],
    ["nothing", ["", ""], ",\r\n"],
  ])("keeps %s", (_what, cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });

  test.each(["=1+1", "+12125550101", "-2", "@SUM(A1)", "\t=1", "\r=1"])("runs no formula: %j", (cell) => {
    expect(readLine(csvLine([cell]))).toEqual([`'${cell}`]);
  });

  test("says the same when it is read back, whatever was in its cells", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 5 }), (cells) => {
        const read = readLine(csvLine(cells));
        expect(read.map((cell, index) => (cell === `'${cells[index]}` ? cells[index] : cell))).toEqual(cells);
      }),
    );
  });
});
