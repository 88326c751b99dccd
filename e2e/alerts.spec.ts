import { expect, type Locator, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { VENDOR_PASSWORD } from "#sandbox/world.ts";
import { expectAccessible, expectNoViolation, expectToFitPhone } from "./support/accessible.ts";
import { runState } from "./support/parts.ts";
import { ready, visit } from "./support/ready.ts";
import { addFault, clearFaults } from "./support/sandbox.ts";
import { test } from "./support/test.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 300_000 });

test("Broken credentials are told wherever the admin is, lead to the remedy, and resolve by themselves", async ({
  admin,
  pageOf,
  connector,
}) => {
  await addFault({ fault: "wrong-password" });
  await visit(admin, paths.connector(connector.connectorId));
  await admin.getByRole("button", { name: "Run now" }).click();
  await expect(runState(admin)).toHaveText("Action required", { timeout: 60_000 });
  await visit(admin, paths.gallery);
  await expect(bell(admin)).toHaveAccessibleName(/^Notifications, \d+ unread$/, { timeout: 60_000 });

  await bell(admin).focus();
  await admin.keyboard.press("Enter");
  const told = alertOf(panel(admin), `Credentials or consent broken · ${connector.name}`);
  await expect(told).toContainText("TeleMessage refused the username or the password.", { timeout: 60_000 });
  await expectNoViolation(admin, "Notifications panel");
  await expectToFitPhone(admin, "Notifications panel");
  await admin.keyboard.press("Escape");
  await expect(panel(admin)).toHaveCount(0);
  await expect(bell(admin)).toBeFocused();

  const operator = await pageOf("operator");
  await visit(operator, paths.gallery);
  await bell(operator).click();
  const theirs = alertOf(panel(operator), `Credentials or consent broken · ${connector.name}`);
  await theirs.getByRole("button", { name: "Mark as read" }).click();
  await expect(theirs.getByRole("button", { name: "Mark as read" })).toHaveCount(0);

  // What one viewer has read is still unread to the other, who follows the link to the remedy.
  await bell(admin).click();
  await expect(told.getByRole("button", { name: "Mark as read" })).toBeVisible();
  await told.getByRole("link", { name: "Change credentials" }).click();
  await expect(admin).toHaveURL(paths.connector(connector.connectorId, "settings"));
  await clearFaults();
  await ready(admin);
  await admin.getByRole("button", { name: "Change credentials" }).click();
  await admin.getByLabel("Password").fill(VENDOR_PASSWORD);
  await admin.getByRole("button", { name: "Validate connection and save" }).click();
  await expect(admin.getByText("Connected to TeleMessage")).toBeVisible();
  await admin.getByRole("button", { name: "Close" }).first().click();

  await bell(admin).click();
  await expect(told).toContainText("Resolved", { timeout: 60_000 });
  await panel(admin).getByRole("link", { name: "All notifications" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "Notifications" })).toBeVisible();
  await ready(admin);
  await expect(alertOf(admin, `Credentials or consent broken · ${connector.name}`).first()).toBeVisible();
  await expectAccessible(admin, paths.alerts);
  await admin.getByRole("link", { name: "Open", exact: true }).click();
  await expect(admin).toHaveURL(`${paths.alerts}?show=open`);
  await expect(alertOf(admin, `Credentials or consent broken · ${connector.name}`)).toHaveCount(0);

  await visit(admin, paths.connector(connector.connectorId));
  await admin.getByRole("button", { name: "Run now" }).click();
  await expect(runState(admin)).toHaveText("Healthy", { timeout: 60_000 });
});

for (const role of ["operator", "reader", "auditor"] as const) {
  test(`A viewer with the role of the ${role} reads the notifications and marks them as read`, async ({
    pageOf,
    connector,
  }) => {
    const page = await pageOf(role);
    await visit(page, paths.alerts);
    await expect(page.getByText(connector.name).first()).toBeVisible();
    const all = page.getByRole("button", { name: "Mark all as read" });
    if (await all.isVisible()) await all.click();
    await expect(all).toHaveCount(0);
    await expect(bell(page)).toHaveAccessibleName("Notifications");
  });
}

test("Another organization's admin has none of these notifications", async ({ pageOf }) => {
  const stranger = await pageOf("stranger");
  await visit(stranger, paths.alerts);
  await expect(stranger.getByRole("heading", { name: "No notifications" })).toBeVisible();
  await expectAccessible(stranger, "Notifications, none");
  await bell(stranger).click();
  await expect(panel(stranger).getByRole("heading", { name: "No notifications" })).toBeVisible();
  await expectNoViolation(stranger, "Notifications panel, empty");
});

function bell(page: Page): Locator {
  return page.getByRole("button", { name: /^Notifications/ });
}

function panel(page: Page): Locator {
  return page.getByRole("dialog", { name: "Notifications" });
}

function alertOf(place: Page | Locator, title: string): Locator {
  return place.getByRole("listitem").filter({ hasText: title });
}
