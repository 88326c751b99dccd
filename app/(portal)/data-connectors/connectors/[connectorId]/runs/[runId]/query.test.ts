import { expect, test } from "vitest";
import { paths } from "#lib/paths.ts";
import { deliveryQuery } from "./query.ts";

test("the address of what needs a look asks for that list alone", () => {
  const address = new URL(paths.unimported("c", "r"), "https://portal.example");
  expect(deliveryQuery.parse(Object.fromEntries(address.searchParams))).toEqual({
    list: "not-imported",
    only: "attention",
  });
});
