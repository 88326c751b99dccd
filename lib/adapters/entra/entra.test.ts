import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { APP, CONTOSO } from "#sandbox/world.ts";
import { hastyClock } from "#lib/adapters/testing/hasty-clock.ts";
import { sandboxWorld } from "#lib/adapters/testing/sandbox-world.ts";
import type { Failure } from "#lib/domain/failure.ts";
import { createHttp } from "#lib/http.ts";
import type { EntraConfig } from "./config.ts";
import { createEntra } from "./entra.ts";
import { rolesIn } from "./wire.ts";

const sample = (name: string) => readFileSync(new URL(`samples/${name}`, import.meta.url), "utf8");
const certificate = sample("test-only-certificate.pem");
const sandbox = sandboxWorld({ consented: [CONTOSO.name], clientCertificate: certificate });
const NOBODY_ID = "00000000-0000-4000-8000-00000000ffff";
const ADMIN = "admin@contoso.com";

const http = createHttp({ connections: 8, headersTimeoutMs: 5000, bodyTimeoutMs: 5000 });
afterAll(() => http.close());

function entra(changes: Partial<EntraConfig> = {}) {
  return createEntra({
    authority: sandbox.entraUrl,
    clientId: APP.clientId,
    credential: { kind: "secret", secret: APP.clientSecret },
    graphUrl: sandbox.graphUrl,
    consentRedirectUri: "https://portal.example/api/consent/callback",
    http,
    clock: hastyClock(),
    ...changes,
  });
}

const tokenRequests = async () => {
  const stats = (await sandbox.get("stats")) as { requests: Record<string, number> };
  return stats.requests["entra.token"] ?? 0;
};

afterEach(async () => {
  await sandbox.clearFaults();
  await sandbox.post("consent", { tenant: CONTOSO.name, granted: true });
});

describe("the app-only token", () => {
  it("is had by secret, and carries the consented roles", async () => {
    expect(rolesIn(await entra().tokenFor(CONTOSO.id))).toContain("Mail.ReadWrite");
  });

  it("is had by certificate", async () => {
    const privateKey = sample("test-only-private-key.pem");
    const byCertificate = entra({ credential: { kind: "certificate", certificate, privateKey } });
    expect(rolesIn(await byCertificate.tokenFor(CONTOSO.id))).toContain("User.Read.All");
  });

  it("is asked for once, however many lanes want it, and again only when fresh", async () => {
    const subject = entra();
    const before = await tokenRequests();
    await Promise.all(Array.from({ length: 50 }, () => subject.tokenFor(CONTOSO.id)));
    await subject.tokenFor(CONTOSO.id);
    expect(await tokenRequests()).toBe(before + 1);
    await Promise.all(Array.from({ length: 50 }, () => subject.tokenFor(CONTOSO.id, { fresh: true })));
    expect(await tokenRequests()).toBe(before + 2);
  });

  it("is renewed before it ends", async () => {
    let now = new Date();
    const clock = { ...hastyClock(), now: () => now };
    const subject = entra({ clock });
    await subject.tokenFor(CONTOSO.id);
    const before = await tokenRequests();
    now = new Date(now.getTime() + 56 * 60_000);
    await subject.tokenFor(CONTOSO.id);
    expect(await tokenRequests()).toBe(before + 1);
  });
});

