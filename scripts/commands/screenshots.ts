import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { chromium, type Page } from "playwright";

import { ACCOUNT_PASSWORD } from "#sandbox/world.ts";

import { buildAll } from "../stack/build.ts";
import type { Child } from "../stack/child.ts";
import { freePort } from "../stack/ports.ts";
import { ROOT } from "../stack/root.ts";
import { saying } from "../stack/say.ts";
import { seedDemo } from "../stack/seed-demo.ts";
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
import { ensureProgram } from "../stack/system-packages.ts";

const FOLDER = join(ROOT, "docs/screenshots");

/** Takes the README's pictures of the main screens, on a stack of its own. @returns the exit code */
export async function screenshots(): Promise<number> {
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
      SANDBOX_ITEMS: "4000",
      SANDBOX_LATENCY_MS: "800",
    });
    const port = await freePort(0);
    const portalUrl = `http://localhost:${port}`;
    const env = productEnvironment(servers, sandbox.url, portalUrl);
    children.push(sandbox, await startPortal(options, port, env));
    const seeded = await seedDemo(env, sandbox.url);
    children.push(startWorker(options, env));
    await saying("Taking pictures", () => take(portalUrl, seeded));
    return 0;
  } finally {
    await stopAll(children);
  }
}

async function take(
  portalUrl: string,
  seeded: { connectorId: string; runId: string } | undefined,
): Promise<void> {
  const browser = await chromium.launch({
    executablePath: ensureProgram("chromium", "chromium"),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  const context = await browser.newContext({
    baseURL: portalUrl,
    viewport: { width: 1280, height: 720 },
    timezoneId: "America/New_York",
    colorScheme: "light",
  });
  const page = await context.newPage();
  await signIn(page);
  const keep = (name: string) => page.screenshot({ path: join(FOLDER, `${name}.png`) });

  await page.goto("/data-connectors/connectors");
  await page
    .getByText(/^Importing/)
    .first()
    .waitFor({ timeout: 60_000 });
  // A picture in the middle of the import says more than one of its first instant.
  await page.waitForTimeout(8000);
  await keep("connectors-light");
  if (seeded) {
    await page.goto(`/data-connectors/connectors/${seeded.connectorId}/runs/${seeded.runId}`);
    await page.getByRole("heading", { name: "Counters" }).waitFor();
    await keep("run-light");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.reload();
    await page.getByRole("heading", { name: "Counters" }).waitFor();
    await keep("run-dark");
    await page.emulateMedia({ colorScheme: "light" });
  }
  await page.goto("/data-connectors/verizon-network/new");
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByLabel("Username").waitFor();
  await keep("wizard-light");
  await page.goto("/data-connectors");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await keep("gallery-light");
  await browser.close();
}

async function signIn(page: Page): Promise<void> {
  await page.goto("/data-connectors");
  await page
    .getByRole("button", { name: /sign in/i })
    .first()
    .click();
  await page
    .getByLabel(/user|account|email/i)
    .first()
    .fill("admin@contoso.com");
  await page
    .getByLabel(/password/i)
    .first()
    .fill(ACCOUNT_PASSWORD);
  await page
    .getByRole("button", { name: /sign in|next/i })
    .first()
    .click();
  await page.getByRole("heading", { level: 1, name: "Data connectors" }).waitFor();
}
