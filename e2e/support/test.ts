import { type BrowserContext, type ConsoleMessage, expect, type Page, test as base } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { clearFaults, SANDBOX_BROWSER_URL } from "./sandbox.ts";
import { runState } from "./parts.ts";
import { createConnector, type Made, uniqueName } from "./wizard.ts";
import { type Account, signIn } from "./sign-in.ts";

/** A good while before it ends for want of anybody at the keyboard. */
const SESSION_GOOD_FOR_MS = 10 * 60_000;

type StorageState = Awaited<ReturnType<BrowserContext["storageState"]>>;

type TestFixtures = {
  /** Opens a page in a browser of its own, signed in as that account. */
  pageOf: (account: Account) => Promise<Page>;
  /** A page of the admin. */
  admin: Page;
  /** A connector of Contoso's that has imported once. Whoever changes it puts it back. */
  connector: Imported;
  /** What a console may say in this test; anything else that is an error fails it. */
  expectedErrors: RegExp[];
  /** Every test begins and ends with a world that works. */
  calm: void;
};

type WorkerFixtures = {
  /** Signs an account in through the pages, the first time that it is asked for. */
  sessionOf: (account: Account) => Promise<StorageState>;
  /** Sets that connector up through the wizard, the first time that it is asked for. */
  makeConnector: () => Promise<Imported>;
};

export type Imported = Made & { runId: string };

export const test = base.extend<TestFixtures, WorkerFixtures>({
  sessionOf: [
    async ({ browser }, use) => {
      const sessions = new Map<Account, { state: StorageState; at: number }>();
      await use(async (account) => {
        const known = sessions.get(account);
        if (known && Date.now() - known.at < SESSION_GOOD_FOR_MS) return known.state;
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.goto(paths.signIn);
        await signIn(page, account);
        const state = await context.storageState();
        sessions.set(account, { state, at: Date.now() });
        await context.close();
        return state;
      });
    },
    { scope: "worker" },
  ],

  makeConnector: [
    async ({ browser, sessionOf }, use) => {
      let made: Promise<Imported> | undefined;
      const make = async () => {
        const context = await browser.newContext({ storageState: await sessionOf("admin") });
        const page = await context.newPage();
        const connector = await createConnector(page, uniqueName("Field phones"));
        await page.getByRole("link", { name: "Watch the first import" }).click();
        await page.waitForURL(/\/runs\//);
        await expect(runState(page)).toHaveText("Completed with issues", { timeout: 60_000 });
        const runId = new URL(page.url()).pathname.split("/").at(-1) ?? "";
        await context.close();
        return { ...connector, runId };
      };
      await use(() => (made ??= make()));
    },
    { scope: "worker" },
  ],

  connector: async ({ makeConnector }, use) => {
    await use(await makeConnector());
  },

  expectedErrors: [[], { option: true }],
  actionTimeout: 15_000,

  pageOf: async ({ browser, sessionOf, expectedErrors }, use) => {
    const contexts: BrowserContext[] = [];
    const errors: string[] = [];
    await use(async (account) => {
      const context = await browser.newContext({ storageState: await sessionOf(account) });
      contexts.push(context);
      watch(context, errors);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
    expectNone(errors, expectedErrors);
  },

  context: async ({ context, expectedErrors }, use) => {
    const errors: string[] = [];
    watch(context, errors);
    await use(context);
    expectNone(errors, expectedErrors);
  },

  admin: async ({ pageOf }, use) => {
    await use(await pageOf("admin"));
  },

  calm: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
    async ({}, use) => {
      await clearFaults();
      await use();
      await clearFaults();
    },
    { auto: true },
  ],
});

function watch(context: BrowserContext, errors: string[]): void {
  context.on("console", (message: ConsoleMessage) => {
    const { url } = message.location();
    // Microsoft's pages are not ours.
    if (message.type() === "error" && !url.startsWith(SANDBOX_BROWSER_URL))
      errors.push(`${message.text()} at ${url}`);
  });
  context.on("weberror", (fault) => errors.push(String(fault.error())));
}

function expectNone(errors: readonly string[], expected: readonly RegExp[]): void {
  const unexpected = errors.filter((error) => !expected.some((pattern) => pattern.test(error)));
  expect(unexpected, "errors in the browser's console").toEqual([]);
}
