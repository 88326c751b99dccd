import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { fact } from "./support/parts.ts";
import { ready, visit } from "./support/ready.ts";
import { setConsent } from "./support/sandbox.ts";
import { signInAtMicrosoft } from "./support/sign-in.ts";
import { test } from "./support/test.ts";
import { reachConsent, uniqueName } from "./support/wizard.ts";

test("A global admin who is somebody else consents by a link, and the setup sees it", async ({
  admin,
  page,
}) => {
  await setConsent("contoso", false);
  await reachConsent(admin, uniqueName("Consent handed on"));
  // A grant seen within the last minute is believed; then Microsoft is asked anew.
  await expect(async () => {
    await visit(admin, admin.url());
    await expect(admin.getByText("Not granted yet")).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 75_000 });
  await admin.getByRole("button", { name: "Create a link for a global admin" }).click();
  const link = await admin.getByRole("textbox", { name: "Link for a global admin" }).inputValue();

  await page.goto(link);
  await signInAtMicrosoft(page, "operator");
  await expect(page.getByRole("heading", { name: "Need admin approval" })).toBeVisible();
  await page.getByRole("button", { name: /Sign in with that account/ }).click();
  await signInAtMicrosoft(page, "globalAdmin");
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("heading", { name: "Thank you, the consent is granted" })).toBeVisible();
  await expect(admin.getByText("Granted tenant-wide", { exact: true })).toBeVisible();
  // Read out, too: the admin may be looking elsewhere.
  await expect(
    admin.getByRole("status").filter({ hasText: "Admin consent: Granted tenant-wide" }),
  ).toHaveCount(1);
  await expect(admin.getByRole("button", { name: "Create a link for a global admin" })).toHaveCount(0);

  await page.goto(link);
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("heading", { name: "This link is no longer valid" })).toBeVisible();
});

test("Settings ask for a withdrawn consent again, tell of a no, and see another admin's yes by themselves", async ({
  admin,
  page,
  connector,
}) => {
  const settings = paths.connector(connector.connectorId, "settings");
  const state = fact(admin, "State");
  await setConsent("contoso", false);
  // A grant seen within the last minute is believed; then Microsoft is asked anew.
  await expect(async () => {
    await visit(admin, settings);
    await expect(state).toHaveText("Not granted", { timeout: 2000 });
  }).toPass({ timeout: 75_000 });

  await answerAtMicrosoft(admin, "Grant admin consent", "Cancel");
  await expect(notice(admin, "alert", "The request was declined")).toContainText("Nothing was granted.");
  await expect(state).toHaveText("Declined");

  await admin.getByRole("button", { name: "Create a link for a global admin" }).click();
  const link = await admin.getByRole("textbox", { name: "Link for a global admin" }).inputValue();
  await page.goto(link);
  await signInAtMicrosoft(page, "globalAdmin");
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("heading", { name: "Thank you, the consent is granted" })).toBeVisible();
  await expect(state).toHaveText("Granted tenant-wide");
  await expect(
    admin.getByRole("status").filter({ hasText: "Admin consent: Granted tenant-wide" }),
  ).toHaveCount(1);

  await answerAtMicrosoft(admin, "Grant admin consent again", "Cancel");
  await expect(notice(admin, "alert", "The request was declined")).toContainText(
    "the earlier consent still holds",
  );
  await expect(state).toHaveText("Granted tenant-wide");
  await answerAtMicrosoft(admin, "Grant admin consent again", "Accept");
  await expect(notice(admin, "status", "Admin consent is granted")).toBeVisible();
  // It is told once: whoever loads the page again finds the state alone.
  await expect(admin).toHaveURL(settings);
  await visit(admin, settings);
  await expect(state).toHaveText("Granted tenant-wide");
  await expect(admin.getByText("Admin consent is granted")).toHaveCount(0);
});

/** To Microsoft's page and back to the portal's settings. */
async function answerAtMicrosoft(page: Page, link: string, answer: "Accept" | "Cancel"): Promise<void> {
  await page.getByRole("link", { name: link, exact: true }).click();
  await page.getByRole("button", { name: answer }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Admin consent" })).toBeVisible();
  await ready(page);
}

const notice = (page: Page, role: "alert" | "status", title: string) =>
  page.getByRole(role).filter({ hasText: title });
