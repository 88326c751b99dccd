import type { Browser, Cookie } from "playwright";

import { signIn } from "#scripts/screens/browser.ts";

/** Cookies of the demo tenant's admin, signed in at the portal at `url`. */
export async function adminCookies(browser: Browser, url: string): Promise<Cookie[]> {
  const context = await browser.newContext({ baseURL: url });
  await signIn(await context.newPage(), "admin@contoso.com");
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}
