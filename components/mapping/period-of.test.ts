import { expect, test } from "vitest";
import { periodOf } from "./period-of.ts";

test.each([
  [null, null, "Always"],
  ["2026-01-01T00:00:00.000Z", null, "From 2026-01-01"],
  [null, "2026-02-01T00:00:00.000Z", "Until 2026-02-01"],
  ["2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z", "From 2026-01-01 until 2026-02-01"],
])("a row from %s to %s holds: %s", (validFrom, validTo, words) => {
  expect(periodOf({ validFrom, validTo })).toBe(words);
});
