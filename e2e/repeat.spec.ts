import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { alert, count, dialog, fact, runState } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { addFault, addItems, clearFaults, countArchived, FOLDER, listMailboxes } from "./support/sandbox.ts";
import { type Imported, test } from "./support/test.ts";

test("A window is run again, and nothing is imported twice", async ({ admin, connector }) => {
  await visit(admin, paths.run(connector.connectorId, connector.runId));
  const before = await countArchived();
  await admin.getByRole("button", { name: "Run this window again" }).click();
  await dialog(admin, "Run this window again?").getByRole("button", { name: "Not now" }).click();
  await expect(admin).toHaveURL(paths.run(connector.connectorId, connector.runId));
  await admin.getByRole("button", { name: "Run this window again" }).click();
  await dialog(admin, "Run this window again?").getByRole("button", { name: "Run again" }).click();
  await expectRepeated(admin, connector, "Window run again");
  expect(await countArchived()).toBe(before);
});

test("What failed is retried once the reason has passed, and each message arrives once", async ({
  admin,
  connector,
}) => {
  const mailboxes = await listMailboxes();
  for (const { upn, folders } of mailboxes) {
    if (folders.some(({ name }) => name === FOLDER)) await addFault({ fault: "mailbox-full", mailbox: upn });
  }
  await addItems(30);
  await visit(admin, paths.connector(connector.connectorId));
  await admin.getByRole("button", { name: "Run now" }).click();
  await admin.getByRole("link", { name: /^ATT-/ }).first().click();
  await expect(runState(admin)).toHaveText("Completed with issues", { timeout: 60_000 });
  const failed = await count(admin, "Items failed");
  expect(failed).toBeGreaterThan(0);
  await clearFaults();

  const before = await countArchived();
  const failedRun = { ...connector, runId: new URL(admin.url()).pathname.split("/").at(-1) ?? "" };
  await admin.getByRole("button", { name: "Retry failed" }).click();
  await dialog(admin, "Retry what failed?").getByRole("button", { name: "Retry failed" }).click();
  await expectRepeated(admin, failedRun, "Retry failed");
  const imported = await count(admin, "Items imported successfully");
  expect(imported).toBeGreaterThan(0);
  expect(
    imported + (await count(admin, "Items failed")) + (await count(admin, "Items partially imported")),
  ).toBe(failed);
  expect((await countArchived()) - before).toBe(imported + (await count(admin, "Items partially imported")));
  // The new run counts them now.
  await visit(admin, paths.run(failedRun.connectorId, failedRun.runId));
  expect(await count(admin, "Items failed")).toBe(0);
  await expect(admin.getByRole("button", { name: "Retry failed" })).toHaveCount(0);
});

test("A past period is imported by its dates, and one that cannot be is refused at its field", async ({
  admin,
  connector,
}) => {
  const before = await countArchived();
  await visit(admin, paths.connector(connector.connectorId, "runs"));
  await admin.getByRole("button", { name: "Import a past period" }).click();
  const panel = admin.getByRole("dialog", { name: "Import a past period" });
  const start = panel.getByRole("button", { name: "Import the period" });
  await start.click();
  await expect(panel.getByText("Enter a date and a time.")).toBeVisible();
  await panel.getByLabel("From").fill("2026-01-02T00:00");
  await panel.getByLabel("To").fill("2026-01-01T00:00");
  await start.click();
  await expect(panel.getByText("The period ends before it begins.")).toBeVisible();
  await panel.getByLabel("To").fill("2099-01-01T00:00");
  await start.click();
  await expect(panel.getByText("The period lies in the future.")).toBeVisible();

  const [year, month, day] = [new Date().getUTCFullYear() - 1, "03", "01"];
  await panel.getByLabel("From").fill(`${year}-${month}-${day}T00:00`);
  await panel.getByLabel("To").fill(`${year}-${month}-${day}T12:00`);
  await start.click();
  await admin.waitForURL(/\/runs\//);
  await expect(fact(admin, "Started by")).toHaveText("Window run again");
  await expect(runState(admin)).toHaveText("Completed", { timeout: 60_000 });
  expect(await countArchived()).toBe(before);
});

test("A paused connector runs no window again, and says so; a reader may not at all", async ({
  admin,
  connector,
  pageOf,
}) => {
  const run = paths.run(connector.connectorId, connector.runId);
  await visit(admin, paths.connector(connector.connectorId));
  await admin.getByRole("button", { name: "Pause" }).click();
  await expect(runState(admin)).toHaveText("Paused");
  await visit(admin, run);
  await admin.getByRole("button", { name: "Run this window again" }).click();
  await dialog(admin, "Run this window again?").getByRole("button", { name: "Run again" }).click();
  await expect(alert(admin, "The connector is paused, so nothing is imported.")).toBeVisible();
  await visit(admin, paths.connector(connector.connectorId, "runs"));
  await expect(admin.getByRole("button", { name: "Import a past period" })).toBeDisabled();
  await admin.getByRole("button", { name: "Resume" }).click();
  await expect(admin.getByRole("button", { name: "Import a past period" })).toBeEnabled();

  const reader = await pageOf("reader");
  await visit(reader, run);
  await expect(reader.getByRole("button", { name: "Run this window again" })).toBeDisabled();
});

async function expectRepeated(page: Page, { connectorId, runId }: Imported, trigger: string): Promise<void> {
  await expect(page).not.toHaveURL(paths.run(connectorId, runId));
  await expect(fact(page, "Started by")).toHaveText(trigger);
  await expect(runState(page)).toHaveText(/^Completed/, { timeout: 90_000 });
  await expect(page.getByText("Does not balance")).toHaveCount(0);
}
