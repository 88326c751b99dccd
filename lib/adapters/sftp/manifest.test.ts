import { describe, expect, test } from "vitest";
import { dayOfDelivery, missingDays } from "./delivery-days.ts";
import { parseManifest, reconcile } from "./manifest.ts";

describe("a manifest", () => {
  test.each([
    ["with names below its count", "Count: 2\r\na.eml\r\nb.eml\r\n", { count: 2, names: ["a.eml", "b.eml"] }],
    ["with a byte order mark and other line ends", "\uFEFFcount=1\ra.EML", { count: 1, names: ["a.EML"] }],
    ["with labels and quotes", 'Vendor: X\nCount: 1\nFile Name: "a b.eml"', { count: 1, names: ["a b.eml"] }],
    ["with a count alone", "Count: 7", { count: 7, names: [] }],
    ["with names alone", "a.eml", { count: undefined, names: ["a.eml"] }],
    ["that says neither", "hello\nCount: many", undefined],
    ["of nothing", "", undefined],
  ])("%s", (_what, text, expected) => {
    expect(parseManifest(text)).toEqual(expected);
  });

  test.each([
    ["that agrees", { count: 2, names: ["a.eml", "b.eml"] }, ["b.eml", "a.eml"], false, [], []],
    ["that names no folders", { count: 1, names: ["a.eml"] }, ["day/a.eml"], false, [], []],
    ["that names folders", { count: 1, names: ["x/a.eml"] }, ["y/a.eml"], false, ["x/a.eml"], ["y/a.eml"]],
    ["with a name twice", { count: 2, names: ["a.eml", "a.eml"] }, ["a.eml"], true, ["a.eml"], []],
    ["of a file with a name twice", { count: 1, names: ["a.eml"] }, ["a.eml", "a.eml"], true, [], ["a.eml"]],
    ["without names", { count: 3, names: [] }, ["a.eml"], true, [], []],
    ["without a count", { count: undefined, names: ["a.eml"] }, ["a.eml"], true, [], []],
  ])("%s is reconciled", (_what, manifest, mails, isCountWrong, missing, extra) => {
    expect(reconcile(manifest, mails)).toEqual({ isCountWrong, missing, extra });
  });
});

test.each([
  ["202611240000-TeleMessage_1_0210.zip", "2026-11-24"],
  ["202611240000-telemessage_12_20261125021000.ZIP", "2026-11-24"],
  ["202613240000-TeleMessage_1_0210.zip", undefined],
  ["202602300000-TeleMessage_1_0210.zip", undefined],
  ["202611240000-TeleMessage_1_0210.zip.part", undefined],
  ["20261124-TeleMessage_1.zip", undefined],
  ["export.zip", undefined],
])("the day of %s is %s", (name, day) => {
  expect(dayOfDelivery(name)).toBe(day);
});

describe("a day that is overdue", () => {
  const window = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });
  const since = new Date("2026-11-20T06:00:00Z");

  test("falls into one of two windows that touch, never into both or neither", () => {
    const whole = window("2026-11-20T00:00:00Z", "2026-11-26T00:00:00Z");
    const at = "2026-11-23T12:00:00Z";
    const parts = [window("2026-11-20T00:00:00Z", at), window(at, "2026-11-26T00:00:00Z")];
    const days = missingDays(new Set(), since, whole);
    expect(days).toEqual(["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24"]);
    expect(parts.flatMap((part) => missingDays(new Set(), since, part))).toEqual(days);
  });

  test("is none where a file of the day is there", () => {
    const delivered = new Set(["2026-11-21", "2026-11-23"]);
    const days = missingDays(delivered, since, window("2026-11-20T00:00:00Z", "2026-11-25T13:00:00Z"));
    expect(days).toEqual(["2026-11-22", "2026-11-24"]);
  });
});
