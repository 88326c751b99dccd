import { expect, type Locator, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible } from "./support/accessible.ts";
import { dismissTold, runState, told } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { test } from "./support/test.ts";
import { createConnector, uniqueName } from "./support/wizard.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 300_000 });

const CHART = "Imports of the last 30 days";

test("Health is told as checks with their remedies, and 30 days of imports as a chart and a table", async ({
  admin,
  connector,
}) => {
  await visit(admin, paths.connector(connector.connectorId));
  for (const name of [
    "Credentials",
    "Admin consent",
    "Mailbox Import Export role",
    "Folder in the mailboxes",
    "Schedule",
    "Last complete import",
  ]) {
    await expect(check(admin, name)).toContainText("Fine");
  }
  await expect(check(admin, "Credentials")).toContainText("An import signed in with them.");
  const chart = admin.getByRole("img", { name: new RegExp(`^${CHART}: `) });
  await expect(chart).toBeVisible();
  await admin.getByText("Show as a table").click();
  await expect(admin.getByRole("table", { name: CHART }).getByRole("row")).not.toHaveCount(1);
  await expectAccessible(admin, "A connector's overview");

  await admin.getByRole("button", { name: "Pause" }).click();
  await expect(check(admin, "Schedule")).toContainText("Needs attention");
  await admin.getByRole("button", { name: "Resume" }).click();
  await expect(check(admin, "Schedule")).toContainText("Fine");
});

test("The Overview follows an import to its end: what is known of past ones is told anew without loading the page", async ({
  admin,
  connector,
}) => {
  await visit(admin, paths.connector(connector.connectorId));
  await admin.getByRole("button", { name: "Run now" }).click();
  const started = await told(admin, /Run ATT-\d{6} has started\./).innerText();
  const [jobId = ""] = /ATT-\d{6}/.exec(started) ?? [];
  await expect(check(admin, "Last complete import")).toContainText(jobId, { timeout: 90_000 });
});

