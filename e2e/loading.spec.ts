import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectNoViolation } from "./support/accessible.ts";
import { runState } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { test } from "./support/test.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

test("A page that is slow to come is seen to be on its way, in its own shape, and moves nothing", async ({
  admin,
  connector,
}) => {
  await visit(admin, paths.connector(connector.connectorId));
  const answer = await holdPages(admin);
  await admin.getByRole("link", { name: "Open the run" }).click();
  await expect(loading(admin)).toHaveText("Loading…");
  await expect(admin.getByRole("main")).toHaveAttribute("aria-busy", "true");
  await expect(admin.locator("[data-shape=run]")).toBeVisible();
  await expectNoViolation(admin, "A run on its way");
  answer();
  await expect(admin.getByRole("heading", { level: 1, name: /^ATT-/ })).toBeVisible();
  await expect(admin.locator("[data-shape]")).toHaveCount(0);
  await expect(loading(admin)).toHaveText("");
  await expect(admin.getByRole("main")).toHaveAttribute("aria-busy", "false");

  // Another tab of the same page: the page stays, and the tab that comes is marked.
  await visit(admin, paths.connector(connector.connectorId));
  const answerTab = await holdPages(admin);
  const tab = admin.getByRole("link", { name: "Settings" }).last();
  await tab.click();
  await expect(loading(admin)).toHaveText("Loading…");
  await expect(tab).toHaveAttribute("data-coming", "");
  await expect(admin.locator("[data-shape]")).toHaveCount(0);
  await expect(runState(admin)).toBeVisible();
  answerTab();
  await expect(admin.getByRole("region", { name: "Schedule" })).toBeVisible();
  await expect(loading(admin)).toHaveText("");
  expect(await shiftOf(admin)).toBeLessThan(0.1);
});

/** Lets what pages are rendered from wait. @returns what lets it go */
async function holdPages(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(
    /[?&]_rsc=/,
    async (route) => {
      await promise;
      await route.continue();
    },
    { times: 1 },
  );
  return resolve;
}

const loading = (page: Page) => page.getByRole("main").locator("output").first();

/** How much moved without anybody's doing since the page was loaded. */
function shiftOf(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            if ("value" in entry && "hadRecentInput" in entry && !entry.hadRecentInput)
              sum += Number(entry.value);
          }
        }).observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => setTimeout(() => resolve(sum), 100));
      }),
  );
}
