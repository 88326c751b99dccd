import { expect } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible } from "./support/accessible.ts";
import { alterLatestEntry } from "./support/audit-entry.ts";
import { downloadCsv } from "./support/csv.ts";
import { alert } from "./support/parts.ts";
import { ready, visit } from "./support/ready.ts";
import { test } from "./support/test.ts";

test("An auditor finds who did what, and that nothing was altered", async ({ pageOf, connector }) => {
  const auditor = await pageOf("auditor");
  await visit(auditor, paths.gallery);
  await auditor.getByRole("link", { name: "Audit log" }).click();
  await expect(auditor.getByRole("heading", { level: 1, name: "Audit log" })).toBeVisible();
  const created = auditor.getByRole("row").filter({ hasText: "Created the connector" });
  await expect(created.filter({ hasText: connector.name })).toHaveCount(1);

  await auditor.getByRole("button", { name: "Verify the chain" }).click();
  await expect(
    auditor.getByRole("status").filter({ hasText: /^All \d+ entries are as they were written/ }),
  ).toBeVisible();

  await auditor.getByLabel("Action", { exact: true }).selectOption({ label: "Created the connector" });
  await expect(auditor).toHaveURL(/action=activate-connector/);
  await expect(auditor.getByRole("row").filter({ hasText: "Accepted the terms of service" })).toHaveCount(0);
  const { fileName, records } = await downloadCsv(
    auditor,
    auditor.getByRole("link", { name: "Download as CSV" }),
  );
  expect(fileName).toBe("audit-log.csv");
  expect(new Set(records.slice(1).map((record) => record[5]))).toEqual(new Set(["activate-connector"]));

  await auditor.getByLabel("Person, connector or Job ID").fill("nobody is called so");
  await auditor.getByRole("button", { name: "Show", exact: true }).click();
  await expect(auditor.getByRole("heading", { name: "No entries match" })).toBeVisible();
  await auditor.getByRole("link", { name: "Show all entries" }).click();
  await expect(created.filter({ hasText: connector.name })).toHaveCount(1);
});

test("The filter's fields show what the address says, after Clear and after Back as well", async ({
  pageOf,
}) => {
  const auditor = await pageOf("auditor");
  await visit(auditor, paths.auditLog);
  const action = auditor.getByLabel("Action", { exact: true });
  const words = auditor.getByLabel("Person, connector or Job ID");
  const from = auditor.getByLabel("From (UTC)");
  const expectFields = async (...values: [string, string, string]) => {
    await expect(action).toHaveValue(values[0]);
    await expect(words).toHaveValue(values[1]);
    await expect(from).toHaveValue(values[2]);
  };
  const filter = async () => {
    await action.selectOption({ label: "Created the connector" });
    await expect(auditor).toHaveURL(/action=activate-connector$/);
    await words.fill("nobody is called so");
    await from.fill("2026-01-02");
    await auditor.getByRole("button", { name: "Show", exact: true }).click();
    await expect(auditor).toHaveURL(/from=2026-01-02&q=nobody/);
  };
  await action.selectOption({ label: "Created the connector" });
  await expect(auditor).toHaveURL(/action=activate-connector$/);
  await auditor.getByRole("link", { name: "Clear" }).click();
  await expect(auditor).toHaveURL(paths.auditLog);
  await expectFields("", "", "");
  await filter();
  await auditor.getByRole("link", { name: "Clear" }).click();
  await expect(auditor).toHaveURL(paths.auditLog);
  await expectFields("", "", "");
  await auditor.goBack();
  await expect(auditor).toHaveURL(/from=2026-01-02&q=nobody/);
  await expectFields("activate-connector", "nobody is called so", "2026-01-02");
  await auditor.goForward();
  await expectFields("", "", "");

  // What was typed and is refused is not in the address; Show all entries forgets it, too.
  await filter();
  await words.fill("+1 415 555 0177");
  await auditor.getByRole("button", { name: "Show", exact: true }).click();
  await expect(auditor.getByText("cannot be searched for here")).toBeVisible();
  await auditor.getByRole("link", { name: "Show all entries" }).click();
  await expect(auditor).toHaveURL(paths.auditLog);
  await expectFields("", "", "");
  await expect(auditor.getByText("cannot be searched for here")).toHaveCount(0);
});

test("An entry that was altered behind the portal's back is named when the chain is verified", async ({
  pageOf,
  connector,
}) => {
  const auditor = await pageOf("auditor");
  await visit(auditor, `${paths.auditLog}?q=${encodeURIComponent(connector.name)}`);
  const verify = auditor.getByRole("button", { name: "Verify the chain" });
  const undo = await alterLatestEntry("activate-connector");
  try {
    await verify.click();
    const answer = alert(auditor, "The audit log is not as it was written");
    await expect(answer).toContainText(`Entry number ${undo.number}.`);
    await expect(answer).toContainText("Keep a copy of the database as it is");
    await expectAccessible(auditor, "A chain that is broken");
  } finally {
    await undo.restore();
  }
  await verify.click();
  await expect(
    auditor.getByRole("status").filter({ hasText: /^All \d+ entries are as they were written/ }),
  ).toBeVisible();
});

test("A change of an admin stands in the log a moment later, with what was there before", async ({
  admin,
  connector,
}) => {
  await visit(admin, paths.connector(connector.connectorId));
  await admin.getByRole("button", { name: "Pause" }).click();
  await admin.getByRole("button", { name: "Resume" }).click();
  await expect(admin.getByRole("button", { name: "Pause" })).toBeVisible();
  await visit(admin, `${paths.auditLog}?q=${encodeURIComponent(connector.name)}&action=resume-connector`);
  const latest = admin.getByRole("row").nth(1);
  await expect(latest).toContainText("Resumed the connector");
  await expect(latest.getByRole("deletion")).toHaveText("paused");
  await latest.getByRole("link", { name: connector.name }).click();
  await ready(admin);
  await expect(admin.getByRole("heading", { level: 1, name: connector.name })).toBeVisible();
});

for (const role of ["reader", "operator"] as const) {
  test(`For a viewer with the role of the ${role} the log is neither in the navigation nor at its address`, async ({
    pageOf,
  }) => {
    const page = await pageOf(role);
    await visit(page, paths.auditLog);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your role does not show the audit log");
    await expect(page.getByRole("link", { name: "Audit log" })).toHaveCount(0);
  });
}
