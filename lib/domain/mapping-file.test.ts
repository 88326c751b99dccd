import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { csvLine } from "./csv.ts";
import {
  findMappingColumns,
  isMappingProblem,
  mappingCellsOf,
  type MappingRow,
  parseMappingRow,
} from "./mapping-file.ts";

const row = (change: Partial<MappingRow> = {}): MappingRow => ({
  line: 2,
  phone: "12125550101",
  address: "alice@contoso.example",
  validFrom: "",
  validTo: "",
  ...change,
});

describe("the header of a mapping file", () => {
  test.each([
    [
      "Microsoft's own template",
      ["External User ID", "Microsoft 365 User Mailbox"],
      { phone: 0, address: 1 },
    ],
    [
      "the documentation's words",
      ["User’s Mobile number", "Microsoft 365 email address"],
      { phone: 0, address: 1 },
    ],
    ["the other way round", ["Email", "Mobile"], { phone: 1, address: 0 }],
    ["between other columns", ["Name", "Phone Number", "Department", "UPN"], { phone: 1, address: 3 }],
    ["with blanks and capitals", ["  MOBILE   PHONE  NUMBER ", " E-Mail "], { phone: 0, address: 1 }],
    [
      "with dates",
      ["Number", "Mailbox", "Valid from", "Valid to"],
      { phone: 0, address: 1, validFrom: 2, validTo: 3 },
    ],
  ])("%s is recognized", (_how, record, columns) => {
    expect(findMappingColumns(record)).toEqual({ validFrom: undefined, validTo: undefined, ...columns });
  });

  test.each([
    ["a row of data", ["12125550101", "alice@contoso.example"]],
    ["only one of the two columns", ["Mobile", "Department"]],
    ["an empty line", [""]],
    ["nothing", []],
  ])("%s is none, so that no row is lost", (_what, record) => {
    expect(findMappingColumns(record)).toBeUndefined();
  });
});

describe("a row of a mapping file", () => {
  test("is normalized", () => {
    expect(
      parseMappingRow(row({ phone: " (212) 555-0101 ", address: "Alice@Contoso.Example " }), "US"),
    ).toEqual({
      line: 2,
      phone: "+12125550101",
      address: "alice@contoso.example",
      validFrom: undefined,
      validTo: undefined,
    });
  });

  test("may have a time in which it holds, from the start of a day in UTC", () => {
    expect(parseMappingRow(row({ validFrom: "2026-01-01", validTo: "2026-07-01" }), "US")).toMatchObject({
      validFrom: new Date("2026-01-01T00:00:00Z"),
      validTo: new Date("2026-07-01T00:00:00Z"),
    });
  });

  test.each([
    ["Excel's scientific notation", { phone: "4.41E+11" }, "External User ID", /scientific notation/],
    ["an empty number", { phone: "  " }, "External User ID", /empty/],
    ["a national number without a country", { phone: "2125550101x" }, "External User ID", /without guessing/],
    ["a name instead of a number", { phone: "Alice" }, "External User ID", /without guessing/],
    ["a formula", { phone: "=1+1" }, "External User ID", /without guessing/],
    ["an empty mailbox", { address: "" }, "Microsoft 365 User Mailbox", /empty/],
    ["a mailbox that is none", { address: "alice" }, "Microsoft 365 User Mailbox", /not an e-mail address/],
    ["a date in another order", { validFrom: "31.12.2026" }, "Valid from", /not a date/],
    ["a day that does not exist", { validTo: "2026-02-30" }, "Valid to", /not a date/],
    [
      "an end before its beginning",
      { validFrom: "2026-02-02", validTo: "2026-02-01" },
      "Valid to",
      /before it begins/,
    ],
    [
      "an end on the day of its beginning",
      { validFrom: "2026-02-02", validTo: "2026-02-02" },
      "Valid to",
      /before it begins/,
    ],
  ])("with %s is refused, with column, reason and advice", (_what, change, column, reason) => {
    const result = parseMappingRow(row(change), "US");
    expect(result).toMatchObject({ line: 2, column });
    expect(isMappingProblem(result) && result.reason).toMatch(reason);
    expect(isMappingProblem(result) && result.advice).toMatch(/\.$/);
  });

  test("of any text is either a rule or a problem with its line, and never an exception", () => {
    const cell = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 400 }),
      fc.constantFrom("", "12125550101", "a@b.example", "2026-01-01"),
    );
    fc.assert(
      fc.property(
        fc.record({ line: fc.nat(), phone: cell, address: cell, validFrom: cell, validTo: cell }),
        fc.constantFrom("", "US", "GB", "nowhere"),
        (any, country) => {
          const result = parseMappingRow(any, country);
          expect(result.line).toBe(any.line);
          const isWhole = isMappingProblem(result)
            ? result.value.length <= 200
            : /^\+\d+$/.test(result.phone);
          expect(isWhole).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("that was accepted is read as the same row again from an export, whatever the default country (R38)", () => {
    const phone = fc.oneof(
      fc.stringMatching(/^1[2-9][0-9]{2}[2-9][0-9]{6}$/),
      fc.stringMatching(/^\+[1-9][0-9]{5,13}$/),
      fc.stringMatching(/^[1-9][0-9]{6,13}$/),
    );
    const address = fc.oneof(
      fc.emailAddress(),
      fc.constantFrom("+x@b.example", "-x@b.example", "'x@b.example"),
    );
    const day = fc.constantFrom("", "2026-01-01", "2024-02-29");
    const country = fc.constantFrom("", "US", "GB", "NO", "IT", "DE");
    fc.assert(
      fc.property(phone, address, day, country, country, (number, mailbox, validFrom, one, other) => {
        const first = parseMappingRow(row({ phone: number, address: mailbox, validFrom }), one);
        if (isMappingProblem(first)) return;
        const cells = csvLine(mappingCellsOf(first)).trimEnd().split(",");
        const [again = "", to = "", from = "", until = ""] = cells;
        const second = row({ phone: again, address: to, validFrom: from, validTo: until });
        expect(parseMappingRow(second, other)).toEqual(first);
      }),
      { numRuns: 1_000 },
    );
  });
});
