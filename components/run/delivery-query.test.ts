import { expect, test } from "vitest";
import { countOf, deliverySearch } from "./delivery-query.ts";

test("the address says only what was asked for, the list before its filters before what is explained", () => {
  expect(deliverySearch({})).toBe("");
  expect(deliverySearch({ state: "failed", item: "", mailbox: undefined })).toBe("?state=failed");
  expect(
    deliverySearch({ explain: "17", reason: "unreadable", list: "not-imported", item: "3", mailbox: "u&1" }),
  ).toBe("?list=not-imported&item=3&mailbox=u%261&reason=unreadable&explain=17");
  expect(deliverySearch({ only: "attention", list: "not-imported" })).toBe(
    "?list=not-imported&only=attention",
  );
});

test("how many a filter leaves is known from the counters, also of what was not read back", () => {
  const counts = {
    available: 29,
    imported: 10,
    partial: 2,
    duplicate: 5,
    failed: 7,
    pending: 5,
    verified: 13,
  };
  expect(countOf(counts, undefined)).toBe(29);
  expect(countOf(counts, "failed")).toBe(7);
  expect(countOf(counts, "unread")).toBe(4);
});
