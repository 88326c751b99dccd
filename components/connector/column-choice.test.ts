import { expect, test } from "vitest";
import { formatColumnChoice, type OptionalColumn, parseColumnChoice } from "./column-choice.ts";

const USUAL = ["kind", "state", "lastImport", "nextRun", "attention"];

test.each<[string, OptionalColumn[]]>([
  ["none at all", []],
  ["one", ["state"]],
  ["those that are not usual", ["watermark", "created"]],
])("a choice of %s is remembered", (_name, columns) => {
  expect(parseColumnChoice(formatColumnChoice(columns))).toEqual(columns);
});

test.each([undefined, "", "nothing.known"])(
  "without a readable choice (%j) there are the usual ones",
  (text) => {
    expect(parseColumnChoice(text)).toEqual(USUAL);
  },
);

test("columns keep the table's order, whatever the order of the choice", () => {
  expect(parseColumnChoice("created.kind")).toEqual(["kind", "created"]);
});
