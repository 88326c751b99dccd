import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { VENDOR_PASSWORD } from "#sandbox/world.ts";
import { expectAccessible } from "./support/accessible.ts";
import { downloadCsv } from "./support/csv.ts";
import { alert, count, dialog, fact, row } from "./support/parts.ts";
import { ready } from "./support/ready.ts";
import { addFault, clearFaults, countArchived, FOLDER, listMessages, mappingCsv } from "./support/sandbox.ts";
import { signIn, signOut } from "./support/sign-in.ts";
import { test } from "./support/test.ts";
import {
  beginSetup,
  acceptTerms,
  fillLogin,
  finish,
  grantConsent,
  next,
  reachMapping,
  step,
  uniqueName,
  uploadMapping,
  validateConnection,
} from "./support/wizard.ts";

const BAD_ROWS = [
  "External User ID,Microsoft 365 User Mailbox",
  "12125550106,donald.knuth@contoso.com",
  "4.41E+11,radia.perlman@contoso.com",
  "12125550120,tim.lee at contoso.com",
  ",karen.jones@contoso.com",
  "12125550134,",
  "=1+1,robin.milner@contoso.com",
  "",
].join("\r\n");

// Colours on their way from one theme to the next are nobody's choice.
test.use({ contextOptions: { reducedMotion: "reduce" } });

