import { expect } from "@playwright/test";
import { visit } from "./support/ready.ts";
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
  await admin.getByRole("button", { name: "Make a link for a global admin" }).click();
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
  await expect(admin.getByRole("button", { name: "Make a link for a global admin" })).toHaveCount(0);

  await page.goto(link);
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(page.getByRole("heading", { name: "This link is not valid any more" })).toBeVisible();
});
