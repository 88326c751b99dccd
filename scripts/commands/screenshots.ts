import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import type { Browser } from "playwright";

import type { ServiceContext } from "#lib/services/context.ts";
import { getRun } from "#lib/services/run/get-run.ts";
import { inBrowser, signIn } from "../screens/browser.ts";
import { playScene } from "../screens/scene.ts";
import { type Screen, screensOf } from "../screens/screens.ts";
import { takeAll } from "../screens/take-all.ts";
import { buildAll } from "../stack/build.ts";
import { type Child, waitUntil } from "../stack/child.ts";
import { freePort } from "../stack/ports.ts";
import { ROOT } from "../stack/root.ts";
import { saying } from "../stack/say.ts";
import { asDemoAdmin, seedDemo } from "../stack/seed-demo.ts";
import {
  ANY_PORT,
  migrate,
  productEnvironment,
  startPortal,
  startSandboxProcess,
  startServers,
  startWorker,
  stopAll,
  type StackOptions,
} from "../stack/stack.ts";

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
  const dataDir = join(ROOT, ".data/screenshots");
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const children: Child[] = [];
  const options: StackOptions = {
    root: ROOT,
    dataDir,
    isDurable: false,
    ports: ANY_PORT,
    onDeath: (name, tail) => console.error(`${name}: ${tail}`),
  };
  try {
    await buildAll(ROOT);
    const servers = await startServers(options);
    children.push(...servers.children);
    await migrate(servers);
    const sandbox = await startSandboxProcess(options, {
      SANDBOX_CONSENTED: "contoso",
      ...(isAll ? FAST : SLOW),
    });
    const port = await freePort(0);
    const portalUrl = `http://localhost:${port}`;
    const env = productEnvironment(servers, sandbox.url, portalUrl);
    children.push(sandbox, await startPortal(options, port, env));
    const seeded = await seedDemo(env, sandbox.url);
    children.push(startWorker(options, env));
    if (!seeded) throw new Error("The demo is there already");
    return await inBrowser(async (browser) => {
      if (!isAll) {
        await saying("Importing some hundred messages", () =>
          asDemoAdmin(env, (context) => importedSome(context, seeded.runId)),
        );
        await saying("Taking pictures", () => take(browser, portalUrl, seeded));
        return 0;
      }
      const scene = await saying("Playing the scene", () =>
        asDemoAdmin(env, (context) => playScene(context, sandbox.url, seeded)),
      );
      const screens = screensOf(scene).filter(({ name }) => names.length === 0 || names.includes(name));
      return saying("Taking pictures", () => takeEach(browser, portalUrl, screens));
    });
  } finally {
    await stopAll(children);
  }
}

/** A picture in the middle of an import says more than one of its first instant, when only failures are counted. */
async function importedSome(context: ServiceContext, runId: string): Promise<void> {
  const isThere = async () => (await getRun(context, runId)).deliveries.imported >= SOME;
  await waitUntil(`The import of ${SOME} messages`, isThere, 300);
}

async function takeEach(browser: Browser, portalUrl: string, screens: readonly Screen[]): Promise<number> {
  const missed = await takeAll(browser, portalUrl, screens, ALL_FOLDER);
  for (const line of missed) console.error(`✗ ${line}`);
  return missed.length === 0 ? 0 : 1;
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
