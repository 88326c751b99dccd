import { createHash, randomBytes } from "node:crypto";
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asRecord, type JsonRecord } from "../http/guards.ts";
import { startSandbox, type RunningSandbox } from "../start-sandbox.ts";
import { newBrowser, type Page } from "../test-browser.ts";
import { ACCOUNT_PASSWORD, APP, CONTOSO, FABRIKAM, GLOBAL_ADMINISTRATOR } from "../world.ts";

const REDIRECT = "http://127.0.0.1:3000/api/auth/callback/entra";
let sandbox: RunningSandbox;
let metadata: JsonRecord;

beforeAll(async () => {
  sandbox = await startSandbox({ items: 0 });
  metadata = await metadataOf(CONTOSO.id);
});
afterAll(() => sandbox.close());

async function metadataOf(path: string): Promise<JsonRecord> {
  return asRecord(
    await (await fetch(`${sandbox.url}/entra/${path}/v2.0/.well-known/openid-configuration`)).json(),
  );
}

const verifier = randomBytes(32).toString("base64url");
const challenge = createHash("sha256").update(verifier).digest("base64url");

function authorizeUrl(changes: Record<string, string> = {}, from: JsonRecord = metadata): string {
  const query = new URLSearchParams({
    client_id: APP.clientId,
    response_type: "code",
    redirect_uri: REDIRECT,
    scope: "openid profile email offline_access",
    state: "the-state",
    nonce: "the-nonce",
    prompt: "select_account",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...changes,
  });
  return `${String(from["authorization_endpoint"])}?${query.toString()}`;
}

async function signIn(username: string, url = authorizeUrl()): Promise<Page> {
  const browser = newBrowser();
  return browser.submit(await browser.get(url), { username, password: ACCOUNT_PASSWORD });
}

async function redeem(fields: Record<string, string>): Promise<JsonRecord> {
  const body = new URLSearchParams({ client_id: APP.clientId, client_secret: APP.clientSecret, ...fields });
  return asRecord(await (await fetch(String(metadata["token_endpoint"]), { method: "POST", body })).json());
}

async function claims(token: unknown, from = metadata): Promise<JWTPayload> {
  const keys = createRemoteJWKSet(new URL(String(from["jwks_uri"])));
  const verified = await jwtVerify(String(token), keys, {
    issuer: String(from["issuer"]),
    audience: APP.clientId,
  });
  return verified.payload;
}

const byCode = (page: Page, more: Record<string, string> = {}): Record<string, string> => ({
  grant_type: "authorization_code",
  code: page.location?.searchParams.get("code") ?? "",
  redirect_uri: REDIRECT,
  code_verifier: verifier,
  ...more,
});

describe("signing in", () => {
  it("ends in a code and state at the portal, and an ID token with roles and wids", async () => {
    const page = await signIn("admin@contoso.com");
    expect(page.location?.href).toMatch(`${REDIRECT}?code=`);
    expect(page.location?.searchParams.get("state")).toBe("the-state");
    const answer = await redeem(byCode(page));
    expect(await claims(answer["id_token"])).toMatchObject({
      nonce: "the-nonce",
      tid: CONTOSO.id,
      preferred_username: "admin@contoso.com",
      email: "admin@contoso.com",
      name: "Avery Admin",
      roles: ["Connector.Admin"],
      wids: expect.arrayContaining([GLOBAL_ADMINISTRATOR]),
    });
    const again = await redeem({
      grant_type: "refresh_token",
      refresh_token: String(answer["refresh_token"]),
    });
    expect(again["id_token"]).toBeDefined();
  });

  it("knows people by the object id that the directory has", async () => {
    const [one, two] = [
      await redeem(byCode(await signIn("reader@contoso.com"))),
      await redeem(byCode(await signIn("reader@contoso.com"))),
    ];
    expect((await claims(one["id_token"])).sub).toBe((await claims(two["id_token"])).sub);
    expect((await claims(one["id_token"]))["roles"]).toEqual(["Connector.Reader"]);
  });

  it("gives no roles claim to somebody without a role", async () => {
    const answer = await redeem(byCode(await signIn("norole@contoso.com")));
    expect(await claims(answer["id_token"])).not.toHaveProperty("roles");
  });

  it("shows a labelled form, and says so when the password is wrong", async () => {
    const browser = newBrowser();
    const form = await browser.get(authorizeUrl());
    expect(form.html).toContain('<label for="username">');
    const refused = await browser.submit(form, { username: "admin@contoso.com", password: "wrong" });
    expect(refused.status).toBe(200);
    expect(refused.html).toContain("AADSTS50126");
    expect(
      (await browser.submit(refused, { username: "admin@contoso.com", password: ACCOUNT_PASSWORD })).location,
    ).toBeDefined();
  });

  it("takes a code once, from its redirect URI, with its verifier", async () => {
    const page = await signIn("admin@contoso.com");
    expect(await redeem(byCode(page, { code_verifier: "x".repeat(43) }))).toMatchObject({
      error: "invalid_grant",
      error_codes: [501481],
    });
    expect(
      await redeem(byCode(page, { redirect_uri: "http://127.0.0.1:3001/api/auth/callback/entra" })),
    ).toMatchObject({ error: "invalid_grant" });
    expect(await redeem(byCode(page))).toHaveProperty("id_token");
    expect(await redeem(byCode(page))).toMatchObject({ error: "invalid_grant", error_codes: [54005] });
  });

  it.each([
    [
      "an unregistered redirect",
      { redirect_uri: "https://evil.example/api/auth/callback/entra" },
      "AADSTS50011",
    ],
    ["an unregistered path", { redirect_uri: "http://127.0.0.1:3000/elsewhere" }, "AADSTS50011"],
    ["an unknown application", { client_id: "11111111-1111-4111-8111-111111111111" }, "AADSTS700016"],
  ])("shows an error for %s and never redirects", async (_, changes, code) => {
    const page = await newBrowser().get(authorizeUrl(changes));
    expect(page.location).toBeUndefined();
    expect(page.html).toContain(code);
  });

  it("keeps another tenant's people out, and lets them in under organizations", async () => {
    expect((await signIn("admin@fabrikam.com")).html).toContain("AADSTS50020");
    const any = await metadataOf("organizations");
    expect(any["issuer"]).toBe(`${sandbox.url}/entra/organizations/v2.0`);
    const page = await signIn("admin@fabrikam.com", authorizeUrl({}, any));
    const answer = await redeem(byCode(page));
    expect(await claims(answer["id_token"], any)).toMatchObject({
      tid: FABRIKAM.id,
      roles: ["Connector.Admin"],
    });
  });

  it("remembers the browser until it signs out", async () => {
    const browser = newBrowser();
    const silent = authorizeUrl({ prompt: "none" });
    expect((await browser.get(silent)).location?.searchParams.get("error")).toBe("login_required");
    await browser.submit(await browser.get(authorizeUrl()), {
      username: "admin@contoso.com",
      password: ACCOUNT_PASSWORD,
    });
    expect((await browser.get(silent)).location?.searchParams.has("code")).toBe(true);
    const out = await browser.get(
      `${String(metadata["end_session_endpoint"])}?post_logout_redirect_uri=${encodeURIComponent("http://127.0.0.1:3000/")}`,
    );
    expect(out.location?.href).toBe("http://127.0.0.1:3000/");
    expect((await browser.get(silent)).location?.searchParams.get("error")).toBe("login_required");
  });
});