test("A new admin connects a source and finds the messages in the mailboxes", async ({ page }) => {
  const name = uniqueName("Phones of Contoso");
  const seen = rememberAnswers(page);

  await test.step("signs in through Microsoft's page", async () => {
    await page.goto("/");
    await signIn(page, "admin");
    await expect(page).toHaveURL(paths.gallery);
  });

  await test.step("finds the kind in the gallery", async () => {
    await page.getByRole("searchbox", { name: "Filter connector kinds" }).fill("at&t sms");
    await expect(page.getByText("1 of 12 connector kinds")).toBeVisible();
    const category = page.getByRole("combobox", { name: "Category" });
    await category.selectOption({ label: "Service" });
    await expect(page.getByRole("heading", { name: "No connector kind matches" })).toBeVisible();
    await category.selectOption({ label: "Carrier network" });
    await expect(page).toHaveURL(`${paths.gallery}?q=at%26t+sms&category=carrier`);
    await page.goto(`${paths.gallery}?category=app`);
    await expect(page.getByText("5 of 12 connector kinds")).toBeVisible();
    await expect(category).toHaveValue("app");
    await ready(page);
    await category.selectOption({ label: "Carrier network" });
    await expect(page.getByText("6 of 12 connector kinds")).toBeVisible();
    await page.getByRole("link", { name: "AT&T Network" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "AT&T Network" })).toBeVisible();
    for (const title of ["Description", "Before you begin", "Known issue"]) {
      await expect(page.getByRole("heading", { name: title })).toBeVisible();
    }
    await page.getByRole("button", { name: "Add connector" }).click();
  });

  await test.step("accepts the terms", async () => {
    await expect(step(page, "Terms of service")).toBeVisible();
    await acceptTerms(page);
  });

  await test.step("logs in to TeleMessage", async () => {
    await fillLogin(page, { name, username: "contoso-archive", password: "not the password" });
    await validateConnection(page);
    await expect(page.getByLabel("Password")).toHaveAccessibleDescription(
      /refused the username or the password/,
    );
    await expect(page.getByLabel("Connector name")).toHaveValue(name);
    await fillLogin(page, { password: VENDOR_PASSWORD });
    await validateConnection(page);
    await expect(
      page.getByText("Company Contoso, archive plan AT&T Network to Microsoft 365."),
    ).toBeVisible();
    await next(page);
  });

  await test.step("leaves in the middle, and finds everything again", async () => {
    await expect(step(page, "User mapping")).toBeVisible();
    await page.getByRole("switch", { name: "Use a custom mapping file" }).check();
    await uploadMapping(page, "contoso.csv", await mappingCsv());
    await expect(fact(page, "Rows accepted")).toHaveText("5");
    await expect(fact(page, "Rows refused")).toHaveText("0");
    await page.reload();
    await expect(page.getByText("contoso.csv", { exact: true })).toBeVisible();
    await ready(page);
    await signOut(page, "Avery Admin");
    await page.goto(paths.connectors);
    await signIn(page, "admin");
    await expect(row(page, name)).toContainText("Setup not finished");
    await row(page, name).getByRole("link", { name: "Resume" }).click();
    await expect(step(page, "User mapping")).toBeVisible();
    await page.getByRole("link", { name: "Back" }).click();
    await expect(page.getByLabel("Connector name")).toHaveValue(name);
    await expect(page.getByLabel("Username")).toHaveValue("contoso-archive");
    await expect(page.getByLabel("Password")).toHaveValue("");
    await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/A password is stored/);
    await next(page);
    await expect(step(page, "User mapping")).toBeVisible();
    await expect(page.getByRole("switch", { name: "Use a custom mapping file" })).toBeChecked();
    await expect(page.getByRole("switch", { name: "Enable automatic user mapping" })).toBeChecked();
    await next(page);
    expect(seen.some((text) => text.includes(VENDOR_PASSWORD))).toBe(false);
  });

  await test.step("is told what to do when the consent is declined", async () => {
    await expect(step(page, "Admin consent")).toBeVisible();
    await expect(page.getByText("Not granted yet")).toBeVisible();
    await next(page);
    await expect(alert(page, "Tick the box once you have checked")).toBeVisible();
    await page.getByRole("link", { name: "Grant admin consent" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByText("The request was declined")).toBeVisible();
    await expect(page.getByText(/chose Cancel/)).toBeVisible();
    await expect(page.getByText(/Choose Grant admin consent to ask again/)).toBeVisible();
    await ready(page);
    await expectAccessible(page, "Admin consent, declined");
    await page.getByRole("checkbox", { name: /I have checked/ }).check();
    await next(page);
    await expect(alert(page, "Admin consent is not proven yet")).toBeVisible();
  });

  await test.step("grants the consent at Microsoft", async () => {
    await grantConsent(page);
    await expect(page.getByText("Granted tenant-wide")).toBeVisible();
    await expect(page.getByText("By Avery Admin")).toBeVisible();
    await page.getByRole("link", { name: "Back" }).click();
    await expect(fact(page, "Lead to a mailbox today")).toHaveText("5 of 5");
    await next(page);
    await next(page);
  });

  await test.step("reviews, and sets the schedule", async () => {
    await expect(step(page, "Review")).toBeVisible();
    for (const [term, value] of [
      ["Connector name", name],
      ["Folder in each mailbox", FOLDER],
      ["Username", "contoso-archive"],
      ["Password", "Stored, write-only"],
      ["Custom mapping", "contoso.csv, version 1, 5 rows"],
      ["Admin consent", "Granted tenant-wide"],
      ["Mailbox Import Export role", "Confirmed by Avery Admin"],
    ] as const) {
      await expect(fact(page, term)).toHaveText(value);
    }
    await page.getByRole("link", { name: "Edit Login to TeleMessage" }).click();
    await expect(step(page, "Login to TeleMessage")).toBeVisible();
    await page.getByRole("link", { name: /^Review/ }).click();
    await ready(page);
    await page.getByLabel("Every day at").fill("03:30");
    const zone = page.getByRole("combobox", { name: "Time zone" });
    await zone.focus();
    await zone.press("ControlOrMeta+a");
    await zone.pressSequentially("berlin");
    await page.getByRole("option", { name: "Europe/Berlin" }).click();
    await expect(page.getByText(/the next run is .*3:30 AM.*\(Europe\/Berlin\)/)).toBeVisible();
    await page.getByLabel("Age of the first import, in days").fill("0");
    await page.getByRole("button", { name: "Finish" }).click();
    await expect(page.getByLabel("Age of the first import, in days")).toHaveAccessibleDescription(
      /from 1 to 3650/,
    );
    await expect(page.getByLabel("Every day at")).toHaveValue("03:30");
    await page.getByLabel("Age of the first import, in days").fill("2");
  });

  const before = await countArchived();
  await test.step("watches the first import on the Connectors tab", async () => {
    // Slow enough to look at.
    await addFault({ fault: "slow", ms: 2000, request: "graph.messages.create" });
    const { jobId } = await finish(page, name);
    expect(jobId).toMatch(/^ATT-\d{6}$/);
    await page.getByRole("link", { name: "Go to the Connectors tab" }).click();
    await expect(row(page, name)).toContainText("Running");
    await expect(row(page, name).getByRole("progressbar")).toBeVisible();
    const counts = new Set<string>();
    await expect
      .poll(
        async () => {
          for (const [count] of (await captionIn(page, name)).matchAll(/\d+ of \d+/g)) counts.add(count);
          return counts.size;
        },
        { intervals: [200], timeout: 30_000 },
      )
      .toBeGreaterThan(2);
    await clearFaults();
    await row(page, name).getByRole("link", { name: jobId }).click();
  });

  await test.step("sees the ledger balance", async () => {
    await expect(page.getByText("Completed with issues").first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/^300 from source = \d+ mapped to mailboxes \+ /)).toBeVisible();
    await expect(page.getByText(/^\d+ for import, one for each mailbox = \d+ imported \+ /)).toBeVisible();
    await expect(page.getByText("Balances", { exact: true })).toHaveCount(2);
    await expect(page.getByText("Does not balance")).toHaveCount(0);
  });

  await test.step("finds the messages in the mailboxes", async () => {
    const inMailboxes =
      (await count(page, "Items imported successfully")) + (await count(page, "Items partially imported"));
    expect(inMailboxes).toBeGreaterThan(300);
    expect(await count(page, "Read back and verified")).toBe(inMailboxes);
    expect((await countArchived()) - before).toBe(inMailboxes);
    // Found by e-mail address, and found by the custom mapping's number alone.
    for (const user of ["ada.lovelace@contoso.com", "donald.knuth@contoso.com"]) {
      const messages = await listMessages(user, FOLDER);
      expect(messages.length).toBeGreaterThan(0);
      expect(messages.every(({ isDraft, subject }) => !isDraft && /^(SMS|MMS) from /.test(subject))).toBe(
        true,
      );
    }
  });
});

