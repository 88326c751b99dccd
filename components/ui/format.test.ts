import { describe, expect, test } from "vitest";
import { formatBytes, formatCountOf, formatDuration, formatInstant, formatUtc } from "./format.ts";
import { parseLocale, parseZone } from "./zone.ts";

describe("a time", () => {
  test("is written in the viewer's zone, which is named, with plain spaces only", () => {
    const text = formatInstant("2026-11-22T11:46:00Z", { locale: "en-US", zone: "America/New_York" });
    expect(text).toBe("Nov 22, 2026, 6:46 AM EST");
  });

  test("is told in UTC on hover", () => {
    expect(formatUtc("2026-11-22T11:46:00.123Z")).toBe("2026-11-22 11:46:00 UTC");
  });
});

describe("a duration", () => {
  test.each([
    [400, "0 s"],
    [4000, "4 s"],
    [64_000, "1 min 4 s"],
    [600_000, "10 min"],
    [7_500_000, "2 h 05 min"],
    [100 * 3_600_000, "4 d 4 h"],
    [-5000, "0 s"],
  ])("of %i ms reads %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

test("a count agrees with its noun", () => {
  expect(formatCountOf(1, "item", "en-US")).toBe("1 item");
  expect(formatCountOf(1204, "delivery", "en-US", "deliveries")).toBe("1,204 deliveries");
});

test("bytes are told in the unit that an admin knows", () => {
  expect(formatBytes(0, "en-US")).toBe("0 B");
  expect(formatBytes(200 * 1024 * 1024, "en-US")).toBe("200 MB");
});

describe("what a browser says of itself", () => {
  test("is UTC where its zone is none", () => {
    expect(parseZone("Mars/Olympus")).toBe("UTC");
    expect(parseZone(undefined)).toBe("UTC");
    expect(parseZone("Europe/Berlin")).toBe("Europe/Berlin");
  });

  test("decides the kind of English, since the portal has no other language", () => {
    expect(parseLocale("de-DE,de;q=0.9,en-GB;q=0.8,en;q=0.7")).toBe("en-GB");
    expect(parseLocale("de-DE")).toBe("en-US");
    expect(parseLocale(null)).toBe("en-US");
  });
});