describe("a token that is not to be had", () => {
  const failureOf = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.unreachable("it should have failed"),
      (error: unknown) => error as Failure,
    );

  it("because of the credential is the admin's to mend", async () => {
    const subject = entra({ credential: { kind: "secret", secret: "outdated" } });
    expect(await failureOf(subject.tokenFor(CONTOSO.id))).toMatchObject({
      name: "Failure",
      code: "app-login-refused",
      kind: "permanent",
      scope: "connector",
    });
  });

  it("because the configured key is of no use is the admin's to mend too", async () => {
    const subject = entra({ credential: { kind: "certificate", certificate, privateKey: "no key" } });
    expect(await failureOf(subject.tokenFor(CONTOSO.id))).toMatchObject({ code: "app-login-refused" });
  });

  it("because the application or the tenant is unknown lacks consent", async () => {
    expect(await failureOf(entra({ clientId: NOBODY_ID }).tokenFor(CONTOSO.id))).toMatchObject({
      code: "consent-missing",
      kind: "permanent",
    });
    expect(await failureOf(entra().tokenFor(NOBODY_ID))).toMatchObject({ code: "consent-missing" });
  });

  it("because Entra is down or busy is tried again at once when it is back", async () => {
    const subject = entra();
    await sandbox.fault("unavailable", { area: "entra", retryAfter: 7 });
    expect(await failureOf(subject.tokenFor(CONTOSO.id))).toMatchObject({
      code: "entra-unreachable",
      kind: "transient",
      retryAfterMs: 7000,
    });
    await sandbox.clearFaults();
    expect(await subject.tokenFor(CONTOSO.id)).not.toBe("");
  });

  it.each([
    ["in seconds", { retryAfter: 7 }, 6_000, 7_000],
    ["as a date", { retryAfter: "http-date", seconds: 30 }, 28_000, 31_000],
    ["without a time", { retryAfter: "absent" }, 10_000, 10_000],
  ])(
    "because Entra throttles, %s, is asked for by nobody until then (R24)",
    async (_how, params, least, most) => {
      let now = new Date();
      const subject = entra({ clock: { ...hastyClock(), now: () => now } });
      await sandbox.fault("throttle", { area: "entra", ...params });
      const failure = await failureOf(subject.tokenFor(CONTOSO.id));
      expect(failure).toMatchObject({ code: "throttled", kind: "transient", scope: "connector" });
      expect(failure.retryAfterMs).toBeGreaterThanOrEqual(least);
      expect(failure.retryAfterMs).toBeLessThanOrEqual(most);
      await sandbox.clearFaults();
      const before = await tokenRequests();
      expect(await failureOf(subject.tokenFor(CONTOSO.id))).toMatchObject({ code: "throttled" });
      expect(await tokenRequests()).toBe(before);
      now = new Date(now.getTime() + most);
      expect(await subject.tokenFor(CONTOSO.id)).not.toBe("");
    },
  );

  it("because Entra is down when it is to be renewed is no trouble as long as the one at hand is good", async () => {
    let now = new Date();
    const subject = entra({ clock: { ...hastyClock(), now: () => now } });
    const token = await subject.tokenFor(CONTOSO.id);
    await sandbox.fault("unavailable", { area: "entra" });
    now = new Date(now.getTime() + 57 * 60_000);
    expect(await subject.tokenFor(CONTOSO.id)).toBe(token);
    expect(await failureOf(subject.tokenFor(CONTOSO.id, { fresh: true }))).toMatchObject({
      code: "entra-unreachable",
    });
    now = new Date(now.getTime() + 5 * 60_000);
    expect(await failureOf(subject.tokenFor(CONTOSO.id))).toMatchObject({ code: "entra-unreachable" });
  });

  it("because nothing listens is transient", async () => {
    const subject = entra({ authority: "http://127.0.0.1:1/entra" });
    expect(await failureOf(subject.tokenFor(CONTOSO.id))).toMatchObject({
      code: "entra-unreachable",
      kind: "transient",
    });
  });

  it("never tells the secret", async () => {
    const failure = await failureOf(
      entra({ credential: { kind: "secret", secret: "hush-hush" } }).tokenFor(CONTOSO.id),
    );
    expect(`${failure.message} ${String(failure.stack)} ${JSON.stringify(failure)}`).not.toContain(
      "hush-hush",
    );
  });
});

describe("consent", () => {
  let adminId = "";
  beforeAll(async () => {
    const user = (await sandbox.post("users", { tenant: CONTOSO.name, user: ADMIN })) as { id: string };
    adminId = user.id;
  });

  it("has a page at Microsoft, by tenant, bound to the state", () => {
    const url = new URL(
      entra({ authority: "https://login.microsoftonline.com/" }).adminConsentUrl("t/1", "s&1"),
    );
    expect(url.origin + url.pathname).toBe("https://login.microsoftonline.com/t%2F1/v2.0/adminconsent");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: APP.clientId,
      scope: "https://graph.microsoft.com/.default",
      redirect_uri: "https://portal.example/api/consent/callback",
      state: "s&1",
    });
  });

  it("is granted when the token carries the roles", async () => {
    expect(await entra().proveConsent(CONTOSO.id, adminId)).toMatchObject({ state: "granted" });
  });

  it("is granted in part when only the mailbox says so", async () => {
    await sandbox.post("consent", { tenant: CONTOSO.name, granted: true, mode: "scoped" });
    expect(await entra().proveConsent(CONTOSO.id, adminId)).toMatchObject({ state: "granted-scoped" });
  });

  it("is pending without either, and when the mailbox is out of scope", async () => {
    await sandbox.post("consent", { tenant: CONTOSO.name, granted: false });
    expect(await entra().proveConsent(CONTOSO.id, adminId)).toMatchObject({ state: "pending" });
    await sandbox.post("consent", {
      tenant: CONTOSO.name,
      granted: true,
      mode: "scoped",
      scope: ["operator@contoso.com"],
    });
    expect(await entra().proveConsent(CONTOSO.id, adminId)).toMatchObject({ state: "pending" });
  });

  it("is pending while the tenant does not know the application", async () => {
    expect(await entra({ clientId: NOBODY_ID }).proveConsent(CONTOSO.id, adminId)).toMatchObject({
      state: "pending",
    });
  });

  it("is seen as soon as it arrives: a token held from before proves nothing", async () => {
    await sandbox.post("consent", { tenant: CONTOSO.name, granted: false });
    const subject = entra();
    await subject.tokenFor(CONTOSO.id);
    await sandbox.post("consent", { tenant: CONTOSO.name, granted: true });
    expect(await subject.proveConsent(CONTOSO.id, adminId)).toMatchObject({ state: "granted" });
  });
});