test("A login that does not work is told apart, each with what to do", async ({ admin }) => {
  const name = uniqueName("Login that does not work");
  await beginSetup(admin);
  await acceptTerms(admin);

  await fillLogin(admin, { name, username: "contoso-locked", password: VENDOR_PASSWORD });
  await validateConnection(admin);
  await expect(admin.getByLabel("Username")).toHaveAccessibleDescription(/has locked this account.*unlock/);

  await fillLogin(admin, { username: "contoso-pin" });
  await validateConnection(admin);
  await expect(admin.getByLabel("Username")).toHaveAccessibleDescription(/SMS PIN.*switched off/);

  await addFault({ fault: "vendor-down" });
  await fillLogin(admin, { username: "contoso-archive" });
  await validateConnection(admin);
  await expect(alert(admin, "TeleMessage does not answer")).toBeVisible();
  await expect(alert(admin, "try again in a few minutes")).toBeVisible();
  await clearFaults();

  await fillLogin(admin, { name: "" });
  await validateConnection(admin);
  await expect(admin.getByLabel("Connector name")).toHaveAccessibleDescription(/Enter a name/);

  await fillLogin(admin, { name });
  await next(admin);
  await expect(step(admin, "User mapping")).toBeVisible();

  await beginSetup(admin);
  await acceptTerms(admin);
  await fillLogin(admin, { name, username: "contoso-archive", password: VENDOR_PASSWORD });
  await validateConnection(admin);
  await expect(admin.getByLabel("Connector name")).toHaveAccessibleDescription(/is already called “.+”/);
});

