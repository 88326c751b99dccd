import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AUDIT_ACTIONS, type AuditDeed, FIRST_SEAL, sealedBytesOf } from "./audit.ts";

const deed: AuditDeed = {
  tenantId: "t",
  at: new Date("2026-11-25T10:00:00Z"),
  actorId: "a",
  actorName: "Ada",
  sourceAddress: "",
  action: "start-run",
  targetKind: "run",
  targetId: "r",
  after: { b: 1, a: null },
};
const textOf = (changed: Partial<AuditDeed>, number = 1n) =>
  Buffer.from(sealedBytesOf(FIRST_SEAL, number, { ...deed, ...changed })).toString("hex");

test("a seal covers every field and the number, and no order of the changed fields", () => {
  expect(textOf({ after: { a: null, b: 1 } })).toBe(textOf({}));
  const others = [
    textOf({}, 2n),
    textOf({ tenantId: "u" }),
    textOf({ at: new Date("2026-11-25T10:00:00.001Z") }),
    textOf({ actorId: "b" }),
    textOf({ actorName: "Bob" }),
    textOf({ sourceAddress: "::1" }),
    textOf({ action: "cancel-run" }),
    textOf({ targetKind: "tenant" }),
    textOf({ targetId: "s" }),
    textOf({ before: { b: 0 } }),
    textOf({ after: { b: 1, a: "" } }),
    textOf({ after: undefined }),
  ];
  expect(new Set([...others, textOf({})]).size).toBe(others.length + 1);
});

test("every action that a verb writes has words for people", () => {
  const services = join(import.meta.dirname, "../services");
  const actions = readdirSync(services, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes("test"))
    .flatMap((name) => [
      ...readFileSync(join(services, name), "utf8").matchAll(
        /\baction: "([a-z-]+)"|changeConnector\(context, connectorId, "([a-z-]+)"/g,
      ),
    ])
    .map(([, plain, changed]) => plain ?? changed);
  expect(actions.length).toBeGreaterThan(10);
  expect(AUDIT_ACTIONS).toEqual(expect.arrayContaining(actions));
});
