import { expect, type Locator, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { VENDOR_PASSWORD } from "#sandbox/world.ts";
import { ready, visit } from "./ready.ts";

const KIND = "att-network";

/** What a spec needs to know of the connector that it made. */
export type Made = { connectorId: string; name: string; jobId: string };

/** Names are unique in an organization, whatever other specs have made. */
export function uniqueName(name: string): string {
  return `${name} ${Date.now().toString(36)}`;
}

export function step(page: Page, title: string): Locator {
  return page.getByRole("heading", { level: 2, name: title });
}

export async function next(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Next", exact: true }).click();
}

/** From the product page to the first step. */
export async function beginSetup(page: Page): Promise<void> {
  await visit(page, paths.product(KIND));
  await page.getByRole("button", { name: "Add connector" }).click();
  await expect(step(page, "Terms of service")).toBeVisible();
}

export async function acceptTerms(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Accept" }).click();
  await expect(step(page, "Login to TeleMessage")).toBeVisible();
}

type Login = { name?: string; username?: string; password?: string };

export async function fillLogin(page: Page, login: Login): Promise<void> {
  await ready(page);
  if (login.name !== undefined) await page.getByLabel("Connector name").fill(login.name);
  if (login.username !== undefined) await page.getByLabel("Username").fill(login.username);
  if (login.password !== undefined) await page.getByLabel("Password").fill(login.password);
}

export async function validateConnection(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Validate connection" }).click();
  await expect(page.getByRole("button", { name: "Validate connection" })).toBeEnabled();
}

/** Terms and login of a new draft, up to the mapping. */
export async function reachMapping(page: Page, name: string): Promise<void> {
  await beginSetup(page);
  await acceptTerms(page);
  await fillLogin(page, { name, username: "contoso-archive", password: VENDOR_PASSWORD });
  await next(page);
  await expect(step(page, "User mapping")).toBeVisible();
}

/** The same up to the consent, with automatic mapping alone. */
export async function reachConsent(page: Page, name: string): Promise<void> {
  await reachMapping(page, name);
  await next(page);
  await expect(step(page, "Admin consent")).toBeVisible();
}

export async function uploadMapping(page: Page, fileName: string, csv: string): Promise<void> {
  await ready(page);
  await page
    .getByLabel("Custom mapping file", { exact: true })
    .setInputFiles({ name: fileName, mimeType: "text/csv", buffer: Buffer.from(csv) });
}

/** Grants by a real redirect where nobody has before, attests the role, and goes on. */
export async function passConsent(page: Page): Promise<void> {
  const granted = page.getByText("Granted tenant-wide");
  const asked = page.getByText("Not granted yet");
  await expect(granted.or(asked).first()).toBeVisible();
  if (await asked.isVisible()) await grantConsent(page);
  await expect(granted.first()).toBeVisible();
  await page.getByRole("checkbox", { name: /I have checked/ }).check();
  await next(page);
  await expect(step(page, "Review")).toBeVisible();
}

/** To Microsoft's page and back, by whoever is signed in there. */
export async function grantConsent(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Grant admin consent" }).click();
  const proof = page.waitForResponse((response) => response.url().endsWith("/consent"));
  await page.getByRole("button", { name: "Accept" }).click();
  await proof;
}

/** Finish, and what the status page tells. */
export async function finish(page: Page, name: string): Promise<Made> {
  await ready(page);
  await page.getByRole("button", { name: "Finish" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `${name} is created` })).toBeVisible();
  const [jobId = ""] = /ATT-\d{6}/.exec(await page.getByText("Its Job ID is").innerText()) ?? [];
  const connectorId = new URL(page.url()).pathname.split("/").at(-2) ?? "";
  return { connectorId, name, jobId };
}

/** A connector of the admin's, with its first import under way. */
export async function createConnector(page: Page, name: string): Promise<Made> {
  await reachConsent(page, name);
  await passConsent(page);
  return finish(page, name);
}
