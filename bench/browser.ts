import { type Browser, chromium, type Page } from "playwright";

import { paths } from "#lib/paths.ts";
import { ACCOUNT_PASSWORD } from "#sandbox/world.ts";
import { ensureProgram } from "#scripts/stack/system-packages.ts";

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

/** A page of the portal at `url`, signed in as the demo tenant's admin. */
export async function signedIn(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(paths.gallery);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await page.getByLabel("Email").fill("admin@contoso.com");
  await page.getByLabel("Password").fill(ACCOUNT_PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Data connectors" }).waitFor();
  return page;
}
