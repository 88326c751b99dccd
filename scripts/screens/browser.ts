import { type Browser, chromium, type Page } from "playwright";

import { paths } from "#lib/paths.ts";
import { ACCOUNT_PASSWORD } from "#sandbox/world.ts";
import { ensureProgram } from "../stack/system-packages.ts";

/** Works in headless Chromium, installed when it is missing, and closes it whatever happens. */
export async function inBrowser<Result>(work: (browser: Browser) => Promise<Result>): Promise<Result> {
  const browser = await chromium.launch({
    executablePath: ensureProgram("chromium", "chromium"),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/** From the portal's page through Microsoft's and back. */
export async function signIn(page: Page, username: string): Promise<void> {
  await page.goto(paths.gallery);
  await page
    .getByRole("button", { name: /sign in/i })
    .first()
    .click();
  await page.getByLabel(/email/i).first().fill(username);
  await page
    .getByLabel(/password/i)
    .first()
    .fill(ACCOUNT_PASSWORD);
  await page
    .getByRole("button", { name: /sign in/i })
    .first()
    .click();
  await page.getByRole("banner").waitFor();
  await page.getByRole("heading", { level: 1 }).waitFor();
}
