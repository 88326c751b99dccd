import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible, expectNoViolation } from "./support/accessible.ts";
import { dialog, runState, told } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { test } from "./support/test.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 300_000 });

test("Shortcuts lead to pages and to the search, and are listed on a sheet that ? opens", async ({
  admin,
  connector,
}) => {
  await visit(admin, paths.gallery);
  await admin.keyboard.press("g");
  await expect(admin.getByText("Go to: press the key of a page.")).toBeAttached();
  await admin.keyboard.press("c");
  await expect(admin).toHaveURL(paths.connectors);
  await expect(admin.getByRole("table", { name: "Connectors" })).toBeVisible();
  await admin.keyboard.press("/");
  const search = admin.getByRole("searchbox", { name: "Search connectors" });
  await expect(search).toBeFocused();
  // In a field the keys are letters.
  await admin.keyboard.type("g s/?");
  await expect(search).toHaveValue("g s/?");
  await expect(admin).toHaveURL(/\/connectors\?q=/);

  await visit(admin, paths.connector(connector.connectorId));
  await admin.keyboard.type("gr");
  await expect(admin).toHaveURL(paths.connector(connector.connectorId, "runs"));
  await admin.keyboard.type("ga");
  await expect(admin.getByRole("heading", { level: 1, name: "Audit log" })).toBeVisible();

  await admin.keyboard.press("?");
  await expect(sheet(admin)).toBeVisible();
  await expectAccessible(admin, "Keyboard shortcuts");
  // Over the page they rest.
  await admin.keyboard.type("gc");
  await expect(admin).toHaveURL(paths.auditLog);
  await admin.keyboard.press("Escape");
  await expect(sheet(admin)).toHaveCount(0);
});

test("Shortcuts can be switched off, and stay so; the menu still shows them", async ({ pageOf }) => {
  const page = await pageOf("reader");
  await visit(page, paths.gallery);
  await page.keyboard.type("ga");
  await expect(page).toHaveURL(paths.gallery);
  await openFromMenu(page);
  await expect(sheet(page).getByText("Audit log")).toHaveCount(0);
  await sheet(page).getByRole("switch", { name: "Use keyboard shortcuts" }).uncheck();
  await page.keyboard.press("Escape");
  // Whoever opened it from the menu is back at the menu's button.
  await expect(account(page)).toBeFocused();
  await visit(page, paths.gallery);
  await page.keyboard.type("gc?");
  await expect(page).toHaveURL(paths.gallery);
  await expect(sheet(page)).toHaveCount(0);
  await openFromMenu(page);
  await sheet(page).getByRole("switch", { name: "Use keyboard shortcuts" }).check();
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toHaveCount(0);
  await page.keyboard.type("gc");
  await expect(page).toHaveURL(paths.connectors);
});

test("Whoever closes a panel or a question is back where it was opened", async ({ admin, connector }) => {
  await visit(admin, paths.connector(connector.connectorId, "settings"));
  for (const [opener, title] of [
    ["Rename", "Rename the connector"],
    ["Change credentials", "TeleMessage credentials"],
  ] as const) {
    const button = admin.getByRole("button", { name: opener, exact: true });
    await button.focus();
    await admin.keyboard.press("Enter");
    await expect(admin.getByRole("dialog", { name: title })).toBeVisible();
    await admin.keyboard.press("Escape");
    await expect(admin.getByRole("dialog", { name: title })).toHaveCount(0);
    await expect(button).toBeFocused();
  }
  const remove = admin.getByRole("button", { name: "Delete", exact: true });
  await remove.focus();
  await admin.keyboard.press("Enter");
  await dialog(admin, `Delete ${connector.name}?`).getByRole("button", { name: "Keep it" }).press("Enter");
  await expect(remove).toBeFocused();

  await visit(admin, paths.connectors);
  const link = admin.getByRole("table", { name: "Connectors" }).getByRole("link", { name: connector.name });
  await link.focus();
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("dialog", { name: connector.name })).toBeVisible();
  await admin.keyboard.press("Escape");
  await expect(link).toBeFocused();
});

test("Pausing and renaming are told in passing, and taken back from there", async ({ admin, connector }) => {
  await visit(admin, paths.connector(connector.connectorId, "settings"));
  await admin.getByRole("button", { name: "Pause" }).click();
  await expect(runState(admin)).toHaveText("Paused");
  const paused = told(admin, "Paused. Nothing is lost");
  await expect(paused).toBeVisible();
  // Ctrl+M leads there without a pointer, and it stays while the focus is there.
  await admin.keyboard.press("Control+m");
  await expectNoViolation(admin, "A message in the corner");
  await paused.getByRole("button", { name: "Undo" }).press("Enter");
  await expect(runState(admin)).toHaveText("Healthy");
  await expect(told(admin, "Resumed.")).toBeVisible();

  const name = `${connector.name} for a while`;
  await admin.getByRole("button", { name: "Rename", exact: true }).click();
  const panel = admin.getByRole("dialog", { name: "Rename the connector" });
  await panel.getByLabel("Connector name").fill(name);
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(panel).toHaveCount(0);
  await expect(admin.getByRole("heading", { level: 1, name })).toBeVisible();
  await told(admin, `The connector is called ${name}.`).getByRole("button", { name: "Undo" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: connector.name, exact: true })).toBeVisible();
});

test("A run's report is printed as steps, counters, the equation and reasons, light and without the portal's frame", async ({
  admin,
  connector,
}) => {
  await visit(admin, paths.run(connector.connectorId, connector.runId));
  await admin.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(admin.getByRole("list", { name: "Steps of the run" })).toBeVisible();
  for (const shown of ["Counters", "Outcomes by reason"]) {
    await expect(admin.getByRole("heading", { name: shown })).toBeVisible();
  }
  await expect(admin.getByText("Balances", { exact: true }).first()).toBeVisible();
  await expect(admin.getByText(`Report of a run of the connector ${connector.name}.`)).toBeVisible();
  for (const hidden of ["Download log", "Print", "Run this window again"]) {
    await expect(admin.getByText(hidden, { exact: true })).toBeHidden();
  }
  await expect(admin.getByRole("banner")).toBeHidden();
  await expect(admin.getByRole("navigation", { name: "Portal" })).toBeHidden();
  await expect(admin.getByRole("heading", { name: "Deliveries" })).toBeHidden();
  const background = await admin.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(background).toBe("rgb(255, 255, 255)");
});

function sheet(page: Page) {
  return page.getByRole("dialog", { name: "Keyboard shortcuts" });
}

/** The button at the end of the header, which names the viewer. */
function account(page: Page) {
  return page.getByRole("banner").getByRole("button").last();
}

async function openFromMenu(page: Page): Promise<void> {
  await account(page).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Keyboard shortcuts" }).press("Enter");
  await expect(sheet(page)).toBeVisible();
}
