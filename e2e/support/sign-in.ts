import { expect, type Page } from "@playwright/test";
import { ACCOUNT_PASSWORD } from "#sandbox/world.ts";
import { ready } from "./ready.ts";

/** Everybody who can sign in. Source: sandbox/README.md, "Who is there". */
export const ACCOUNTS = {
  admin: "admin@contoso.com",
  operator: "operator@contoso.com",
  reader: "reader@contoso.com",
  auditor: "auditor@contoso.com",
  norole: "norole@contoso.com",
  globalAdmin: "globaladmin@contoso.com",
  stranger: "admin@fabrikam.com",
} as const;
export type Account = keyof typeof ACCOUNTS;

/** From the portal's sign-in page through Microsoft's and back to where the viewer wanted to go. */
export async function signIn(page: Page, account: Account): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await ready(page);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await signInAtMicrosoft(page, account);
  await expect(page).not.toHaveURL(/\/entra\/|\/sign-in/);
  await ready(page);
}

/** Fills Entra's own form, wherever it came from. */
export async function signInAtMicrosoft(page: Page, account: Account): Promise<void> {
  await page.getByLabel("Email").fill(ACCOUNTS[account]);
  await page.getByLabel("Password").fill(ACCOUNT_PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

export async function signOut(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByText("You have signed out")).toBeVisible();
}
