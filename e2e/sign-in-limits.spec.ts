import { type APIRequestContext, expect } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible } from "./support/accessible.ts";
import { visit } from "./support/ready.ts";
import { type Account, signIn, signInAtMicrosoft } from "./support/sign-in.ts";
import { SECURE_PORTAL } from "./support/tls-proxy.ts";
import { test } from "./support/test.ts";

// As in lib/auth/sign-in-limits.ts, within ten minutes.
const REQUESTS_OF_ADDRESS = 100;
const SIGN_INS_OF_PERSON = 20;
const TO_MICROSOFT = "/api/auth/signin/entra";

/** As a client writes it, and as the proxy before the portal continues it. */
const from = (address: string) => ({ "x-forwarded-for": `198.51.100.250, ${address}` });

const ask = (request: APIRequestContext, address: string, origin = "") =>
  request.post(origin + TO_MICROSOFT, { headers: from(address), maxRedirects: 0 });

test.use({ expectedErrors: [/status of 429/] });
test.describe.configure({ timeout: 300_000 });

test.describe("a stranger who tries too often", () => {
  const STRANGER = "203.0.113.77";
  test.use({ extraHTTPHeaders: from(STRANGER) });

  test("is told to wait, by every process of the portal, and shuts nobody else out", async ({
    request,
    page,
    browser,
  }) => {
    for (let n = 0; n < REQUESTS_OF_ADDRESS; n += 1) {
      const origin = n % 2 === 0 ? "" : SECURE_PORTAL.target.origin;
      expect((await ask(request, STRANGER, origin)).status(), `request ${n + 1}`).not.toBe(429);
    }
    for (const origin of ["", SECURE_PORTAL.target.origin]) {
      const refused = await ask(request, STRANGER, origin);
      expect(refused.status()).toBe(429);
      expect(Number(refused.headers()["retry-after"])).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: "too-many-sign-ins" });
    }

    await visit(page, paths.signIn);
    await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Too many sign-ins" })).toContainText(
      /Wait \d+ minutes/,
    );
    const answer = await page.goto("/api/auth/callback/entra?code=none&state=none");
    expect(answer?.status()).toBe(429);
    await expect(page.getByRole("heading", { level: 1, name: "Too many sign-ins" })).toBeVisible();
    await expectAccessible(page, "Too many sign-ins");
    await page.getByRole("link", { name: "Back to the sign-in" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();

    const elsewhere = await browser.newContext({ extraHTTPHeaders: from("203.0.113.78") });
    const colleague = await elsewhere.newPage();
    await colleague.goto(paths.gallery);
    await signIn(colleague, "reader");
    await elsewhere.close();
  });
});

test("Somebody who signs in too often is told to wait, and nobody else of the organization is", async ({
  browser,
}) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const comeAs = async (account: Account, address: string) => {
    await context.clearCookies();
    await context.setExtraHTTPHeaders(from(address));
    await visit(page, paths.signIn);
    await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
    await signInAtMicrosoft(page, account);
  };
  const title = page.getByRole("heading", { level: 1 });
  for (let n = 1; n <= SIGN_INS_OF_PERSON; n += 1) {
    await comeAs("globalAdmin", `203.0.113.${100 + n}`);
    await expect(title).toHaveText("You have no role here yet");
  }
  await comeAs("globalAdmin", "203.0.113.200");
  await expect(title).toHaveText("Too many sign-ins");
  await page.goto(paths.noRole);
  await expect(title).toHaveText("Sign in");
  await comeAs("norole", "203.0.113.200");
  await expect(title).toHaveText("You have no role here yet");
  await context.close();
});
