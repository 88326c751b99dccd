import { expect, test } from "vitest";
import { authOptions } from "./options.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const signedInAt = new Date("2026-11-22T08:00:00Z");
const profile = {
  tid: "c0a70500-0000-4000-8000-000000000001",
  oid: "ada",
  name: "Ada",
  roles: ["Connector.Admin", "Somebody.Elses"],
};

type Signs = { everyMs: number; lastAtMs: number };
const ALL_DAY: Signs = { everyMs: 20 * MINUTE_MS, lastAtMs: 24 * HOUR_MS };

/**
 * The viewer as pages see them so long after the sign-in, the cookie having been extended at every look; `signs` of
 * somebody at the keyboard come as often as that, until the last.
 */
async function viewerAfter(delayMs: number, signs = ALL_DAY): Promise<unknown> {
  let now = signedInAt;
  const { callbacks } = authOptions({
    authority: "https://login.example",
    tenant: "organizations",
    clientId: "portal",
    clientSecret: "secret",
    secret: "0123456789abcdef",
    onError: () => undefined,
    now: () => now,
  });
  const user = { id: "ada" };
  const account = { provider: "entra", type: "oauth", providerAccountId: "ada" } as const;
  let token = await callbacks!.jwt!({ token: {}, user, account, profile });
  for (let atMs = signs.everyMs; atMs <= Math.min(signs.lastAtMs, delayMs); atMs += signs.everyMs) {
    now = new Date(signedInAt.getTime() + atMs);
    token = await callbacks!.jwt!({ token, user, account: null, trigger: "update" });
  }
  now = new Date(signedInAt.getTime() + delayMs);
  token = await callbacks!.jwt!({ token, user, account: null });
  const session = { user: {}, expires: "" };
  const shown = await callbacks!.session!({
    session,
    token,
    user: { ...user, email: "", emailVerified: null },
    newSession: undefined,
    trigger: "update",
  });
  return new Map<string, unknown>(Object.entries(shown)).get("viewer");
}

test("the viewer is who Entra says, with the roles that are ours", async () => {
  expect(await viewerAfter(0)).toMatchObject({ userId: "ada", roles: ["Connector.Admin"] });
});

test("a session ends eight hours after the sign-in, however busy its viewer is", async () => {
  expect(await viewerAfter(8 * HOUR_MS - 1)).toMatchObject({ userId: "ada" });
  expect(await viewerAfter(8 * HOUR_MS)).toBeUndefined();
});

test("a session ends half an hour after the last sign of somebody at the keyboard, and stays ended", async () => {
  const signs = { everyMs: 10 * MINUTE_MS, lastAtMs: 40 * MINUTE_MS };
  expect(await viewerAfter(70 * MINUTE_MS - 1, signs)).toMatchObject({ userId: "ada" });
  expect(await viewerAfter(70 * MINUTE_MS, signs)).toBeUndefined();
  // The next sign comes too late: it brings nobody back.
  expect(
    await viewerAfter(62 * MINUTE_MS, { everyMs: 31 * MINUTE_MS, lastAtMs: 62 * MINUTE_MS }),
  ).toBeUndefined();
});
