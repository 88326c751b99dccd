import { expect, test } from "vitest";
import { paths } from "#lib/paths.ts";
import { deliveryQuery } from "./query.ts";

test("what cannot be read is left out, and the rest of the address is taken", () => {
  for (const mailbox of ["\0", "user\0", "x".repeat(201), ["a", "b"]]) {
    expect(deliveryQuery.parse({ state: "failed", mailbox })).toEqual({ state: "failed" });
  }
  const unreadable = { list: "\0", only: "x", state: "lost", item: "1\0", reason: "\0" };
  expect(deliveryQuery.parse({ ...unreadable, mailbox: "user-1" })).toEqual({ mailbox: "user-1" });
});

test("the address of what needs a look asks for that list alone", () => {
  const address = new URL(paths.unimported("c", "r"), "https://portal.example");
  expect(deliveryQuery.parse(Object.fromEntries(address.searchParams))).toEqual({
    list: "not-imported",
    only: "attention",
  });
});
