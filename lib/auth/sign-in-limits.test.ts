import { expect, test } from "vitest";
import type { Viewer } from "#lib/domain/views/people.ts";
import { createLocalCounter } from "./local-counter.ts";
import { type CountAttempt, createSignInLimits, SIGN_IN_LIMITS } from "./sign-in-limits.ts";

const { requestsOfAddress, signInsOfPerson, signInsOfTenant } = SIGN_IN_LIMITS;
const MINUTE_MS = 60_000;
const CONTOSO = "c0a70500-0000-4000-8000-000000000001";
const FABRIKAM = "c0a70500-0000-4000-8000-000000000002";

const viewer = (tenantId: string, userId: string, roles: Viewer["roles"] = ["Connector.Admin"]): Viewer => ({
  tenantId,
  userId,
  name: "Ada",
  email: "ada@contoso.example",
  roles,
});

type Counting = { keys: Set<string>; at: { now: Date } };

/** Limits over a count that two processes would share. */
function shared(): Counting & { limits: ReturnType<typeof createSignInLimits>; count: CountAttempt } {
  const at = { now: new Date("2026-11-26T08:00:00Z") };
  const keys = new Set<string>();
  const counter = createLocalCounter(() => at.now);
  const count: CountAttempt = async (key, windowMs) => {
    keys.add(key);
    return Promise.resolve(counter(key, windowMs));
  };
  return { limits: createSignInLimits("secret", count, () => at.now), keys, at, count };
}

async function repeat(times: number, deed: (n: number) => Promise<number | undefined>): Promise<boolean[]> {
  const refused: boolean[] = [];
  for (let n = 0; n < times; n += 1) refused.push((await deed(n)) !== undefined);
  return refused;
}

const allowed = (refused: readonly boolean[]) => refused.filter((each) => !each).length;

test("an address may ask so often, is told how long to wait, and may go on then", async () => {
  const { limits, at } = shared();
  expect(allowed(await repeat(requestsOfAddress + 5, () => limits.ofAddress("203.0.113.5")))).toBe(
    requestsOfAddress,
  );
  at.now = new Date(at.now.getTime() + 7 * MINUTE_MS);
  expect(await limits.ofAddress("203.0.113.5")).toBe(3 * MINUTE_MS);
  expect(await limits.ofAddress("203.0.113.6"), "another address").toBeUndefined();
  at.now = new Date(at.now.getTime() + 3 * MINUTE_MS);
  expect(await limits.ofAddress("203.0.113.5")).toBeUndefined();
});

test("the addresses of one IPv6 network are one", async () => {
  const { limits } = shared();
  const refused = await repeat(requestsOfAddress + 1, (n) =>
    limits.ofAddress(`2001:db8:1:2::${n.toString(16)}`),
  );
  expect(allowed(refused)).toBe(requestsOfAddress);
  expect(await limits.ofAddress("2001:db8:1:3::1")).toBeUndefined();
});

test("one person shuts nobody else of their organization out, however often they sign in", async () => {
  const { limits } = shared();
  const refused = await repeat(signInsOfTenant * 2, () => limits.ofViewer(viewer(CONTOSO, "mallory")));
  expect(allowed(refused)).toBe(signInsOfPerson);
  expect(await limits.ofViewer(viewer(CONTOSO, "ada"))).toBeUndefined();
});

test("an organization's sign-ins are limited, and touch no other organization", async () => {
  const { limits } = shared();
  const refused = await repeat(signInsOfTenant + 3, (n) => limits.ofViewer(viewer(CONTOSO, `person ${n}`)));
  expect(allowed(refused)).toBe(signInsOfTenant);
  expect(await limits.ofViewer(viewer(FABRIKAM, "ada"))).toBeUndefined();
});

test("employees without a role shut no admin out", async () => {
  const { limits } = shared();
  await repeat(signInsOfTenant + 1, (n) => limits.ofViewer(viewer(CONTOSO, `employee ${n}`, [])));
  expect(await limits.ofViewer(viewer(CONTOSO, "one more", []))).toBeGreaterThan(0);
  expect(await limits.ofViewer(viewer(CONTOSO, "ada"))).toBeUndefined();
});

test("two processes count together, and under keys that name nobody", async () => {
  const { limits, count, keys, at } = shared();
  const other = createSignInLimits("secret", count, () => at.now);
  await repeat(requestsOfAddress, (n) => (n % 2 ? limits : other).ofAddress("203.0.113.5"));
  expect(await limits.ofAddress("203.0.113.5")).toBeGreaterThan(0);
  await other.ofViewer(viewer(CONTOSO, "ada"));
  expect([...keys].join(" ")).not.toMatch(/203\.0|ada|c0a70500/);
});

test("while the common count fails, each process counts by itself", async () => {
  const limits = createSignInLimits(
    "secret",
    () => Promise.reject(new Error("Redis is not connected")),
    () => new Date("2026-11-26T08:00:00Z"),
  );
  expect(allowed(await repeat(requestsOfAddress + 5, () => limits.ofAddress("203.0.113.5")))).toBe(
    requestsOfAddress,
  );
});

test("an attack from ever new addresses does not grow the memory without end", () => {
  const counter = createLocalCounter(() => new Date("2026-11-26T08:00:00Z"));
  counter("first", MINUTE_MS);
  for (let n = 0; n < 50_000; n += 1) counter(`address ${n}`, MINUTE_MS);
  expect(counter("first", MINUTE_MS).count, "the oldest was forgotten").toBe(1);
  expect(counter("address 49999", MINUTE_MS).count).toBe(2);
});
