import { expect } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible } from "./support/accessible.ts";
import { row, runState, told } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { test } from "./support/test.ts";
import { createConnector, reachMapping, uniqueName } from "./support/wizard.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 300_000 });

test("The table's columns are chosen and remembered, and it is filtered by kind", async ({
  admin,
  connector,
}) => {
  await visit(admin, paths.connectors);
  const head = (name: string) => admin.getByRole("columnheader", { name });
  await admin.getByRole("button", { name: "Columns" }).click();
  await admin.getByRole("menuitemcheckbox", { name: "Next run" }).click();
  await admin.getByRole("menuitemcheckbox", { name: "Imported up to" }).click();
  await admin.keyboard.press("Escape");
  await expect(head("Next run")).toHaveCount(0);
  await expect(head("Imported up to")).toBeVisible();
  await visit(admin, paths.connectors);
  await expect(head("Next run")).toHaveCount(0);
  await expect(head("Imported up to")).toBeVisible();
  await admin.getByRole("combobox", { name: "Kind" }).selectOption("AT&T Network");
  await expect(admin).toHaveURL(`${paths.connectors}?kind=att-network`);
  await expect(row(admin, connector.name)).toBeVisible();
  await visit(admin, `${paths.connectors}?kind=wechat`);
  await expect(admin.getByRole("heading", { name: "No connector matches" })).toBeVisible();
});

test("A row opens as a panel with the essentials, at an address of its own, and leads to the full page", async ({
  admin,
  connector,
}) => {
  await visit(admin, paths.connectors);
  await row(admin, connector.name).getByRole("link", { name: connector.name, exact: true }).click();
  const panel = admin.getByRole("dialog", { name: connector.name });
  await expect(panel.getByRole("definition").filter({ hasText: "AT&T Network" })).toBeVisible();
  await expect(admin).toHaveURL(`${paths.connectors}?open=${connector.connectorId}`);
  await admin.reload();
  await expect(panel.getByText("Imported up to")).toBeVisible();
  await expectAccessible(admin, "A connector's panel");
  await panel.getByRole("button", { name: "Pause" }).click();
  await expect(panel.getByText("Paused", { exact: true })).toBeVisible();
  await panel.getByRole("button", { name: "Resume" }).click();
  await expect(panel.getByText("Healthy", { exact: true })).toBeVisible();
  await admin.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(admin).toHaveURL(paths.connectors);
  await row(admin, connector.name).getByRole("link", { name: connector.name, exact: true }).click();
  await panel.getByRole("link", { name: "Open the full page" }).click();
  await expect(admin).toHaveURL(paths.connector(connector.connectorId));
  await expect(runState(admin)).toHaveText("Healthy");
});

test("Back closes the panel, and a link to the list clears what it was narrowed to", async ({
  admin,
  connector,
}) => {
  await visit(admin, paths.connectors);
  const link = row(admin, connector.name).getByRole("link", { name: connector.name, exact: true });
  const panel = admin.getByRole("dialog", { name: connector.name });
  await link.click();
  await expect(panel).toBeVisible();
  await admin.goBack();
  await expect(panel).toHaveCount(0);
  await expect(admin).toHaveURL(paths.connectors);
  await admin.goForward();
  await expect(panel).toBeVisible();
  await admin.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);

  const search = admin.getByRole("searchbox", { name: "Search connectors" });
  await search.fill("there is none of this name");
  await expect(admin.getByRole("heading", { name: "No connector matches" })).toBeVisible();
  await admin
    .getByRole("navigation", { name: "Portal" })
    .getByRole("link", { name: "Connectors", exact: true })
    .click();
  await expect(link).toBeVisible();
  await expect(search).toHaveValue("");
  await expect(admin).toHaveURL(paths.connectors);
  await admin.goBack();
  await expect(search).toHaveValue("there is none of this name");

  await search.fill(connector.name);
  await link.click();
  await panel.getByRole("link", { name: "Open the full page" }).click();
  await expect(runState(admin)).toHaveText("Healthy");
  await admin.goBack();
  await expect(panel).toBeVisible();
  await admin.goBack();
  await expect(panel).toHaveCount(0);
  await expect(search).toHaveValue(connector.name);

  await admin.goto(paths.gallery);
  const filter = admin.getByRole("searchbox", { name: "Filter connector kinds" });
  await filter.fill("wechat");
  await expect(admin).toHaveURL(`${paths.gallery}?q=wechat`);
  await admin
    .getByRole("navigation", { name: "Portal" })
    .getByRole("link", { name: "Data connectors" })
    .click();
  await expect(filter).toHaveValue("");
});

test("Refresh says that it did", async ({ admin }) => {
  await visit(admin, paths.connectors);
  await admin.getByRole("button", { name: "Refresh" }).click();
  await expect(admin.getByText(/^Updated at \d/)).toBeVisible();
});

test("A pause of several is taken back at once", async ({ admin, connector }) => {
  const second = uniqueName("Phones beside");
  await createConnector(admin, second);
  await admin.getByRole("link", { name: "Watch the first import" }).click();
  await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 120_000 });
  await visit(admin, paths.connectors);
  for (const name of [connector.name, second])
    await admin.getByRole("checkbox", { name: `Select ${name}` }).check();
  await admin.getByRole("button", { name: "Pause", exact: true }).click();
  for (const name of [connector.name, second]) await expect(row(admin, name)).toContainText("Paused");
  await told(admin, "Paused: 2 of 2.").getByRole("button", { name: "Undo" }).click();
  await expect(told(admin, "Resumed: 2 of 2.")).toBeVisible();
  for (const name of [connector.name, second]) await expect(row(admin, name)).toContainText("Healthy");
});

test("What is chosen is paused and resumed at once; setups that are not finished are left alone", async ({
  admin,
  connector,
}) => {
  const draft = uniqueName("A setup beside");
  await reachMapping(admin, draft);
  await visit(admin, paths.connectors);
  await admin.getByRole("checkbox", { name: "Select all" }).check();
  await expect(admin.getByRole("checkbox", { name: `Select ${draft}` })).toBeChecked();
  await admin.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(row(admin, connector.name)).toContainText("Paused");
  await expect(row(admin, draft)).toContainText("Setup not finished");
  await admin.getByRole("button", { name: "Resume", exact: true }).click();
  await expect(row(admin, connector.name)).toContainText("Healthy");
});

for (const role of ["reader", "auditor", "operator"] as const) {
  test(`The ${role} opens the panel, too, and its buttons keep to the role`, async ({
    pageOf,
    connector,
  }) => {
    const page = await pageOf(role);
    await visit(page, `${paths.connectors}?open=${connector.connectorId}`);
    const pause = page.getByRole("dialog", { name: connector.name }).getByRole("button", { name: "Pause" });
    if (role === "operator") await expect(pause).toBeEnabled();
    else await expect(pause).toBeDisabled();
  });
}
