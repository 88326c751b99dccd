import { expect, type Page } from "@playwright/test";
import { told } from "./parts.ts";
import { visit } from "./ready.ts";

/** On a connector's page. */
export async function runNow(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(told(page, /Run ATT-\d{6} has started\./)).toBeVisible();
}

/** From a connector's page to the run that was just started. */
export async function openLastRun(page: Page): Promise<void> {
  const started = await told(page, /Run ATT-\d{6} has started\./).innerText();
  const [jobId = ""] = /ATT-\d{6}/.exec(started) ?? [];
  await visit(page, page.url().replace(/\?.*/, "") + "?tab=runs");
  await page.getByRole("link", { name: jobId }).click();
  await expect(page.getByRole("heading", { level: 1, name: jobId })).toBeVisible();
}
