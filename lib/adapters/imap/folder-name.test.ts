import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameOf, spellingsOf } from "./folder-name.ts";

describe("a folder's name on the server", () => {
  test.each([
    [
      ".",
      "AT&T SMS/MMS Network Archiver",
      ["AT&T SMS/MMS Network Archiver", "AT&T SMS／MMS Network Archiver"],
    ],
    ["/", "AT&T SMS/MMS Network Archiver", ["AT&T SMS／MMS Network Archiver"]],
    ["", "Plain", ["Plain"]],
    [".", "a.b/c", ["a．b/c", "a．b／c"]],
    ["/", "100 % ／", ["100 %25 %EF%BC%8F"]],
  ])("with the delimiter %j is spelled %j as %j", (delimiter, name, spellings) => {
    expect(spellingsOf(name, delimiter)).toEqual(spellings);
  });

  const delimiter = fc.constantFrom(".", "/", "\\", "|", "^", "");
  const name = fc.string({
    unit: fc.constantFrom(...Array.from("aZ09 /.%\\|^&é／．％_"), "%2", "%25", "%EF%BC%8F", "ｱ"),
    minLength: 1,
    maxLength: 12,
  });

  test("never holds the delimiter, and tells the name again: so no two names have one spelling", () => {
    fc.assert(
      fc.property(name, delimiter, (given, separator) => {
        for (const spelling of spellingsOf(given, separator)) {
          expect(separator !== "" && spelling.includes(separator)).toBe(false);
          expect(nameOf(spelling)).toBe(given);
        }
      }),
    );
  });
});
