import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible } from "./support/accessible.ts";
import { count, dialog, fact, runState } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { openLastRun, runNow } from "./support/run-now.ts";
import { addFault, addItems, clearFaults, countArchived, FOLDER, listMailboxes } from "./support/sandbox.ts";
import { test } from "./support/test.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 300_000 });

test("A run's deliveries are found by an item's id and by whose mailbox it is", async ({
  admin,
  connector,
  pageOf,
}) => {
  const run = paths.run(connector.connectorId, connector.runId);
  await visit(admin, `${run}?state=imported`);
  const line = lines(admin).nth(1);
  const itemId = await line.getByRole("link").innerText();
  const mailbox = await line.getByRole("cell").filter({ hasText: "@" }).first().innerText();

  await find(admin, itemId);
  // By our own id: the vendor's may hold somebody's number.
  await expect(admin).toHaveURL(new RegExp(`${run}\\?item=\\d+$`));
  await expect(admin.getByText(`Only the item ${itemId}.`)).toBeVisible();
  await expect(lines(admin).filter({ hasText: itemId })).toHaveCount((await lines(admin).count()) - 1);
  await admin.getByRole("link", { name: "Show all deliveries" }).click();
  await expect(admin).toHaveURL(run);

  await find(admin, mailbox.trim());
  await expect(admin.getByText(`Only the mailbox ${mailbox.trim()}.`)).toBeVisible();
  // Whose mailbox it is stands in no address.
  expect(admin.url()).not.toContain("@");
  expect(decodeURIComponent(admin.url())).not.toContain("@");
  await expectAccessible(admin, "Deliveries of one mailbox");

  await find(admin, "contoso.com");
  await expect(admin.getByText("Several mailboxes match. Choose one:")).toBeVisible();
  await find(admin, "there is nobody of this name");
  await expect(admin.getByText("No item and no mailbox of this run matches.")).toBeVisible();

  for (const role of ["reader", "auditor", "operator"] as const) {
    const page = await pageOf(role);
    await visit(page, run);
    await find(page, itemId);
    await expect(page.getByText(`Only the item ${itemId}.`)).toBeVisible();
  }
});

test("Of what failed the chosen deliveries are retried, and nothing else", async ({
  admin,
  connector,
  pageOf,
}) => {
  for (const { upn, folders } of await listMailboxes()) {
    if (folders.some(({ name }) => name === FOLDER)) await addFault({ fault: "mailbox-full", mailbox: upn });
  }
  await addItems(30);
  await visit(admin, paths.connector(connector.connectorId));
  await runNow(admin);
  await openLastRun(admin);
  await expect(runState(admin)).toHaveText("Completed with issues", { timeout: 120_000 });
  await clearFaults();
  const failedRun = new URL(admin.url()).pathname;
  const failed = await count(admin, "Items failed");
  const before = await countArchived();

  await visit(admin, `${failedRun}?state=failed`);
  const retry = admin.getByRole("button", { name: /^Retry selected/ });
  await expect(retry).toBeDisabled();
  const all = admin.getByRole("checkbox", { name: "Select all that are loaded and can be retried" });
  await all.check();
  await expect(retry).toHaveText(`Retry selected (${Math.min(failed, PAGE_ROWS)})`);
  await all.uncheck();
  await expect(retry).toBeDisabled();
  const itemId = await lines(admin)
    .filter({ has: choices(admin) })
    .first()
    .getByRole("link")
    .innerText();
  for (const nth of [0, 1]) await choices(admin).nth(nth).check();
  await retry.click();
  const question = dialog(admin, "Retry the selected deliveries?");
  await question.getByRole("button", { name: "Retry selected" }).click();
  await expect(admin).not.toHaveURL(new RegExp(failedRun));
  await expect(fact(admin, "Started by")).toHaveText("Retry failed");
  await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 120_000 });
  expect(await count(admin, "Items available for import")).toBe(2);
  expect((await countArchived()) - before).toBe(2);
  const retryRun = new URL(admin.url()).pathname;
  const retryName = await admin.getByRole("heading", { level: 1 }).innerText();
  await visit(admin, `${failedRun}?state=failed`);
  expect(await count(admin, "Items failed")).toBe(failed - 2);

  // From the run that failed with it, an item leads to the run that imported it.
  await find(admin, itemId);
  const item = admin.getByRole("dialog", { name: "Explain this item" });
  await expect(item).toContainText(itemId);
  await expectAccessible(admin, "Explain this item, taken up by another run");
  await item
    .getByRole("link", { name: `Explain in ${retryName}` })
    .first()
    .click();
  await expect(admin).toHaveURL(new RegExp(`${retryRun}\\?delivery=\\d+$`));
  const delivery = admin.getByRole("dialog", { name: "Explain this delivery" });
  await expect(delivery).toContainText(itemId);
  await expect(delivery).toContainText("Imported");

  for (const role of ["reader", "auditor"] as const) {
    const page = await pageOf(role);
    await visit(page, `${failedRun}?state=failed`);
    await choices(page).first().check();
    await expect(page.getByRole("button", { name: /^Retry selected/ })).toBeDisabled();
  }
});

/** As many as come with the page. */
const PAGE_ROWS = 50;

/** Of single deliveries. */
const choices = (page: Page) => page.getByRole("checkbox", { name: /^Select .+ for / });

const lines = (page: Page) => page.getByRole("table", { name: "Deliveries" }).getByRole("row");

async function find(page: Page, text: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Item ID, mailbox or person" }).fill(text);
  await page.getByRole("button", { name: "Find", exact: true }).click();
}
