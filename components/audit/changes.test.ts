import { expect, test } from "vitest";
import { changesOf } from "./changes.ts";

test("tells what stood there and what stands there now, in words, and leaves out what stayed", () => {
  const before = { state: "active", isCustom: false, firstImportDays: 1, name: "Phones" };
  const after = { state: "paused", isCustom: true, firstImportDays: 1, name: "" };
  expect(changesOf({ before, after })).toEqual([
    { name: "custom mapping", before: "no", after: "yes" },
    { name: "name", before: "Phones", after: "empty" },
    { name: "state", before: "active", after: "paused" },
  ]);
});

test("shows what is new without a before, and what is gone as removed", () => {
  expect(changesOf({ before: null, after: { jobId: "ATT-000001" } })).toEqual([
    { name: "job ID", before: undefined, after: "ATT-000001" },
  ]);
  expect(changesOf({ before: { name: "Phones" }, after: null })).toEqual([
    { name: "name", before: "Phones", after: "removed" },
  ]);
  expect(changesOf({ before: null, after: null })).toEqual([]);
});

test("spells instants and fields that hold several in words", () => {
  const after = {
    termsAcceptedAt: "2026-11-26T06:22:57.250Z",
    sourceAccount: JSON.stringify({ company: "Contoso", archivePlan: "AT&T Network" }),
    name: "{not JSON",
  };
  expect(changesOf({ before: null, after }).map((change) => change.after)).toEqual([
    "{not JSON",
    "company Contoso, archive plan AT&T Network",
    "2026-11-26 06:22:57 UTC",
  ]);
});
