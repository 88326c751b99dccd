import { expect, test } from "vitest";
import { deletionTimeOf, keepDaysWords, parseKeepDays } from "./retention.ts";

test.each([
  ["1", 1],
  [" 30 ", 30],
  ["3650", 3650],
  ["007", 7],
])("%j is a number of days to keep originals", (typed, days) => {
  expect(parseKeepDays(typed)).toBe(days);
});

test.each(["", "0", "-1", "3651", "99999", "1.5", "1e2", "0x10", "thirty", "٣٠"])("%j is none", (typed) => {
  expect(parseKeepDays(typed)).toBeUndefined();
});

test("the days count from the moment at which all was safe, and nothing that is kept for ever has an end", () => {
  const settledAt = new Date("2026-11-01T10:00:00Z");
  expect(deletionTimeOf(settledAt, 30)).toEqual(new Date("2026-12-01T10:00:00Z"));
  expect(deletionTimeOf(settledAt, null)).toBeUndefined();
});

test("a rule is said in words", () => {
  expect([1, 30, null].map(keepDaysWords)).toEqual(["1 day", "30 days", "forever"]);
});
