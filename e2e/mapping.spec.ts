import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible, expectNoViolation } from "./support/accessible.ts";
import { downloadCsv } from "./support/csv.ts";
import { alert, dialog, dismissTold, fact, told } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { test } from "./support/test.ts";
import { createConnector, uniqueName, uploadMapping } from "./support/wizard.ts";

const ADA = "ada.lovelace@contoso.com";
const FILE = `External User ID,Microsoft 365 User Mailbox\n12125550142,${ADA}\n12125550143,${ADA}\n4.41E+11,${ADA}\n`;

test.use({
  contextOptions: { reducedMotion: "reduce" },
  expectedErrors: [/status of 409 .* at .*\/mapping$/],
});
test.describe.configure({ timeout: 300_000 });

test("A mapping is uploaded, looked at, put in force, changed by a row, compared and rolled back; who may only look does that", async ({
  admin,
  pageOf,
}) => {
  const { connectorId } = await createConnector(admin, uniqueName("Phones with versions"));
  const tab = paths.connector(connectorId, "mapping");
  const page = await pageOf("operator");
  await visit(page, tab);
  await expect(page.getByText("No custom mapping is in force.")).toBeVisible();
  await page.getByRole("button", { name: "Upload a new file" }).click();
  await uploadMapping(page, "nothing.csv", `4.41E+11,${ADA}\n`);
  await expect(page.getByText(/The only row of the file was refused/)).toBeVisible();
  await uploadMapping(page, "staff.csv", FILE);
  await expect(fact(page, "Rows refused")).toHaveText("1");
  await expect(version(page, 1)).toContainText("Uploaded, not in use");
  await expect(page.getByText("No custom mapping is in force.")).toBeVisible();
  await page.getByRole("button", { name: "Put version 1 in force" }).click();
  await expect(told(page, "The file is in force, from the next import on.")).toBeVisible();
  await expect(version(page, 1)).toContainText("In force");
  await page.getByRole("button", { name: "Switch off: Custom mapping" }).click();
  await dialog(page, "Switch the custom mapping off?").getByRole("button", { name: "Switch off" }).click();
  await expect(told(page, "The custom mapping is off, from the next run on.")).toBeVisible();
  await expect(
    page
      .getByText("The custom mapping is switched off, and its last version is kept.")
      .filter({ visible: true }),
  ).toBeVisible();
  const add = page.getByRole("button", { name: "Add a row" });
  await expect(add).toBeDisabled();
  await add.focus();
  await expect(add).toHaveAccessibleDescription(/Choose Switch on for it above/);
  await page.getByRole("button", { name: "Switch on: Custom mapping" }).click();
  await dialog(page, "Switch the custom mapping on?").getByRole("button", { name: "Switch on" }).click();
  await expect(version(page, 1)).toContainText("In force");
  await expect(page.getByRole("table", { name: "Rows in force" }).getByRole("row")).toHaveCount(3);

  await page.getByRole("button", { name: "Add a row" }).click();
  const added = page.getByRole("dialog", { name: "Add a row" });
  await added.getByLabel("Mobile number").fill("4.41E+11");
  await added.getByLabel("Mailbox").fill("nobody@contoso.com");
  await added.getByRole("button", { name: "Save" }).click();
  await expect(added.getByText(/scientific notation/)).toBeVisible();
  await added.getByLabel("Mobile number").fill("12125550144");
  await added.getByRole("button", { name: "Save" }).click();
  await expect(added.getByText(/No user of your organization has this address/)).toBeVisible();
  await expectNoViolation(page, "Add a row, refused");
  await added.getByLabel("Mailbox").fill(ADA);
  await added.getByRole("button", { name: "Save" }).click();
  const saved = told(page, "Saved: version 2 is in force from the next import on.");
  await expect(saved.getByRole("button", { name: "Undo" })).toBeVisible();

  const search = page.getByRole("searchbox", { name: "Number, country code first" });
  await search.fill("+1 212 555 0144");
  await search.press("Enter");
  await dismissTold(page);
  await page.getByRole("button", { name: "Edit +12125550144" }).click();
  const edited = page.getByRole("dialog", { name: "Edit +12125550144" });
  await edited.getByLabel("Valid to").fill("2026-06-01");
  await edited.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Until 2026-06-01")).toBeVisible();
  await expect(version(page, 3)).toContainText("Version 2, and one row changed");

  await dismissTold(page);
  await page.getByRole("button", { name: "Compare version 1" }).click();
  const compared = page.getByRole("dialog", { name: "Compare versions" });
  // Cards, in a panel: they have no heads.
  await expect(compared.getByRole("table", { name: "Differences" }).getByRole("row")).toHaveCount(1);
  await expect(compared.getByText("+12125550144")).toBeVisible();
  await expectAccessible(page, "Compare versions");
  await compared.getByLabel("From").selectOption("Version 2");
  await expect(compared.getByRole("table", { name: "Differences" })).toContainText("Changed");
  await compared.getByLabel("To").selectOption("Version 2");
  await expect(compared.getByText("Both versions have the same rows.")).toBeVisible();
  await compared.getByRole("button", { name: "Close" }).first().click();

  await page.getByRole("button", { name: "Roll back to version 1" }).click();
  await dialog(page, "Roll back to version 1?").getByRole("button", { name: "Not now" }).click();
  await expect(version(page, 4)).toHaveCount(0);
  await page.getByRole("button", { name: "Roll back to version 1" }).click();
  await dialog(page, "Roll back to version 1?").getByRole("button", { name: "Roll back" }).click();
  await expect(version(page, 4)).toContainText("Rolled back to version 1");
  await expect(version(page, 4)).toContainText("In force");
  await expect(page.getByText("+12125550144")).toHaveCount(0);
  const rolledBack = told(page, "Version 4, with the rows of version 1, is in force");
  await rolledBack.getByRole("button", { name: "Undo" }).click();
  await expect(version(page, 5)).toContainText("Rolled back to version 3");
  await expect(version(page, 5)).toContainText("In force");
  await expect(version(page, 3).getByRole("link", { name: "Download version 3" })).toBeVisible();
  await expectAccessible(page, "User mapping with versions");

  for (const account of ["reader", "auditor"] as const) {
    const reader = await pageOf(account);
    await visit(reader, tab);
    for (const name of ["Upload a new file", "Add a row", "Edit +12125550142", "Roll back to version 1"]) {
      await expect(reader.getByRole("button", { name }), name).toBeDisabled();
    }
    const file = await downloadCsv(reader, version(reader, 3).getByRole("link", { name: "Download" }));
    expect(file.fileName).toBe("user-mapping-3.csv");
    expect(file.records).toHaveLength(4);
    await reader.getByRole("button", { name: "Compare version 1" }).click();
    await expect(reader.getByRole("table", { name: "Differences" })).toContainText("Added");
  }
  await visit(admin, tab);
  await expect(admin.getByRole("button", { name: "Upload a new file" })).toBeEnabled();
});

