import { describe, expect, test } from "vitest";
import { listSearch, readListQuery } from "./list-query.ts";

const DEFAULT = {
  search: "",
  state: undefined,
  kind: undefined,
  open: undefined,
  sort: { column: "name", direction: "ascending" },
};

describe("the address of the list", () => {
  test("is read as it was written", () => {
    const query = {
      search: "field phones",
      state: "paused",
      kind: "att-network",
      open: "8c9c5a6e-5a43-4d3e-9a57-0d4f4f1f2b6c",
      sort: { column: "lastImport", direction: "descending" },
    } as const;
    expect(readListQuery(new URLSearchParams(listSearch(query)))).toEqual(query);
    expect(listSearch(readListQuery(new URLSearchParams()))).toBe("");
  });

  test.each([
    "state=sleeping",
    "kind=no-such-kind",
    "sort=colour&order=up",
    `q=${"a".repeat(201)}`,
    "more=1",
  ])("that says %s is as by default there", (search) => {
    expect(readListQuery(new URLSearchParams(search))).toEqual(DEFAULT);
  });
});
