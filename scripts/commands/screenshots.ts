import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { Browser } from "playwright";

import type { ServiceContext } from "#lib/services/context.ts";
import { getRun } from "#lib/services/run/get-run.ts";
import { inBrowser, signIn } from "../screens/browser.ts";
import { playScene } from "../screens/scene.ts";
import { screensOf } from "../screens/screens.ts";
import { takeAll } from "../screens/take-all.ts";
import { buildAll } from "../stack/build.ts";
import { waitUntil } from "../stack/child.ts";
import { onOwnStack, type OwnStack } from "../stack/own-stack.ts";
import { endOnSignals } from "../stack/ending.ts";
import { ROOT } from "../stack/root.ts";
import { saying } from "../stack/say.ts";
import { asDemoAdmin } from "../stack/seed-demo.ts";

const FOLDER = join(ROOT, "docs/screenshots");
/** For the eye, not for the repository. */
const ALL_FOLDER = join(ROOT, ".data/screens");

/** Of some four thousand. */
const SOME = 400;

/** An import slow enough to be looked at, and one that is over before the first picture. */
const SLOW = { SANDBOX_ITEMS: "4000", SANDBOX_LATENCY_MS: "800" };
const FAST = { SANDBOX_ITEMS: "300", SANDBOX_LATENCY_MS: "5" };

/**
 * Takes the README's pictures of the main screens, on a stack of its own; with the word `all`, every screen at 360, 1280
 * and 2560 px, light and dark, into `.data/screens`. Further words are screens' names, to take those alone.
 * @returns the exit code
 */
export async function screenshots([which, ...names]: string[]): Promise<number> {
  const isAll = which === "all";
  endOnSignals();
  mkdirSync(FOLDER, { recursive: true });
  await buildAll(ROOT);
  const sandbox = isAll ? FAST : SLOW;
  return onOwnStack({ folder: "screenshots", isDurable: false, sandbox }, async (stack) => {
    const portalUrl = await stack.startPortal();
    stack.startWorker();
    return inBrowser((browser) =>
      isAll ? takeEach(browser, portalUrl, stack, names) : takeFew(browser, portalUrl, stack),
    );
  });
}

async function takeEach(
  browser: Browser,
  portalUrl: string,
  stack: OwnStack,
  names: string[],
): Promise<number> {
  const scene = await saying("Playing the scene", () =>
    asDemoAdmin(stack.env, (context) => playScene(context, stack.sandboxUrl, stack)),
  );
  const screens = screensOf(scene).filter(({ name }) => names.length === 0 || names.includes(name));
  const missed = await saying("Taking pictures", () => takeAll(browser, portalUrl, screens, ALL_FOLDER));
  for (const line of missed) console.error(`✗ ${line}`);
  return missed.length === 0 ? 0 : 1;
}

async function takeFew(browser: Browser, portalUrl: string, stack: OwnStack): Promise<number> {
  await saying("Importing some hundred messages", () =>
    asDemoAdmin(stack.env, (context) => importedSome(context, stack.runId)),
  );
  await saying("Taking pictures", () => take(browser, portalUrl, stack));
  return 0;
}

/** A picture in the middle of an import says more than one of its first instant, when only failures are counted. */
async function importedSome(context: ServiceContext, runId: string): Promise<void> {
  const isThere = async () => (await getRun(context, runId)).deliveries.imported >= SOME;
  await waitUntil(`The import of ${SOME} messages`, isThere, 300);
}

async function take(
  browser: Browser,
  portalUrl: string,
  seeded: { connectorId: string; runId: string },
): Promise<void> {
  const context = await browser.newContext({
    baseURL: portalUrl,
    viewport: { width: 1280, height: 720 },
    timezoneId: "America/New_York",
    colorScheme: "light",
  });
  const page = await context.newPage();
  await signIn(page, "admin@contoso.com");
  const keep = (name: string) => page.screenshot({ path: join(FOLDER, `${name}.png`) });

  await page.goto("/data-connectors/connectors");
  await page
    .getByText(/^Importing/)
    .first()
    .waitFor({ timeout: 60_000 });
  await keep("connectors-light");
  await page.goto(`/data-connectors/connectors/${seeded.connectorId}/runs/${seeded.runId}`);
  await page.getByRole("heading", { name: "Counters" }).waitFor();
  await keep("run-light");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.reload();
  await page.getByRole("heading", { name: "Counters" }).waitFor();
  await keep("run-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/data-connectors/verizon-network/new");
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByLabel("Username").waitFor();
  await keep("wizard-light");
  await page.goto("/data-connectors");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await keep("gallery-light");
}
