import { expect, test } from "vitest";
import { parseAuditQuery } from "./query.ts";

test("what cannot be read is left out, and the rest of the address is taken", () => {
  for (const q of ["\0", "Ada\0", "x".repeat(201), ["a", "b"]]) {
    expect(parseAuditQuery({ q, from: "2026-11-01" })).toEqual({ search: "", from: "2026-11-01" });
  }
  const unreadable = { action: "\0", from: "2026-11-31", to: "\0" };
  expect(parseAuditQuery({ ...unreadable, q: "Ada" })).toEqual({ search: "Ada" });
});
