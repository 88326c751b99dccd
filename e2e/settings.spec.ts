import { expect, type Locator, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible } from "./support/accessible.ts";
import { alert, dialog, fact } from "./support/parts.ts";
import { type Receivers, startReceivers } from "./support/receivers.ts";
import { ready, visit } from "./support/ready.ts";
import { actionOf, replay } from "./support/replay.ts";
import { test } from "./support/test.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 300_000 });

let receivers: Receivers;
test.beforeAll(async () => {
  receivers = await startReceivers();
});
test.afterAll(() => receivers.close());

test("An admin sets up e-mail, is told precisely what is wrong, and a test message arrives", async ({
  admin,
}) => {
  await visit(admin, paths.gallery);
  await admin.getByRole("link", { name: "Settings" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  await ready(admin);
  const email = section(admin, "E-mail");

  await email.getByLabel("Mail server").fill("localhost");
  await email.getByLabel("Security").selectOption({ label: "STARTTLS (port 587)" });
  await email.getByLabel("Port").fill(String(receivers.mailPort));
  await email.getByLabel("From").fill("archive@contoso.com");
  await email.getByLabel("To").fill("nobody");
  await email.getByRole("button", { name: "Save e-mail" }).click();
  await expect(email.getByText("nobody is not a valid e-mail address.")).toBeVisible();
  await expectAccessible(admin, "Settings, refused");

  await email.getByLabel("To").fill("it@contoso.com, compliance@contoso.com");
  await email.getByRole("button", { name: "Save e-mail" }).click();
  await expect(email.getByText("The e-mail settings are saved.")).toBeVisible();
  await email.getByRole("button", { name: "Send test" }).click();
  await expect(alert(admin, "The server offers no STARTTLS, so nothing was sent unencrypted.")).toBeVisible();
  expect(receivers.mails).toEqual([]);

  await email.getByLabel("Security").selectOption({ label: "None, without a sign-in" });
  await email.getByRole("button", { name: "Save e-mail" }).click();
  await expect(email.getByText("The e-mail settings are saved.")).toBeVisible();
  await email.getByRole("button", { name: "Send test" }).click();
  await expect(email.getByText("The test message was sent.")).toBeVisible();
  expect(receivers.mails).toMatchObject([{ to: ["it@contoso.com", "compliance@contoso.com"] }]);
  await expect(email.getByText("Last message sent")).toBeVisible();

  await email.getByRole("switch", { name: "Send alerts by e-mail" }).uncheck();
  // What it answers now reads as what it answered before: its answer is waited for.
  const saved = admin.waitForResponse((answer) => answer.request().method() === "POST");
  await email.getByRole("button", { name: "Save e-mail" }).click();
  await saved;
  await admin.reload();
  await expect(email.getByRole("switch", { name: "Send alerts by e-mail" })).not.toBeChecked();
  await expect(email.getByLabel("Mail server")).toHaveValue("localhost");
});

test("An admin sets up a webhook, keeps its signing secret, and a signed test message arrives", async ({
  admin,
}) => {
  await visit(admin, paths.settings);
  const webhook = section(admin, "Webhook");
  await webhook.getByLabel("Address").fill("hooks.contoso.com");
  await webhook.getByRole("button", { name: "Save webhook" }).click();
  await expect(webhook.getByText("Enter the whole address, beginning with https://.")).toBeVisible();

  await webhook.getByLabel("Address").fill(`http://localhost:${receivers.hookPort}/refused`);
  await webhook.getByRole("button", { name: "Save webhook" }).click();
  const secret = webhook.getByRole("textbox", { name: "Signing secret" });
  await expect(secret).toHaveValue(/^whsec_/);
  const value = await secret.inputValue();
  await expectAccessible(admin, "Settings, with a signing secret");
  await webhook.getByRole("button", { name: "Send test" }).click();
  await expect(alert(admin, "The webhook answered with the status 410.")).toBeVisible();

  await webhook.getByLabel("Address").fill(`http://localhost:${receivers.hookPort}/taken`);
  await webhook.getByRole("button", { name: "Save webhook" }).click();
  await expect(webhook.getByText("The webhook is saved.")).toBeVisible();
  await webhook.getByRole("button", { name: "Send test" }).click();
  await expect(webhook.getByText("The test message was sent.")).toBeVisible();
  expect(receivers.hooks.at(-1)).toMatchObject({ path: "/taken", type: "test" });
  expect(receivers.isGenuine(receivers.hooks.length - 1, value)).toBe(true);

  // It is shown once: whoever comes back finds none.
  await visit(admin, paths.settings);
  await expect(secret).toHaveCount(0);
  await expect(admin.getByText(value)).toHaveCount(0);
  await webhook.getByRole("switch", { name: "Send alerts to a webhook" }).uncheck();
  await webhook.getByRole("button", { name: "Save webhook" }).click();
  await expect(webhook.getByText("The webhook is saved.")).toBeVisible();
});

test("An admin changes a rule, and it stands in the audit log with what was there before", async ({
  admin,
}) => {
  await visit(admin, paths.settings);
  const rules = section(admin, "Alert rules");
  const hours = rules.getByLabel("Without a complete import for");
  await hours.fill("0");
  await rules.getByRole("button", { name: "Save rules" }).click();
  await expect(rules.getByText("Enter a whole number from 2 to 720.")).toBeVisible();
  await hours.fill("48");
  await rules.getByRole("button", { name: "Save rules" }).click();
  await expect(rules.getByText("The rules are saved.")).toBeVisible();
  await admin.reload();
  await expect(hours).toHaveValue("48");
  await ready(admin);
  await hours.fill("26");
  await rules.getByRole("button", { name: "Save rules" }).click();
  await expect(rules.getByText("The rules are saved.")).toBeVisible();
  await visit(admin, `${paths.auditLog}?action=change-alert-rules`);
  await expect(admin.getByRole("row").nth(1).getByRole("deletion")).toHaveText("on, 48");
});

test("An admin chooses how long originals are kept, is refused what cannot be, and sees what it means", async ({
  admin,
  connector,
}) => {
  await visit(admin, paths.settings);
  const retention = section(admin, "Data retention");
  await expect(retention.getByText("Stored now, encrypted")).toBeVisible();
  await expect(retention.getByText("Next deletion")).toBeVisible();
  await expect(retention.getByRole("radio", { name: /^For a number of days/ })).toBeChecked();
  const days = retention.getByRole("spinbutton", { name: "Days to keep originals" });
  await expect(days).toHaveValue("30");
  await days.fill("4000");
  await retention.getByRole("button", { name: "Save retention" }).click();
  await expect(retention.getByText("Enter a whole number of days from 1 to 3650.")).toBeVisible();
  await expectAccessible(admin, "Settings, retention refused");
  await days.fill("90");
  await retention.getByRole("button", { name: "Save retention" }).click();
  await expect(retention.getByText(/^Saved. Originals are kept for 90 days/)).toBeVisible();

  await retention.getByRole("radio", { name: "Forever" }).check();
  await expect(days).toHaveCount(0);
  await retention.getByRole("button", { name: "Save retention" }).click();
  await expect(retention.getByText("Saved. From now on originals are kept forever.")).toBeVisible();
  await expect(retention.getByText("Never", { exact: true })).toBeVisible();
  await admin.reload();
  await expect(retention.getByRole("radio", { name: "Forever" })).toBeChecked();
  await visit(admin, `${paths.auditLog}?action=change-retention`);
  await expect(admin.getByRole("row").nth(1).getByRole("deletion")).toHaveText("90");

  // What it means is told where somebody asks about one message.
  await visit(admin, `${paths.run(connector.connectorId, connector.runId)}?state=imported`);
  await admin.getByRole("table", { name: "Deliveries" }).getByRole("link").first().click();
  await expect(admin.getByText("Kept, encrypted, forever, as the retention rule says")).toBeVisible();
});

test("An auditor sees where messages go and who has which role, and changes nothing", async ({
  admin,
  pageOf,
}) => {
  await visit(admin, paths.settings);
  const auditor = await pageOf("auditor");
  await visit(auditor, paths.settings);
  const people = auditor.getByRole("table", { name: "People and their roles" });
  await expect(people.getByRole("row").filter({ hasText: "admin@contoso.com" })).toContainText(
    "Connector.Admin",
  );
  await expect(people.getByRole("row").filter({ hasText: "auditor@contoso.com" })).toContainText("Auditor");
  for (const name of ["Save rules", "Save e-mail", "Save webhook", "Save retention"])
    await expectRefused(auditor, name, "Auditor");
  await expectAccessible(auditor, "Settings of an auditor");
});

for (const [role, name] of [
  ["operator", "Connector.Operator"],
  ["reader", "Connector.Reader"],
] as const) {
  test(`A viewer with the role of the ${role} sees the rules, and neither addresses nor people`, async ({
    pageOf,
  }) => {
    const page = await pageOf(role);
    await visit(page, paths.settings);
    await expect(page.getByText("You can look, but not change anything here")).toBeVisible();
    for (const button of ["Save rules", "Save retention"]) await expectRefused(page, button, name);
    await expect(page.getByRole("radio", { name: "Forever" })).toBeDisabled();
    for (const hidden of ["Mail server", "Address"]) await expect(page.getByLabel(hidden)).toHaveCount(0);
    await expect(page.getByRole("table", { name: "People and their roles" })).toHaveCount(0);
    await expect(page.getByText("contoso.com")).toHaveCount(0);
  });
}

test("An action taken from an admin's page of settings is refused to everybody else", async ({
  admin,
  pageOf,
}) => {
  await visit(admin, paths.settings);
  const save = section(admin, "Alert rules").getByRole("button", { name: "Save rules" });
  const action = await actionOf(admin, () => save.click());
  for (const role of ["operator", "reader", "auditor"] as const) {
    const answer = await replay(await pageOf(role), action, paths.settings);
    expect(answer).toContain("Your role does not allow this");
  }
});

test("An admin confirms the role for a connector again, by name and time", async ({ admin, connector }) => {
  await visit(admin, paths.connector(connector.connectorId, "settings"));
  const consent = section(admin, "Admin consent");
  await consent.getByRole("button", { name: "Confirm the role again" }).click();
  const question = dialog(admin, "Is the role assigned to you?");
  await expect(question.getByLabel("Exchange Online PowerShell")).toHaveValue(/"Mailbox Import Export"/);
  await expectAccessible(admin, "Is the role assigned to you?");
  await question.getByRole("button", { name: "It is assigned to me" }).click();
  await expect(consent.getByText("The role is confirmed.")).toBeVisible();
  await expect(fact(admin, "Mailbox Import Export role")).toHaveText(/^Confirmed by Avery Admin, /);
  await visit(admin, `${paths.auditLog}?action=attest-role`);
  await expect(admin.getByRole("row").nth(1)).toContainText("Confirmed the Mailbox Import Export role");
});

for (const [role, name] of [
  ["operator", "Connector.Operator"],
  ["reader", "Connector.Reader"],
  ["auditor", "Auditor"],
] as const) {
  test(`A connector's settings show the ${role} what they are, and why none can be changed`, async ({
    pageOf,
    connector,
  }) => {
    const page = await pageOf(role);
    await visit(page, paths.connector(connector.connectorId, "settings"));
    await expect(fact(page, "Name")).toHaveText(connector.name);
    await expect(fact(page, "State")).toHaveText("Granted tenant-wide");
    for (const button of [
      "Rename",
      "Change credentials",
      "Grant admin consent again",
      "Create a link for a global admin",
      "Confirm the role again",
      "Change scope",
      "Change schedule",
      "Delete",
    ])
      await expectRefused(page, button, name);
    await expect(page.getByRole("link", { name: /Grant admin consent/ })).toHaveCount(0);
  });
}

function section(page: Page, name: string): Locator {
  return page.getByRole("region", { name, exact: true });
}

async function expectRefused(page: Page, name: string, role: string): Promise<void> {
  const button = page.getByRole("button", { name, exact: true });
  await expect(button).toBeDisabled();
  await button.focus();
  await expect(button).toHaveAccessibleDescription(
    `Your role (${role}) does not allow this. Ask for the role Connector.Admin.`,
  );
  await button.blur();
}
