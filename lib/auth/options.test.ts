import { expect, test } from "vitest";
import { authOptions } from "./options.ts";

const HOUR_MS = 3_600_000;
const signedInAt = new Date("2026-11-22T08:00:00Z");
const profile = {
  tid: "c0a70500-0000-4000-8000-000000000001",
  oid: "ada",
  name: "Ada",
  roles: ["Connector.Admin", "Somebody.Elses"],
};

/** The viewer as pages see them so long after the sign-in, the cookie having been extended at every look. */
async function viewerAfter(delayMs: number): Promise<unknown> {
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
  const first = await callbacks!.jwt!({ token: {}, user, account, profile });
  now = new Date(signedInAt.getTime() + delayMs);
  const token = await callbacks!.jwt!({ token: first, user, account: null });
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

test("a session ends eight hours after the sign-in, however often it was looked at", async () => {
  expect(await viewerAfter(8 * HOUR_MS - 1)).toMatchObject({ userId: "ada" });
  expect(await viewerAfter(8 * HOUR_MS)).toBeUndefined();
});