test("An uploaded file that was left can be discarded or put in force later, and each mapping is switched off and on", async ({
  admin,
  pageOf,
}) => {
  const { connectorId } = await createConnector(admin, uniqueName("Phones with switches"));
  const tab = paths.connector(connectorId, "mapping");
  const page = await pageOf("operator");
  await visit(page, tab);
  const off = page.getByRole("button", { name: "Switch off: Automatic user mapping" });
  const custom = page.getByRole("button", { name: "Switch on: Custom mapping" });
  // Without the other one nothing would be mapped, and there is no file yet.
  await expect(off).toBeDisabled();
  await expect(custom).toBeDisabled();
  await page.getByRole("button", { name: "Upload a new file" }).click();
  await uploadMapping(page, "staff.csv", FILE);
  await expect(version(page, 1)).toContainText("Uploaded, not in use");
  await visit(page, tab);
  await page.getByRole("button", { name: "Discard version 1" }).click();
  await dialog(page, "Discard version 1?").getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByRole("button", { name: "Discard version 1" })).toBeFocused();
  await page.getByRole("button", { name: "Discard version 1" }).click();
  await dialog(page, "Discard version 1?").getByRole("button", { name: "Discard" }).click();
  await expect(version(page, 1)).toHaveCount(0);

  await page.getByRole("button", { name: "Upload a new file" }).click();
  await uploadMapping(page, "staff.csv", FILE);
  await expect(page.getByText("Uploaded, not in use")).toBeVisible();
  await visit(page, tab);
  await page.getByRole("button", { name: /^Put in force: version \d$/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Put in force" }).click();
  await expect(page.getByRole("table", { name: "Rows in force" }).getByRole("row")).toHaveCount(3);
  await told(page, "The file is in force").getByRole("button", { name: "Undo" }).click();
  await expect(told(page, "The custom mapping is withdrawn, from the next run on.")).toBeVisible();
  await expect(page.getByText("No custom mapping is in force.").filter({ visible: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add a row" })).toBeEnabled();
  await expect(custom).toBeDisabled();
  await rollBack(page, 1);
  await expect(page.getByRole("table", { name: "Rows in force" }).getByRole("row")).toHaveCount(3);

  await off.click();
  const question = dialog(page, "Switch the automatic user mapping off?");
  await expect(question).toContainText("Only the custom mapping decides, by mobile number.");
  await expectAccessible(page, "Switch a mapping off");
  await question.getByRole("button", { name: "Switch off" }).click();
  const switched = told(page, "Automatic user mapping is off, from the next run on.");
  await expect(page.getByText("Only the custom mapping decides, by mobile number.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Switch off: Custom mapping" })).toBeDisabled();
  await switched.getByRole("button", { name: "Undo" }).click();
  await expect(told(page, "Automatic user mapping is on, from the next run on.")).toBeVisible();
  await expect(off).toBeEnabled();

  const reader = await pageOf("reader");
  await visit(reader, tab);
  for (const name of ["Switch off: Automatic user mapping", "Switch off: Custom mapping"]) {
    await expect(reader.getByRole("button", { name })).toBeDisabled();
  }
  await visit(admin, `${paths.auditLog}?action=switch-mapping`);
  await expect(admin.getByRole("row").nth(1)).toContainText("automatic mapping");

  await page.getByRole("button", { name: "Switch off: Custom mapping" }).click();
  await dialog(page, "Switch the custom mapping off?").getByRole("button", { name: "Switch off" }).click();
  await expect(custom).toBeEnabled();
  await visit(reader, tab);
  for (const name of ["Switch on: Custom mapping", "Withdraw: Custom mapping"]) {
    await expect(reader.getByRole("button", { name })).toBeDisabled();
  }
  await page.getByRole("button", { name: "Withdraw: Custom mapping" }).click();
  const withdrawal = dialog(page, "Withdraw the custom mapping?");
  await expect(withdrawal).toContainText("counts as unmapped");
  await expectAccessible(page, "Withdraw the custom mapping");
  await withdrawal.getByRole("button", { name: "Withdraw" }).click();
  await expect(told(page, "The custom mapping is withdrawn, from the next run on.").last()).toBeVisible();
  await expect(page.getByRole("button", { name: "Withdraw: Custom mapping" })).toHaveCount(0);
});

test("Who goes back to a version from an old page, or takes back what is no longer so, is refused and told why", async ({
  admin,
  pageOf,
}) => {
  const { connectorId } = await createConnector(admin, uniqueName("Phones with two admins"));
  const tab = paths.connector(connectorId, "mapping");
  await visit(admin, tab);
  for (const number of [1, 2]) {
    await admin.getByRole("button", { name: "Upload a new file" }).click();
    await uploadMapping(admin, `staff-${number}.csv`, FILE);
    await admin.getByRole("button", { name: `Put version ${number} in force` }).click();
    await expect(version(admin, number)).toContainText("In force");
  }
  const other = await pageOf("operator");
  await visit(other, tab);

  await rollBack(admin, 1);
  const mine = told(admin, "Version 3, with the rows of version 1, is in force");
  // It stays while the focus and the pointer are on it.
  const undo = mine.getByRole("button", { name: "Undo" });
  await undo.focus();
  await undo.hover();
  await rollBack(other, 1);
  await expect(alert(other, "Nothing was rolled back")).toContainText(
    "The user mapping was changed in the meantime, so nothing was done now. Reload the page",
  );
  await expectNoViolation(other, "A roll-back that was refused");
  await visit(other, tab);
  await expect(version(other, 3)).toContainText("In force");
  await rollBack(other, 2);
  await expect(version(other, 4)).toContainText("In force");

  await undo.click();
  await expect(told(admin, "It was not taken back")).toContainText("was changed in the meantime");
  await visit(admin, tab);
  await expect(version(admin, 4)).toContainText("In force");
  await expect(version(admin, 5)).toHaveCount(0);
});

async function rollBack(page: Page, to: number): Promise<void> {
  await dismissTold(page);
  await page.getByRole("button", { name: `Roll back to version ${to}`, exact: true }).click();
  await dialog(page, `Roll back to version ${to}?`).getByRole("button", { name: "Roll back" }).click();
}

function version(page: Page, number: number) {
  return page
    .getByRole("table", { name: "Versions" })
    .getByRole("row")
    .filter({ has: page.getByText(`Version ${number}`, { exact: true }) });
}
