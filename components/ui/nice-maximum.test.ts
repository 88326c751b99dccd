import { expect, test } from "vitest";
import { niceMaximum } from "./nice-maximum.ts";

test.each([
  [0, 2],
  [1, 2],
  [3, 4],
  [5, 6],
  [7, 8],
  [9, 10],
  [11, 20],
  [41, 50],
  [99, 100],
  [1204, 2000],
  [61_000, 80_000],
])("a scale over %d ends at %d", (largest, top) => {
  expect(niceMaximum(largest)).toBe(top);
  expect(top % 2).toBe(0);
});
