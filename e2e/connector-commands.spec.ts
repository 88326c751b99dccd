import { expect, type Locator, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { dismissTold, row, runState, told } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { test } from "./support/test.ts";
import { createConnector, uniqueName } from "./support/wizard.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 300_000 });

test("Several are run at once, and an operator runs, pauses and resumes one from the menu of its line", async ({
  admin,
  pageOf,
  connector,
}) => {
  const second = await createConnector(admin, uniqueName("Phones to command"));
  await admin.getByRole("link", { name: "Watch the first import" }).click();
  await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 120_000 });

  const page = await pageOf("operator");
  await visit(page, paths.connectors);
  for (const { name } of [connector, second])
    await page.getByRole("checkbox", { name: `Select ${name}` }).check();
  await page.getByRole("button", { name: "Run now", exact: true }).click();
  await expect(told(page, "Runs started: 2 of 2.")).toBeVisible();
  for (const { name } of [connector, second])
    await expect(row(page, name)).toContainText("Healthy", { timeout: 60_000 });
  for (const { connectorId } of [connector, second]) {
    await visit(admin, paths.connector(connectorId, "runs"));
    await expect(admin.getByRole("row").nth(1)).toContainText("Run now");
  }

  await (await menuOf(page, second.name)).getByRole("menuitem", { name: "Pause" }).click();
  await expect(row(page, second.name)).toContainText("Paused");
  const paused = await menuOf(page, second.name);
  const run = paused.getByRole("menuitem", { name: /^Run now/ });
  await expect(run).toBeDisabled();
  await expect(run).toContainText(/paused/i);
  await paused.getByRole("menuitem", { name: "Resume", exact: true }).click();
  await expect(row(page, second.name)).toContainText("Healthy");
  await (await menuOf(page, second.name)).getByRole("menuitem", { name: "Run now" }).click();
  await expect(told(page, /Run ATT-\d{6} has started\./)).toBeVisible();
  await expect(row(page, second.name)).toContainText("Healthy", { timeout: 60_000 });
});

for (const [account, role] of [
  ["reader", "Connector.Reader"],
  ["auditor", "Auditor"],
] as const) {
  test(`The ${account} opens a line's menu, and is told why nothing in it changes anything`, async ({
    pageOf,
    connector,
  }) => {
    const page = await pageOf(account);
    await visit(page, paths.connectors);
    const menu = await menuOf(page, connector.name);
    for (const name of [/^Run now/, /^Pause/]) {
      const item = menu.getByRole("menuitem", { name });
      await expect(item).toBeDisabled();
      await expect(item).toContainText(`Your role (${role}) does not allow this.`);
    }
    await menu.getByRole("menuitem", { name: "Open" }).click();
    await expect(page).toHaveURL(paths.connector(connector.connectorId));
  });
}

async function menuOf(page: Page, name: string): Promise<Locator> {
  await dismissTold(page);
  await page.getByRole("button", { name: `More actions for ${name}` }).click();
  return page.getByRole("menu");
}
