import { expect } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { downloadCsv } from "./support/csv.ts";
import { dialog, dismissTold, fact, told } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { actionOf, replay } from "./support/replay.ts";
import { test } from "./support/test.ts";
import { createConnector, uniqueName, uploadMapping } from "./support/wizard.ts";

const FILE = [
  "External User ID,Microsoft 365 User Mailbox,Valid from,Valid to",
  "12125550142,ada.lovelace@contoso.com,2026-01-01,2026-06-01",
  "12125550142,tim.lee@contoso.com,2026-06-01,",
  "12125550143,ada.lovelace@contoso.com,,",
].join("\n");
const VERSIONS = 22;

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 300_000 });

test("A mapping that was downloaded is taken again as it is, and early versions are found on further pages", async ({
  admin,
}) => {
  const { connectorId } = await createConnector(admin, uniqueName("Phones with many versions"));
  const tab = paths.connector(connectorId, "mapping");
  const versions = admin.getByRole("table", { name: "Versions" });

  await test.step("the file, with effective dates, is put in force", async () => {
    await visit(admin, tab);
    await admin.getByRole("button", { name: "Upload a new file" }).click();
    await uploadMapping(admin, "staff.csv", FILE);
    await expect(fact(admin, "Rows refused")).toHaveText("0");
    await admin.getByRole("button", { name: "Put version 1 in force" }).click();
    await expect(told(admin, "The file is in force")).toBeVisible();
  });

  await test.step("what is downloaded says the same, and is accepted row by row", async () => {
    await dismissTold(admin);
    const file = await downloadCsv(admin, versions.getByRole("link", { name: "Download version 1" }));
    expect(file.records).toHaveLength(4);
    await admin.getByRole("button", { name: "Upload a new file" }).click();
    await uploadMapping(admin, file.fileName, file.text);
    await expect(admin.getByText("3 rows accepted that are as in the version in use.")).toBeVisible();
    await admin.getByRole("button", { name: "Put version 2 in force" }).click();
    await expect(told(admin, "The file is in force")).toBeVisible();
  });

  await test.step("the first version stands on the second page, and is gone back to from there", async () => {
    const rollBack = admin.getByRole("button", { name: "Roll back to version 1", exact: true });
    await dismissTold(admin);
    await rollBack.click();
    const action = await actionOf(admin, () =>
      dialog(admin, "Roll back to version 1?").getByRole("button", { name: "Roll back" }).click(),
    );
    await expect(versions).toContainText("Version 3");
    const shown = '"inForce":2';
    expect(action.body).toContain(shown);
    for (let version = 4; version <= VERSIONS; version += 1) {
      // From a page that shows the one before in force; from the page as it was, nothing would be rolled back.
      const body = action.body.replace(shown, `"inForce":${version - 1}`);
      expect(await replay(admin, { ...action, body }, tab)).toContain(`Version ${version}`);
    }
    expect(await replay(admin, action, tab)).toContain("The user mapping was changed in the meantime");
    await visit(admin, tab);
    await expect(rollBack).toHaveCount(0);
    await admin.getByRole("link", { name: "Earlier versions" }).click();
    await rollBack.click();
    await dialog(admin, "Roll back to version 1?").getByRole("button", { name: "Roll back" }).click();
    await expect(
      told(admin, `Version ${VERSIONS + 1}, with the rows of version 1, is in force`),
    ).toBeVisible();
    await admin.getByRole("link", { name: "Latest versions" }).click();
    await expect(versions.getByRole("row").nth(1)).toContainText(`Version ${VERSIONS + 1}`);
  });
});
