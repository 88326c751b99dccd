import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible, expectNoViolation } from "./support/accessible.ts";
import { downloadCsv } from "./support/csv.ts";
import { count, fact, runState } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { countArchived } from "./support/sandbox.ts";
import { test } from "./support/test.ts";
import { createConnector, uniqueName } from "./support/wizard.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 180_000 });

test("A number without a mailbox is mapped, and what it sent arrives once, as of when it was sent", async ({
  pageOf,
  admin,
}) => {
  const { connectorId } = await createConnector(admin, uniqueName("Phones to map"));
  await admin.getByRole("link", { name: "Watch the first import" }).click();
  await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 90_000 });

  const page = await pageOf("operator");
  await visit(page, paths.connector(connectorId, "unmapped"));
  const first = lines(page).first();
  const number = await cell(first, 0).innerText();
  const items = Number((await cell(first, 1).innerText()).replaceAll(",", ""));
  expect(number).toMatch(/^\+\d{10,15}$/);

  await first.getByRole("button", { name: /^Map / }).click();
  const panel = page.getByRole("dialog", { name: `Map ${number}` });
  await panel.getByLabel("Mailbox").fill("nobody@contoso.com");
  await panel.getByRole("button", { name: "Map and replay" }).click();
  await expect(panel.getByText("No user of your organization has this address.")).toBeVisible();
  await panel.getByLabel("Valid from").fill("2026-02-01");
  await panel.getByLabel("Valid to").fill("2026-01-01");
  await panel.getByRole("button", { name: "Map and replay" }).click();
  await expect(panel.getByText("The row ends before it begins.")).toBeVisible();
  await expectNoViolation(page, "Map…, refused");

  const before = await countArchived();
  await panel.getByLabel("Mailbox").fill("ada.lovelace@contoso.com");
  await panel.getByLabel("Valid from").fill("");
  await panel.getByLabel("Valid to").fill("");
  await panel.getByRole("button", { name: "Map and replay" }).click();
  await expect(page.getByText("Mapped, in version 1 of the custom mapping.")).toBeVisible();
  await page.getByRole("link", { name: /^Watch ATT-/ }).click();
  await expect(fact(page, "Started by")).toHaveText("Replay of unmapped");
  await expect(runState(page)).toHaveText(/^Completed/, { timeout: 90_000 });
  expect(await count(page, "Items available from source")).toBe(items);
  await expect(page.getByText("Does not balance")).toHaveCount(0);
  // Some may have been Ada's already: these she has once.
  const imported = await count(page, "Items imported successfully");
  const partial = await count(page, "Items partially imported");
  expect(imported + partial).toBeGreaterThan(0);
  expect((await countArchived()) - before).toBe(imported + partial);

  await visit(page, paths.connector(connectorId, "unmapped"));
  await expect(page.getByText(number, { exact: true })).toHaveCount(0);
  await page.getByRole("button", { name: "Replay all" }).click();
  await page.getByRole("link", { name: /^Watch ATT-/ }).click();
  await expect(runState(page)).toHaveText(/^Completed/, { timeout: 90_000 });
  expect((await countArchived()) - before).toBe(imported + partial);
});

test("Whoever may look finds, searches and downloads who is unmapped; a reader and an auditor map nobody", async ({
  connector,
  pageOf,
}) => {
  for (const account of ["reader", "auditor"] as const) {
    const page = await pageOf(account);
    await visit(page, paths.connector(connector.connectorId, "unmapped"));
    // An address may be the first of them.
    const number = await cell(lines(page).filter({ hasText: "+" }).first(), 0).innerText();
    const file = await downloadCsv(page, page.getByRole("link", { name: "Download as CSV" }));
    expect(file.fileName).toBe("unmapped.csv");
    expect(file.records.map(([identity]) => identity)).toContain(`'${number}`);

    const search = page.getByRole("searchbox", { name: "Number or address" });
    await search.fill(number.slice(4));
    await search.press("Enter");
    await expect(lines(page)).toHaveCount(1);
    expect(page.url()).not.toContain(number.slice(4));
    await search.fill("nobody is called so");
    await search.press("Enter");
    await expect(page.getByRole("heading", { name: "No numbers or addresses match" })).toBeVisible();
    await search.fill("");
    await expect(page.getByText(number, { exact: true })).toBeVisible();

    const map = lines(page).first().getByRole("button", { name: /^Map / });
    await expect(map).toBeDisabled();
    await expect(map).toHaveAccessibleDescription(/Ask for the role Connector.Operator or Connector.Admin/);
    await expect(page.getByRole("button", { name: "Replay all" })).toBeDisabled();
  }
});

test("A line tells what to do, and each of its latest items leads to what became of it", async ({
  connector,
  pageOf,
}) => {
  const page = await pageOf("reader");
  await visit(page, paths.connector(connector.connectorId, "unmapped"));
  const first = lines(page).filter({ hasText: "+" }).first();
  const number = await cell(first, 0).innerText();
  // Whether it is one that nobody has or one of a user without a mailbox.
  await expect(first).toContainText(/Map the number \(Map…\)|map the number to another mailbox\./);
  const example = first.getByRole("link").first();
  const itemId = await example.innerText();
  await example.click();
  const panel = page.getByRole("dialog", { name: "Explain this item" });
  await expect(panel.getByText(itemId, { exact: true })).toBeVisible();
  await expect(panel.getByText(number).first()).toBeVisible();
  await expect(panel.getByRole("heading", { name: "Deliveries" })).toBeVisible();
  await expect(page).toHaveURL(/\/runs\/[^/?]+\?explain=\d+$/);
});

test("Unmapped and its panel, in every theme and on a phone", async ({ connector, admin }) => {
  await visit(admin, paths.connector(connector.connectorId, "unmapped"));
  await expectAccessible(admin, "Unmapped");
  await lines(admin).first().getByRole("button", { name: /^Map / }).click();
  await expect(admin.getByRole("dialog", { name: /^Map / })).toBeVisible();
  await expectAccessible(admin, "Map…");
});

function lines(page: Page) {
  return page
    .getByRole("table", { name: "Unmapped" })
    .getByRole("row")
    .filter({ has: page.getByRole("cell") });
}

/** What a cell shows, without the label that it has as a card. */
function cell(line: ReturnType<typeof lines>, nth: number) {
  return line.getByRole("cell").nth(nth).locator("> div");
}
