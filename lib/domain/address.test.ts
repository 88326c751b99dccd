import * as fc from "fast-check";
import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import { describe, expect, test } from "vitest";

import { isCountry, parsePhoneNumber, parseSmtpAddress } from "./address.ts";

describe("a phone number", () => {
  test("of North America is what the numbering plans' library makes of it, in every area code", () => {
    const asTheLibrary = (text: string) => {
      const parsed = parsePhoneNumberFromString(text, { extract: false });
      return parsed?.isPossible() ? parsed.number : undefined;
    };
    for (let areaCode = 200; areaCode < 1_000; areaCode += 1) {
      const number = `+1${areaCode}5550101`;
      expect(parsePhoneNumber(number)).toBe(asTheLibrary(number));
    }
    const digits = fc.stringMatching(/^[0-9]{9,11}$/);
    fc.assert(
      fc.property(digits, (rest) => {
        fc.pre(!rest.startsWith("0"));
        expect(parsePhoneNumber(`+1${rest}`)).toBe(asTheLibrary(`+1${rest}`));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ["with a plus sign", "+12125550101", undefined, "+12125550101"],
    ["with country code and no plus sign", "12125550101", undefined, "+12125550101"],
    ["with the international prefix 00", "0012125550101", undefined, "+12125550101"],
    ["with blanks, brackets and dashes", " +1 (212) 555-0101 ", undefined, "+12125550101"],
    ["with dots", "+1.212.555.0101", undefined, "+12125550101"],
    ["national, where the admin chose a country", "(212) 555-0101", "US", "+12125550101"],
    ["national with a trunk zero", "07911 123456", "GB", "+447911123456"],
    ["of another country, although a country was chosen", "+44 7911 123456", "US", "+447911123456"],
    ["with country code, although a country was chosen", "447911123456", "US", "+447911123456"],
    ["of Italy, whose zero stays", "+39 06 6982 0000", undefined, "+390669820000"],
    ["with the zero in brackets that people write", "+44 (0)7911 123456", undefined, "+447911123456"],
  ])("%s is read", (_how, text, country, expected) => {
    expect(parsePhoneNumber(text, country)).toBe(expected);
  });

  test.each([
    ["empty", "", "US"],
    ["national, where no country was chosen", "(212) 555-0101", undefined],
    ["national, that would be possible in another country", "312 555 0101", undefined],
    ["national with a trunk zero, where no country was chosen", "07911123456", undefined],
    ["in Excel's scientific notation", "4.41E+11", "GB"],
    ["in scientific notation with a comma", "4,41E+11", "GB"],
    ["with words", "Ada +12125550101", "US"],
    ["an e-mail address", "ada@contoso.example", "US"],
    ["a short code", "12345", undefined],
    ["with one zero more at its front than any plan has", "+61 00 0000 000", undefined],
    ["too long", "+1212555010199999", undefined],
    ["with an extension", "+12125550101 ext 5", "US"],
    ["two numbers in one cell", "+12125550101 +12125550102", "US"],
    ["with two plus signs", "++12125550101", "US"],
    ["with digits of another script, which nobody typed as a number", "+١٢١٢٥٥٥٠١٠١", undefined],
  ])("%s is refused, not guessed", (_how, text, country) => {
    expect(parsePhoneNumber(text, country)).toBeUndefined();
  });

  test("reads its own result as the same number, whatever country was chosen", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^(\+|00|)[1-9][0-9]{2}[ .-]?[0-9]{3}[ .-]?[0-9]{4,5}$/),
        fc.constantFrom(undefined, "US", "GB", "DE", "IN"),
        (text, country) => {
          const phone = parsePhoneNumber(text, country);
          fc.pre(phone !== undefined);
          expect(phone).toMatch(/^\+[1-9]\d{4,14}$/);
          for (const other of [undefined, "US", "GB", "IT"])
            expect(parsePhoneNumber(phone, other)).toBe(phone);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("an e-mail address", () => {
  test.each([
    ["Ada.Lovelace@Contoso.Example", "ada.lovelace@contoso.example"],
    ["  ada@contoso.example\t", "ada@contoso.example"],
    ["o'brien+texts@contoso.co.uk", "o'brien+texts@contoso.co.uk"],
  ])("%s is read as %s", (text, expected) => {
    expect(parseSmtpAddress(text)).toBe(expected);
  });

  test.each([
    "",
    "ada",
    "ada@",
    "@contoso.example",
    "ada@contoso",
    "ada lovelace@contoso.example",
    "a@b@c.example",
    "ada@contoso.example, bob@contoso.example",
    `${"a".repeat(250)}@contoso.example`,
  ])("%s is refused", (text) => {
    expect(parseSmtpAddress(text)).toBeUndefined();
  });
});

test.each([
  ["US", true],
  ["GB", true],
  ["XX", false],
  ["us", false],
  ["", false],
  [undefined, false],
])("%s is a country: %s", (code, expected) => {
  expect(isCountry(code)).toBe(expected);
});

test("digits with a country code, as TeleMessage writes them, are the same number whatever the default country", () => {
  for (const country of ["US", "DE", "GB", "IN", "AT", undefined]) {
    expect(parsePhoneNumber("12125550101", country), country ?? "none").toBe("+12125550101");
    expect(parsePhoneNumber("445204334324", country), country ?? "none").toBe("+445204334324");
  }
});

test("digits with a trunk zero are national", () => {
  expect(parsePhoneNumber("07911123456", "GB")).toBe("+447911123456");
  expect(parsePhoneNumber("015112345678", "DE")).toBe("+4915112345678");
});
