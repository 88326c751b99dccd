import { expect, test } from "vitest";

import { compare } from "./compare.ts";

const QUIET = new Map([
  ["delivery of 1 to ada", { outcome: "imported", verified: true }],
  ["message of 1 in ada", { subject: "SMS" }],
]);

test("equal end states have no difference", () => {
  expect(compare(QUIET, new Map(QUIET))).toMatchObject({ rows: 2, differences: [], lost: 0, doubled: 0 });
});

test("a lost and a doubled message are named and counted", () => {
  const found = new Map([
    ["delivery of 1 to ada", { outcome: "imported", verified: true }],
    ["message of 2 in ada", { subject: "SMS" }],
  ]);
  expect(compare(QUIET, found)).toMatchObject({
    differences: ["message of 1 in ada: is missing", "message of 2 in ada: should not be there"],
    lost: 1,
    doubled: 1,
  });
});

test("a changed column is named with both its values", () => {
  const found = new Map([...QUIET, ["delivery of 1 to ada", { outcome: "failed", verified: true }] as const]);
  expect(compare(QUIET, found).differences).toEqual([
    'delivery of 1 to ada: outcome is "failed", after a quiet run "imported"',
  ]);
});
