import { expect, it, vi } from "vitest";
import { Failure, Refusal } from "./failure.ts";

it("is known in every copy of the program's code, and is never taken for the other kind", async () => {
  vi.resetModules();
  const copy = await import("./failure.ts");
  expect(copy.Failure).not.toBe(Failure);
  const failure = new copy.Failure("vendor-unreachable", { kind: "transient" });
  const refusal = new copy.Refusal("paused", "The connector is paused.");
  expect([failure instanceof Failure, failure instanceof Refusal]).toEqual([true, false]);
  expect([refusal instanceof Refusal, refusal instanceof Failure]).toEqual([true, false]);
  for (const other of [new Error("Failure"), null, "Failure"]) {
    expect([other instanceof Failure, other instanceof Refusal]).toEqual([false, false]);
  }
});
