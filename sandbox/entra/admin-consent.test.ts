import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startSandbox, type RunningSandbox } from "../start-sandbox.ts";
import { graphToken } from "../test-client.ts";
import { newBrowser, type Page, type TestBrowser } from "../test-browser.ts";
import { ACCOUNT_PASSWORD, APP, CONTOSO } from "../world.ts";

const REDIRECT = "http://localhost:3000/api/consent/callback";
const SCOPE = "https://graph.microsoft.com/.default";
let sandbox: RunningSandbox;
let browser: TestBrowser;

beforeEach(async () => {
  sandbox = await startSandbox({ items: 0 });
  browser = newBrowser();
});
afterEach(() => sandbox.close());

const url = (path: string, changes: Record<string, string> = {}): string =>
  `${sandbox.url}/entra/${path}?${new URLSearchParams({ client_id: APP.clientId, redirect_uri: REDIRECT, state: "12345", ...changes }).toString()}`;
const v2 = (): string => url(`${CONTOSO.id}/v2.0/adminconsent`, { scope: SCOPE });

/** Signs in on the consent address, and comes back to it. */
async function arrive(address: string, username: string): Promise<Page> {
  const back = await browser.submit(await browser.get(address), { username, password: ACCOUNT_PASSWORD });
  return browser.get(back.location?.href ?? "");
}

async function roles(): Promise<unknown> {
  const token = await graphToken(sandbox.url, CONTOSO);
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).roles;
}

describe("admin consent", () => {
  it("accepted: back to the portal with tenant, scope and state, and roles in the next token", async () => {
    const dialog = await arrive(v2(), "globaladmin@contoso.com");
    expect(dialog.html).toContain("Read and write mail in all mailboxes");
    expect(await roles()).toBeUndefined();
    const answer = await browser.submit(dialog, { decision: "accept" });
    expect(answer.location?.href).toBe(
      `${REDIRECT}?admin_consent=True&tenant=${CONTOSO.id}&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&state=12345`,
    );
    expect(await roles()).toContain("Mail.ReadWrite");
  });

  it("declined: consent_required, with admin_consent=True all the same", async () => {
    const answer = await browser.submit(await arrive(v2(), "admin@contoso.com"), { decision: "cancel" });
    const query = answer.location?.searchParams;
    expect(Object.fromEntries(query ?? [])).toMatchObject({
      admin_consent: "True",
      error: "consent_required",
      state: "12345",
    });
    expect(query?.get("error_description")).toMatch(/^AADSTS65004: .+\r\nTrace ID: /);
    expect(query?.has("tenant")).toBe(false);
    expect(await roles()).toBeUndefined();
  });

  it("is not for everybody: Need admin approval, another account, or back without it", async () => {
    const page = await arrive(v2(), "operator@contoso.com");
    expect(page.html).toContain("Need admin approval");
    expect((await browser.submit(page, { decision: "accept" })).html).toContain("Need admin approval");
    const switched = await browser.submit(page, { decision: "switch" });
    expect((await browser.get(switched.location?.href ?? "")).html).toContain('name="password"');
    const left = await browser.submit(await arrive(v2(), "operator@contoso.com"), { decision: "cancel" });
    expect(left.location?.searchParams.get("error")).toBe("consent_required");
    expect(await roles()).toBeUndefined();
  });

  it("at the older address: no scope, permission_denied when canceled", async () => {
    const dialog = await arrive(url(`${CONTOSO.id}/adminconsent`), "admin@contoso.com");
    const canceled = await browser.submit(dialog, { decision: "cancel" });
    expect(canceled.location?.search).toBe(
      "?error=permission_denied&error_description=The+admin+canceled+the+request",
    );
    const accepted = await browser.submit(dialog, { decision: "accept" });
    expect(accepted.location?.search).toBe(`?tenant=${CONTOSO.id}&state=12345&admin_consent=True`);
  });

  it("at the v1 address: a code and admin_consent, or access_denied", async () => {
    const dialog = await arrive(
      url("common/oauth2/authorize", { prompt: "admin_consent", response_type: "code" }),
      "admin@contoso.com",
    );
    const canceled = await browser.submit(dialog, { decision: "cancel" });
    expect(canceled.location?.search).toBe(
      "?error=access_denied&error_description=the+user+canceled+the+authentication&state=12345",
    );
    const accepted = await browser.submit(dialog, { decision: "accept" });
    expect([...(accepted.location?.searchParams.keys() ?? [])]).toEqual([
      "code",
      "session_state",
      "state",
      "admin_consent",
    ]);
  });

  it.each([
    [
      "a redirect that is not registered",
      { redirect_uri: "https://evil.example/api/consent/callback", scope: SCOPE },
      "AADSTS50011",
    ],
    ["a scope that is not .default", { scope: "https://graph.microsoft.com/Mail.Read" }, "AADSTS70011"],
  ])("shows an error for %s, and never redirects", async (_, changes, code) => {
    const page = await browser.get(url(`${CONTOSO.id}/v2.0/adminconsent`, changes));
    expect(page.location).toBeUndefined();
    expect(page.html).toContain(code);
  });

  it("refuses another tenant's administrator", async () => {
    const page = await browser.submit(await browser.get(v2()), {
      username: "admin@fabrikam.com",
      password: ACCOUNT_PASSWORD,
    });
    expect(page.html).toContain("AADSTS50020");
  });
});