test("Activity is the connector's part of the audit log, for those who may read it", async ({
  admin,
  connector,
  pageOf,
}) => {
  const activity = paths.connector(connector.connectorId, "activity");
  await visit(admin, paths.connector(connector.connectorId));
  await admin.getByRole("link", { name: "Activity" }).click();
  const table = admin.getByRole("table", { name: "Activity" });
  await expect(table.getByRole("row").filter({ hasText: "Created the connector" })).toHaveCount(1);
  await expectAccessible(admin, "Activity");
  const auditor = await pageOf("auditor");
  await visit(auditor, activity);
  await expect(auditor.getByRole("table", { name: "Activity" })).toBeVisible();
  for (const role of ["operator", "reader"] as const) {
    const page = await pageOf(role);
    await visit(page, activity);
    await expect(page.getByRole("heading", { name: "Your role does not show the audit log" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Activity" })).toHaveCount(0);
    await visit(page, paths.connector(connector.connectorId, "settings"));
    for (const name of ["Rename", "Delete"]) {
      const button = page.getByRole("button", { name, exact: true });
      await expect(button).toBeDisabled();
      await button.focus();
      await expect(button).toHaveAccessibleDescription(/Ask for the role Connector\.Admin\.$/);
      await button.blur();
    }
  }
});

test.describe("Settings", () => {
  // The page looks for its connector every few seconds, also in the moment between its end and the list.
  test.use({ expectedErrors: [/the server responded with a status of 404 .*\/api\/connectors\//] });

  test("The schedule is changed, with the next runs told beforehand, and put back", async ({
    admin,
    connector,
    pageOf,
  }) => {
    const settings = paths.connector(connector.connectorId, "settings");
    await visit(admin, settings);
    const card = admin.getByRole("region", { name: "Schedule" });
    const before = await card.getByRole("definition").first().innerText();
    await card.getByRole("button", { name: "Change schedule" }).click();
    const panel = admin.getByRole("dialog", { name: "Change the schedule" });
    await panel.getByLabel("Every day at").fill("");
    await expect(panel.getByText("Choose a time and a zone to see the next runs.")).toBeVisible();
    await panel.getByRole("button", { name: "Save" }).click();
    await expect(panel.getByText(/^This is not a valid time of day/)).toBeVisible();
    await panel.getByLabel("Every day at").fill("03:45");
    const zone = panel.getByRole("combobox", { name: "Time zone" });
    await zone.press("ControlOrMeta+a");
    await zone.pressSequentially("kathm");
    await panel.getByRole("option", { name: "Asia/Kathmandu" }).click();
    const times = panel.getByRole("listitem");
    await expect(times).toHaveCount(3);
    // Nepal keeps one clock all year, five hours and 45 minutes before UTC.
    await expect(times.first()).toContainText(/3:45\sAM .*\(Asia\/Kathmandu\)/);
    await expectAccessible(admin, "Change the schedule");
    await panel.getByRole("button", { name: "Save" }).click();
    const message = told(admin, "The connector runs every day at 03:45 in Asia/Kathmandu.");
    await expect(message).toBeVisible();
    await expect(card).toContainText("03:45 in Asia/Kathmandu");
    await expect(card.getByRole("term").filter({ hasText: "And then" })).toBeVisible();
    await message.getByRole("button", { name: "Undo" }).click();
    await expect(card).toContainText(before);

    const reader = await pageOf("reader");
    await visit(reader, settings);
    await expect(reader.getByRole("button", { name: "Change schedule" })).toBeDisabled();
  });

  test("A connector is renamed, but not to a name that is taken, and deleted by typing its name", async ({
    admin,
    connector,
    pageOf,
  }) => {
    const name = uniqueName("Short-lived");
    const { connectorId } = await createConnector(admin, name);
    await admin.getByRole("link", { name: "Watch the first import" }).click();
    await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 120_000 });

    await visit(admin, paths.connector(connectorId, "settings"));
    await admin.getByRole("button", { name: "Rename", exact: true }).click();
    const panel = admin.getByRole("dialog", { name: "Rename the connector" });
    await panel.getByLabel("Connector name").fill(connector.name.toUpperCase());
    await panel.getByRole("button", { name: "Save" }).click();
    await expect(panel.getByText(/^Another connector is already called/)).toBeVisible();
    await panel.getByLabel("Connector name").fill(`${name} renamed`);
    await panel.getByRole("button", { name: "Save" }).click();
    await expect(told(admin, `The connector is called ${name} renamed.`)).toBeVisible();
    await expect(admin.getByRole("heading", { level: 1, name: `${name} renamed` })).toBeVisible();

    await dismissTold(admin);
    await admin.getByRole("button", { name: "Delete", exact: true }).click();
    const question = admin.getByRole("alertdialog", { name: `Delete ${name} renamed?` });
    await expectAccessible(admin, "Delete a connector");
    await question.getByRole("button", { name: "Delete the connector" }).click();
    await expect(question.getByText(/^Type the name exactly as it is/)).toBeVisible();
    await question.getByLabel(/^Type .* to confirm/).fill(`${name} renamed`);
    await question.getByRole("button", { name: "Delete the connector" }).click();
    await expect(admin).toHaveURL(paths.connectors);
    await expect(admin.getByRole("link", { name: connector.name })).toBeVisible();
    await expect(admin.getByRole("link", { name: `${name} renamed` })).toHaveCount(0);
    await visit(admin, `${paths.auditLog}?action=delete-connector`);
    await expect(admin.getByRole("row").nth(1)).toContainText(`${name} renamed`);
    await admin
      .getByRole("row")
      .nth(1)
      .getByRole("link", { name: `${name} renamed` })
      .click();
    await expect(admin.getByText("This connector was deleted")).toBeVisible();

    const reader = await pageOf("reader");
    await visit(reader, paths.connectors);
    await reader.getByRole("link", { name: "Deleted connectors" }).click();
    await expect(reader.getByRole("table", { name: "Deleted connectors" })).toBeVisible();
    await expectAccessible(reader, "Deleted connectors");
    await reader.getByRole("link", { name: `${name} renamed` }).click();
    await expect(runState(reader)).toHaveText("Deleted");
    await expectAccessible(reader, "A deleted connector");
    await reader.getByRole("table", { name: "Runs" }).getByRole("link", { name: /^ATT-/ }).click();
    await expect(runState(reader)).toHaveText(/^Completed/);
    await visit(admin, new URL(reader.url()).pathname);
    const again = admin.getByRole("button", { name: "Run this window again" });
    await expect(again).toBeDisabled();
    await again.focus();
    await expect(again).toHaveAccessibleDescription(/^The connector was deleted/);
  });
});

function check(page: Page, name: string): Locator {
  return page.getByRole("table", { name: "Health" }).getByRole("row").filter({ hasText: name });
}
