import { expect, test } from "vitest";
import { mayStandInUrl } from "./url-text.ts";

test.each([
  "",
  "Field phones 2026",
  "Ada Lovelace",
  "ATT-000017",
  "203.0.113.9",
  "c0a70500-0000-4000-8000-000000000001",
])("%j may stand in an address", (text) => {
  expect(mayStandInUrl(text)).toBe(true);
});

test.each([
  "ada@contoso.example",
  "@contoso.example",
  "+1 (212) 555-0144",
  "12125550144",
  "212.555.0144",
  "phone of 212-555-0144",
  "5550144",
])("%j may not", (text) => {
  expect(mayStandInUrl(text)).toBe(false);
});
