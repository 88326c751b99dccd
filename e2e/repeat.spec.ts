import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { alert, count, dialog, fact, runState } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { actionOf, replay, type SentAction } from "./support/replay.ts";
import { openLastRun, runNow } from "./support/run-now.ts";
import { addFault, addItems, clearFaults, countArchived, FOLDER, listMailboxes } from "./support/sandbox.ts";
import type { Account } from "./support/sign-in.ts";
import { type Imported, test } from "./support/test.ts";

test("An operator runs a window again, and nothing is imported twice; a reader and an auditor cannot", async ({
  connector,
  pageOf,
}) => {
  const page = await pageOf("operator");
  await visit(page, paths.run(connector.connectorId, connector.runId));
  const before = await countArchived();
  await page.getByRole("button", { name: "Run this window again" }).click();
  await dialog(page, "Run this window again?").getByRole("button", { name: "Not now" }).click();
  await expect(page).toHaveURL(paths.run(connector.connectorId, connector.runId));
  await page.getByRole("button", { name: "Run this window again" }).click();
  const action = await actionOf(page, () =>
    dialog(page, "Run this window again?").getByRole("button", { name: "Run again" }).click(),
  );
  await expectRepeated(page, connector, "Window run again");
  expect(await countArchived()).toBe(before);
  await expectRefusedToOthers(pageOf, action);
});

test("What failed is retried by an operator once the reason has passed, and each message arrives once", async ({
  connector,
  pageOf,
}) => {
  const page = await pageOf("operator");
  const mailboxes = await listMailboxes();
  for (const { upn, folders } of mailboxes) {
    if (folders.some(({ name }) => name === FOLDER)) await addFault({ fault: "mailbox-full", mailbox: upn });
  }
  await addItems(30);
  await visit(page, paths.connector(connector.connectorId));
  await runNow(page);
  await openLastRun(page);
  await expect(runState(page)).toHaveText("Completed with issues", { timeout: 60_000 });
  const failed = await count(page, "Items failed");
  expect(failed).toBeGreaterThan(0);
  await clearFaults();

  const before = await countArchived();
  const failedRun = { ...connector, runId: new URL(page.url()).pathname.split("/").at(-1) ?? "" };
  await page.getByRole("button", { name: "Retry failed" }).click();
  const action = await actionOf(page, () =>
    dialog(page, "Retry what failed?").getByRole("button", { name: "Retry failed" }).click(),
  );
  await expectRepeated(page, failedRun, "Retry failed");
  const imported = await count(page, "Items imported successfully");
  expect(imported).toBeGreaterThan(0);
  expect(
    imported + (await count(page, "Items failed")) + (await count(page, "Items partially imported")),
  ).toBe(failed);
  expect((await countArchived()) - before).toBe(imported + (await count(page, "Items partially imported")));
  // The new run counts them now.
  await visit(page, paths.run(failedRun.connectorId, failedRun.runId));
  expect(await count(page, "Items failed")).toBe(0);
  await expect(page.getByRole("button", { name: "Retry failed" })).toHaveCount(0);
  await expectRefusedToOthers(pageOf, action);
});

test("An operator cancels a run; a reader and an auditor cannot, whatever they send", async ({
  connector,
  pageOf,
}) => {
  const page = await pageOf("operator");
  await addItems(5);
  await addFault({ fault: "vendor-down" });
  await visit(page, paths.connector(connector.connectorId));
  await runNow(page);
  await openLastRun(page);
  await expect(runState(page)).toHaveText("Retrying", { timeout: 30_000 });
  const reader = await pageOf("reader");
  await visit(reader, page.url());
  await expect(reader.getByRole("button", { name: "Cancel run" })).toBeDisabled();
  await page.getByRole("button", { name: "Cancel run" }).click();
  const action = await actionOf(page, () =>
    dialog(page, "Cancel this run?").getByRole("button", { name: "Cancel the run" }).click(),
  );
  await expect(runState(page)).toHaveText("Cancelled", { timeout: 30_000 });
  await expectRefusedToOthers(pageOf, action);
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

async function expectRefusedToOthers(
  pageOf: (account: Account) => Promise<Page>,
  action: SentAction,
): Promise<void> {
  for (const account of ["reader", "auditor"] as const)
    expect(await replay(await pageOf(account), action)).toContain("Your role does not allow this");
}

async function expectRepeated(page: Page, { connectorId, runId }: Imported, trigger: string): Promise<void> {
  await expect(page).not.toHaveURL(paths.run(connectorId, runId));
  await expect(fact(page, "Started by")).toHaveText(trigger);
  await expect(runState(page)).toHaveText(/^Completed/, { timeout: 90_000 });
  await expect(page.getByText("Does not balance")).toHaveCount(0);
}