test("A mapping file's bad rows are named one by one, and kept for download", async ({ admin }) => {
  await reachMapping(admin, uniqueName("Mapping with bad rows"));
  await admin.getByRole("switch", { name: "Use a custom mapping file" }).check();

  await test.step("the template can be uploaded as it is", async () => {
    const template = await downloadCsv(admin, admin.getByRole("link", { name: "Download the template" }));
    expect(template.fileName).toBe("mapping-template.csv");
    await uploadMapping(admin, template.fileName, template.text);
    await expect(fact(admin, "Rows accepted")).toHaveText("1");
    await expect(fact(admin, "Rows refused")).toHaveText("0");
    await expect(admin.getByRole("table", { name: "First accepted rows" })).toContainText(
      "susan@company.com",
    );
  });

  await test.step("each refused row has its line, value, reason and advice", async () => {
    await admin.getByRole("button", { name: "Replace" }).click();
    await uploadMapping(admin, "bad rows.csv", BAD_ROWS);
    await expect(fact(admin, "Rows accepted")).toHaveText("1");
    await expect(fact(admin, "Rows refused")).toHaveText("5");
    const refused = admin.getByRole("table", { name: "Refused rows" }).getByRole("row");
    await expect(refused).toHaveCount(6);
    await expect(refused.nth(1)).toContainText(
      /3.*4\.41E\+11.*scientific notation.*Format the column as text/,
    );
    await expect(refused.nth(2)).toContainText(/4.*tim\.lee at contoso\.com.*not an e-mail address/);
    await expect(refused.nth(3)).toContainText(/5.*\(empty\).*The mobile number is empty/);
    await expect(refused.nth(4)).toContainText(/6.*\(empty\).*The mailbox is empty/);
    await expect(refused.nth(5)).toContainText(/7.*=1\+1.*without guessing/);
  });

  await test.step("the file of refused rows has them all, and runs no formula", async () => {
    const file = await downloadCsv(admin, admin.getByRole("link", { name: "Download the refused rows" }));
    expect(file.fileName).toBe("refused-rows.csv");
    expect(file.records[0]).toEqual(["Line", "Column", "Value", "Reason", "What to do"]);
    expect(file.records.slice(1).map(([line]) => line)).toEqual(["3", "4", "5", "6", "7"]);
    expect(file.records[1]?.[2]).toBe("4.41E+11");
    expect(file.records[5]?.[2]).toBe("'=1+1");
  });

  await test.step("a mapping that is switched off altogether is refused", async () => {
    await admin.getByRole("switch", { name: "Enable automatic user mapping" }).uncheck();
    await admin.getByRole("switch", { name: "Use a custom mapping file" }).uncheck();
    await next(admin);
    await expect(alert(admin, "no message finds its mailbox")).toBeVisible();
  });
});

test.describe(() => {
  // The browser notes every answer that is no success.
  test.use({ expectedErrors: [/status of 409 .* at .*\/mapping$/] });

  test("A mapping file that cannot be used is refused as a whole, and the one before stays", async ({
    admin,
  }) => {
    await reachMapping(admin, uniqueName("Mapping without a good row"));
    await admin.getByRole("switch", { name: "Use a custom mapping file" }).check();
    await uploadMapping(admin, "good.csv", await mappingCsv());
    await expect(fact(admin, "Rows accepted")).toHaveText("5");
    await admin.getByRole("button", { name: "Replace" }).click();
    await uploadMapping(admin, "none.csv", "4.41E+11,radia.perlman@contoso.com\r\n");
    await expect(alert(admin, "The only row of the file was refused")).toBeVisible();
    await uploadMapping(admin, "workbook.csv", "PK\u0003\u0004 xl/workbook.xml");
    await expect(alert(admin, "This is a spreadsheet workbook")).toBeVisible();
    await expect(admin.getByText("good.csv", { exact: true })).toBeVisible();
    await next(admin);
    await expect(step(admin, "Admin consent")).toBeVisible();
  });
});

test("Cancel keeps the draft or discards it, as the admin chooses", async ({ admin }) => {
  const name = uniqueName("Setup to give up");
  await reachMapping(admin, name);
  await admin.getByRole("button", { name: "Cancel" }).click();
  await dialog(admin, "Leave the setup?").getByRole("link", { name: "Keep and leave" }).click();
  await expect(row(admin, name)).toContainText("Setup not finished");
  await row(admin, name).getByRole("link", { name: "Resume" }).click();
  await expect(step(admin, "User mapping")).toBeVisible();
  await admin.getByRole("button", { name: "Cancel" }).click();
  await dialog(admin, "Leave the setup?").getByRole("button", { name: "Discard" }).click();
  await expect(admin).toHaveURL(paths.connectors);
  await expect(row(admin, name)).toHaveCount(0);
});

/** Every answer's text that this page gets from now on. */
function rememberAnswers(page: Page): string[] {
  const texts: string[] = [];
  page.on("response", (response) => {
    void response.text().then(
      (text) => texts.push(text),
      () => undefined, // a redirect has no body
    );
  });
  return texts;
}

async function captionIn(page: Page, name: string): Promise<string> {
  return (await row(page, name).getByRole("progressbar").getAttribute("aria-valuetext")) ?? "";
}
