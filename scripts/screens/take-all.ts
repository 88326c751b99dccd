import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright";
import { signIn } from "./browser.ts";
import type { Screen } from "./screens.ts";

const WIDTHS = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
];
const THEMES = ["light", "dark"] as const;
const USERS = { admin: "admin@contoso.com", norole: "norole@contoso.com", stranger: "admin@fabrikam.com" };

/** Every screen at every width, light and dark, as `<name>-<width>-<theme>.png`. @returns what could not be taken */
export async function takeAll(
  browser: Browser,
  portalUrl: string,
  screens: readonly Screen[],
  folder: string,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const missed: string[] = [];
  const open = (user: keyof typeof USERS | "nobody") => contextOf(browser, portalUrl, user);
  const contexts = new Map<string, BrowserContext>();
  for (const screen of screens) {
    const user = screen.as ?? "admin";
    const context = contexts.get(user) ?? (await open(user));
    contexts.set(user, context);
    const page = await context.newPage();
    for (const size of WIDTHS) {
      for (const colorScheme of THEMES) {
        const name = `${screen.name}-${size.width}-${colorScheme}`;
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await takeOne(page, screen, join(folder, `${name}.png`)).catch((error: unknown) => {
          missed.push(`${name}: ${error instanceof Error ? error.message.split("\n")[0] : "unknown"}`);
        });
      }
    }
    await page.close();
  }
  for (const context of contexts.values()) await context.close();
  return missed;
}

async function takeOne(page: Page, screen: Screen, path: string): Promise<void> {
  await page.goto(screen.path);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  // React has taken over, so that buttons work.
  await page.waitForFunction(() =>
    [...document.querySelectorAll("button")].every((button) =>
      Object.keys(button).some((key) => key.startsWith("__reactProps")),
    ),
  );
  await screen.prepare?.(page);
  // What lies over the page lies over what is in sight of it.
  await page.screenshot({ path, fullPage: screen.prepare === undefined, animations: "disabled" });
}

async function contextOf(
  browser: Browser,
  baseURL: string,
  user: keyof typeof USERS | "nobody",
): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL, timezoneId: "America/New_York", locale: "en-US" });
  if (user === "nobody") return context;
  const page = await context.newPage();
  await signIn(page, USERS[user]);
  await page.close();
  return context;
}
