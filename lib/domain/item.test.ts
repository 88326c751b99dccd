import * as fc from "fast-check";
import { expect, test } from "vitest";

import { sentTimeOf } from "./item.ts";

const ARCHIVED = new Date("2026-11-20T12:00:00Z");

test.each([
  ["its own time", "2026-11-20T11:59:00Z"],
  ["its own time, years ago", "1999-12-31T23:59:59Z"],
  ["its own time, a little ahead of the archive's", "2026-11-21T02:00:00Z"],
  ["the time of the very first text", "1992-12-03T00:00:00Z"],
])("an item is filed under %s", (_whose, claimed) => {
  expect(sentTimeOf(new Date(claimed), ARCHIVED)).toEqual(new Date(claimed));
});

test.each([
  ["none", undefined],
  ["an unreadable one", new Date(Number.NaN)],
  ["one before there were texts", new Date("1980-01-06T00:00:00Z")],
  ["one days ahead", new Date("2026-11-23T00:00:00Z")],
  ["the end of time", new Date(8.64e15)],
])("the archive's time stands in for %s", (_what, claimed) => {
  expect(sentTimeOf(claimed, ARCHIVED)).toEqual(ARCHIVED);
});

test("the time of an item can always be written, whatever its header claims", () => {
  fc.assert(
    fc.property(
      fc.date({ noInvalidDate: false }),
      fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }),
      (claimed, archivedAt) => {
        const sentAt = sentTimeOf(claimed, archivedAt);
        expect(sentAt.toISOString()).toMatch(/^(19|20|21)\d\d-/);
      },
    ),
  );
});
