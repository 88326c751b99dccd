import { expect } from "@playwright/test";

import { paths } from "#lib/paths.ts";

import { expectAccessible } from "./support/accessible.ts";
import { dialog } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { signIn } from "./support/sign-in.ts";
import { test } from "./support/test.ts";

// The list asks anew every few seconds, and once more, it may be, between the sign-out and the next page.
test.use({ expectedErrors: [/status of 401 .* at \S+\/api\/connectors$/] });

test("Whoever leaves the portal alone is asked, and signed out when nobody answers", async ({ pageOf }) => {
  const page = await pageOf("reader");
  await page.clock.install();
  await visit(page, paths.connectors);
  const told = page.waitForRequest(
    (request) => request.method() === "POST" && request.url().endsWith("/api/auth/session"),
  );
  await page.clock.fastForward("02:00");
  await page.getByRole("heading", { level: 1 }).click();
  expect((await (await told).response())?.status()).toBe(200);

  await page.clock.fastForward("28:30");
  const question = dialog(page, "Are you still there?");
  await expect(question).toContainText("signed out in 2 minutes");
  await expectAccessible(page, "Asked whether somebody is still there");
  await question.getByRole("button", { name: "Stay signed in" }).click();
  await expect(question).toBeHidden();

  await page.clock.fastForward("28:30");
  await expect(question).toBeVisible();
  await page.clock.fastForward("02:00");
  await page.waitForURL(/sign-in/);
  await expect(page.getByText("You were signed out", { exact: true })).toBeVisible();
  await expect(page.getByText(/Nobody used the portal for 30 minutes/)).toBeVisible();
  await signIn(page, "reader");
  await expect(page).toHaveURL(paths.connectors);
});
