import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { visit } from "./support/ready.ts";
import { test } from "./support/test.ts";

test("Every page says in its title which one it is, and none is without a title for a moment", async ({
  admin,
  connector,
}) => {
  const titles = await noteTitles(admin);
  await visit(admin, paths.gallery);
  await expectTitle(admin, "Data connectors");
  const links = admin.getByRole("navigation", { name: "Portal" });
  await links.getByRole("link", { name: "Connectors", exact: true }).click();
  await expectTitle(admin, "Connectors");
  await admin.getByRole("link", { name: connector.name, exact: true }).click();
  await admin.getByRole("dialog").getByRole("link", { name: "Open the full page" }).click();
  await expectTitle(admin, connector.name);
  for (const tab of ["Runs", "Unmapped", "User mapping", "Settings", "Activity"]) {
    await admin.getByRole("navigation", { name: "Connector" }).getByRole("link", { name: tab }).click();
    await expectTitle(admin, `${tab} - ${connector.name}`);
  }
  await admin.getByRole("link", { name: "Runs" }).click();
  await admin.getByRole("link", { name: connector.jobId }).click();
  await expect(admin).toHaveTitle(new RegExp(`^ATT-\\d{6} - ${connector.name} \\| `));
  await links.getByRole("link", { name: "Audit log" }).click();
  await expectTitle(admin, "Audit log");
  await links.getByRole("link", { name: "Settings" }).click();
  await expectTitle(admin, "Settings");
  await admin.goBack();
  await expectTitle(admin, "Audit log");
  await links.getByRole("link", { name: "Data connectors" }).click();
  await admin.getByRole("link", { name: "AT&T Network" }).first().click();
  await expectTitle(admin, "AT&T Network");
  expect(await titles()).not.toContain("");
});

function expectTitle(page: Page, title: string): Promise<void> {
  return expect(page).toHaveTitle(`${title} | Mobile Archive Connectors`);
}

/** Notes each title that a reader could see between two pages. @returns what was noted of the page that is loaded */
async function noteTitles(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seenTitles: seen });
    const note = () => {
      // Before the head has arrived there is nothing to see either.
      if (document.readyState !== "loading" && seen.at(-1) !== document.title) seen.push(document.title);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  return () => page.evaluate<string[]>("globalThis.seenTitles");
}
