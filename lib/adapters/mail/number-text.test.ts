import { expect, test } from "vitest";
import { numberInAddress, numberInName, readNumber } from "./number-text.ts";

test.each([
  ["Ada Lovelace 12125550101", "12125550101"],
  ["12125550101", "12125550101"],
  ["+1 212 555 0101", "+1 212 555 0101"],
  ["Ada +1 (212) 555-0101", "+1 (212) 555-0101"],
  ["Ada (212-555-0101)", "212-555-0101"],
  ["Warehouse 7 12125550101", "12125550101"],
  ["Ada Lovelace", undefined],
  ["Agent007", undefined],
  ["12125550101@mms.att.net", undefined],
])("the display name %s ends in the number %s", (name, expected) => {
  expect(numberInName(name)).toBe(expected);
});

test.each([
  ["2068675309@vtext.com", "2068675309"],
  ["+919812345678/TYPE=PLMN@mms.example", "+919812345678"],
  ["+2068675309@mediamessaging.o2.co.uk", "+2068675309"],
  ["12125550101", "12125550101"],
  ["o2.5551234@mms.o2online.de", undefined],
  ["1stline@contoso.com", undefined],
])("the address %s is made of the number %s", (address, expected) => {
  expect(numberInAddress(address)).toBe(expected);
});

test.each([
  ["2068675309", "US", "+12068675309"],
  ["12068675309", "US", "+12068675309"],
  ["0688675309", "FR", "+33688675309"],
  ["5551234", "IS", "+3545551234"],
  // TeleMessage writes country codes without a plus sign; Germany and India would take the digits for their own.
  ["12125550101", "DE", "+12125550101"],
  ["12125550101", "IN", "+12125550101"],
  ["491500555012", "DE", "+491500555012"],
  ["447700900123", "US", "+447700900123"],
  ["00447700900123", "US", "+447700900123"],
  ["+6834002", "US", "+6834002"],
])("%s under %s is %s", (text, country, phone) => {
  expect(readNumber(text, country)).toEqual({ kind: "phone", phone });
});

test.each([
  ["48484", "US"],
  ["5551234", "US"],
  ["+5551234", "LU"],
  ["2904567", "US"],
])("%s under %s is a sender without a mobile number", (text, country) => {
  expect(readNumber(text, country)).toEqual({ kind: "none" });
});

test.each([
  ["00000", "US"],
  ["999999999999999", "US"],
  ["+99912345678", "US"],
  ["20241122", "US"],
])("%s under %s is meant as a number and is not guessed", (text, country) => {
  expect(readNumber(text, country)).toEqual({ kind: "unreadable" });
});
