import { expect, type Locator, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible } from "./support/accessible.ts";
import { runState } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { type Imported, test } from "./support/test.ts";
import { createConnector, uniqueName } from "./support/wizard.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 300_000 });

const UNREADABLE = "The item is not an e-mail that can be read.";
const NOBODY = "None of the item's participants has a mailbox.";

test("Items that came to no mailbox are listed with why and what to do, and explained one by one", async ({
  admin,
  connector,
}) => {
  const run = runOf(connector);
  await visit(admin, run);
  await admin.getByRole("link", { name: "Not imported", exact: true }).click();
  await expect(admin).toHaveURL(`${run}?list=not-imported`);
  await expect(table(admin)).toHaveAttribute("aria-rowcount", `${(await unimportedOf(admin)) + 1}`);
  const line = lines(admin).filter({ hasText: UNREADABLE }).first();
  await expect(line).toContainText("Rejected");
  await expect(line).toContainText("The original is kept in the vault.");
  await expectAccessible(admin, "Not imported");

  const itemId = await line.getByRole("link").innerText();
  await line.getByRole("link").click();
  const panel = explanation(admin);
  await expect(panel).toContainText(itemId);
  await expect(panel.getByText(UNREADABLE)).toBeVisible();
  await expect(panel.getByText("None in any run: the item came to no mailbox.")).toBeVisible();
  await expect(panel.getByText("Nobody is known: the item was not read, or names nobody.")).toBeVisible();
  await expect(admin).toHaveURL(/\?list=not-imported&explain=\d+$/);
  await admin.reload();
  await expect(panel).toContainText(itemId);
  await expect(panel.getByRole("link", { name: "Show all items with this reason" })).toBeVisible();
  await expectAccessible(admin, "Explain this item");
  await panel.getByRole("button", { name: "Close" }).last().click();
  await expect(panel).toHaveCount(0);
  await expect(admin).toHaveURL(`${run}?list=not-imported`);

  // The log has its ID: pasted into the search, it leads to the same.
  await admin.getByRole("link", { name: "Deliveries", exact: true }).click();
  await expect(admin).toHaveURL(run);
  await admin.getByRole("searchbox", { name: "Item ID, mailbox or person" }).fill(itemId);
  await admin.getByRole("button", { name: "Find", exact: true }).click();
  await expect(panel).toContainText(itemId);
  expect(decodeURIComponent(admin.url())).not.toContain(itemId);
});

test("A reason among the outcomes leads to its items", async ({ admin, connector }) => {
  await visit(admin, runOf(connector));
  await admin.getByRole("table", { name: "Outcomes by reason" }).getByRole("link", { name: NOBODY }).click();
  await expect(admin).toHaveURL(`${runOf(connector)}?list=not-imported&reason=no-participant-mapped#lists`);
  await expect(admin.getByText(`Only with this reason: ${NOBODY}`)).toBeVisible();
  await expect(lines(admin).filter({ hasText: NOBODY })).toHaveCount(await lines(admin).count());
  await expect(lines(admin).filter({ hasText: UNREADABLE })).toHaveCount(0);
  await admin.getByRole("link", { name: "Show all items" }).click();
  await expect(lines(admin).filter({ hasText: UNREADABLE })).not.toHaveCount(0);
});

test("What an admin is told of a connector leads to the list", async ({ admin }) => {
  const { connectorId } = await createConnector(admin, uniqueName("Phones with exceptions"));
  await admin.getByRole("link", { name: "Watch the first import" }).click();
  await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 90_000 });
  await visit(admin, paths.connector(connectorId));
  const finding = admin.getByRole("link", { name: /^[\d,]+ items not imported$/ });
  const told = Number((await finding.innerText()).replaceAll(/\D/g, ""));
  await finding.click();
  await expect(admin).toHaveURL(/\?list=not-imported&only=attention#lists$/);
  await expect(table(admin)).toHaveAttribute("aria-rowcount", `${told + 1}`);
  await expect(table(admin)).toBeInViewport();
});

for (const role of ["operator", "reader", "auditor"] as const) {
  test(`The ${role} may look at them, too`, async ({ pageOf, connector }) => {
    const page = await pageOf(role);
    await visit(page, `${runOf(connector)}?list=not-imported`);
    await lines(page).first().getByRole("link").click();
    await expect(explanation(page)).toContainText("Item from TeleMessage");
  });
}

test("An address of no item says so, and the page is there all the same", async ({ admin, connector }) => {
  await visit(admin, `${runOf(connector)}?explain=999999999999`);
  await expect(explanation(admin)).toContainText("This item does not exist");
  await admin.keyboard.press("Escape");
  await expect(admin).toHaveURL(runOf(connector));
});

const runOf = ({ connectorId, runId }: Imported) => paths.run(connectorId, runId);
const table = (page: Page) => page.getByRole("table", { name: "Not imported" });
const lines = (page: Page) =>
  table(page)
    .getByRole("row")
    .filter({ has: page.getByRole("cell") });

function explanation(page: Page): Locator {
  return page.getByRole("dialog", { name: "Explain this item" });
}

/** As the ledger's equation has it: `… + 4 not imported + 1 rejected`. */
async function unimportedOf(page: Page): Promise<number> {
  const equation = await page.getByText(/ from source = /).innerText();
  const terms = [...equation.matchAll(/([\d,]+) (?:not imported|rejected)/g)];
  return terms.reduce((sum, [, text = "0"]) => sum + Number(text.replaceAll(",", "")), 0);
}
