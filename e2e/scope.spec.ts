import { expect, type Locator, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible, expectNoViolation } from "./support/accessible.ts";
import { alert, count, dialog, fact, runState, told } from "./support/parts.ts";
import { ready, visit } from "./support/ready.ts";
import { openLastRun, runNow } from "./support/run-now.ts";
import { addItems, countArchived, FOLDER, listMailboxes } from "./support/sandbox.ts";
import { test } from "./support/test.ts";
import { createConnector, uniqueName } from "./support/wizard.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 300_000 });

const LEFT_OUT = /^[\d,]+ participants? left out by the connector's scope, as set\.$/;

test("Everybody but a few is archived, it shows who was left out, and a wider scope brings them in, once", async ({
  admin,
}) => {
  const { connectorId } = await createConnector(admin, uniqueName("Phones of a few"));
  await admin.getByRole("link", { name: "Watch the first import" }).click();
  await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 90_000 });
  await expect(admin.getByText(LEFT_OUT)).toHaveCount(0);
  // Whoever has got most so far stays; what they share with others is what the trace is to tell of.
  const [, ...others] = (await archivedBy()).map(({ upn }) => upn);

  const panel = await openScope(admin, connectorId);
  await panel.getByRole("radio", { name: "Everybody but the listed mailboxes" }).check();
  const addresses = panel.getByLabel("Addresses of the mailboxes");
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(panel.getByText("Nobody would be left out: the list is empty.")).toBeVisible();
  await addresses.fill([...others, "nobody@contoso.com"].join("\n"));
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(
    panel.getByText("No user of your organization has the address nobody@contoso.com."),
  ).toBeVisible();
  await expectNoViolation(admin, "Change scope, refused");
  await addresses.fill(others.join("; "));
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(told(admin, `everybody but the ${others.length} listed mailboxes is archived`)).toBeVisible();
  await expect(fact(admin, "Who is archived")).toHaveText("Everybody but the listed mailboxes");
  await expect(fact(admin, "Listed mailboxes")).toHaveText(String(others.length));

  await addItems(120);
  const before = await archivedBy();
  await visit(admin, paths.connector(connectorId));
  await runNow(admin);
  await openLastRun(admin);
  await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 90_000 });
  const run = new URL(admin.url()).pathname;
  await expect(admin.getByText(LEFT_OUT)).toBeVisible();
  await expect(
    admin.getByText("The connector's scope excludes every participant of the item who has a mailbox."),
  ).toBeVisible();
  await expect(admin.getByText("Does not balance")).toHaveCount(0);
  expect((await archivedBy()).filter(({ upn }) => others.includes(upn))).toEqual(
    before.filter(({ upn }) => others.includes(upn)),
  );

  const number = await explainLeftOut(admin, run);
  await visit(admin, paths.connector(connectorId, "unmapped"));
  const search = admin.getByRole("searchbox", { name: "Number or address" });
  await search.fill(number);
  await search.press("Enter");
  await expect(admin.getByRole("heading", { name: "No numbers or addresses match" })).toBeVisible();

  const wider = await openScope(admin, connectorId);
  await expect(wider.getByLabel("Addresses of the mailboxes")).toHaveValue(others.toSorted().join("\n"));
  await wider.getByRole("radio", { name: "Everybody who is mapped" }).check();
  await wider.getByRole("button", { name: "Save" }).click();
  const widened = told(admin, "Everybody who is mapped is archived from the next import on.");
  await widened.getByRole("button", { name: "Undo" }).click();
  await expect(fact(admin, "Who is archived")).toHaveText("Everybody but the listed mailboxes");
  await expect(fact(admin, "Listed mailboxes")).toHaveText(String(others.length));
  const again = await openScope(admin, connectorId);
  await again.getByRole("radio", { name: "Everybody who is mapped" }).check();
  await again.getByRole("button", { name: "Save" }).click();
  await expect(widened).toBeVisible();
  const archived = await countArchived();
  await visit(admin, run);
  await admin.getByRole("button", { name: "Run this window again" }).click();
  await dialog(admin, "Run this window again?").getByRole("button", { name: "Run again" }).click();
  await admin.waitForURL((url) => url.pathname !== run);
  await expect(runState(admin)).toHaveText(/^Completed/, { timeout: 90_000 });
  await expect(admin.getByText(LEFT_OUT)).toHaveCount(0);
  await expect(admin.getByText("Does not balance")).toHaveCount(0);
  const imported = await count(admin, "Items imported successfully");
  expect(imported).toBeGreaterThan(0);
  expect((await countArchived()) - archived).toBe(
    imported + (await count(admin, "Items partially imported")),
  );
});

test("Of two admins who change the scope at once the second is refused, and brings it into what the first has saved", async ({
  connector,
  admin,
  pageOf,
}) => {
  const { connectorId } = connector;
  const other = await pageOf("admin");
  const [ada, bob, carol, dan, eve] = (await listMailboxes()).map(({ upn }) => upn).toSorted();
  const listOf = (panel: Locator) => panel.getByLabel("Addresses of the mailboxes");
  const save = async (panel: Locator, ...addresses: (string | undefined)[]) => {
    await panel.getByRole("radio", { name: "Only the listed mailboxes" }).check();
    await listOf(panel).fill(addresses.join("\n"));
    await panel.getByRole("button", { name: "Save" }).click();
  };
  await save(await openScope(admin, connectorId), ada, bob);
  await expect(told(admin, "nobody but the 2 listed mailboxes is archived")).toBeVisible();

  const mine = await openScope(admin, connectorId);
  await save(await openScope(other, connectorId), ada, bob, carol);
  await expect(told(other, "nobody but the 3 listed mailboxes is archived")).toBeVisible();
  await save(mine, bob, dan);
  await expect(alert(admin, "The scope was not changed")).toContainText(
    "The scope was changed after you had opened it, so nothing was saved.",
  );
  await expect(listOf(mine)).toHaveValue([bob, dan].join("\n"));
  await expectNoViolation(admin, "Change scope, changed by another admin");
  await mine.getByRole("button", { name: "Bring in my changes" }).click();
  await expect(mine.getByRole("status").filter({ hasText: "This is the scope as it is now" })).toBeVisible();
  await expect(listOf(mine)).toHaveValue([bob, carol, dan].join("\n"));
  await expect(alert(admin, "The scope was not changed")).toHaveCount(0);
  await expectNoViolation(admin, "Change scope, with another admin's change");
  await mine.getByRole("button", { name: "Save" }).click();
  const mineSaved = told(admin, "nobody but the 3 listed mailboxes is archived");
  await expect(mineSaved).toBeVisible();

  await save(await openScope(other, connectorId), bob, carol, dan, eve);
  const theirsSaved = told(other, "nobody but the 4 listed mailboxes is archived");
  await expect(theirsSaved).toBeVisible();
  await mineSaved.getByRole("button", { name: "Undo" }).click();
  await expect(told(admin, "It was not taken back")).toContainText("the later change stays");
  await expect(fact(admin, "Listed mailboxes")).toHaveText("4");
  await theirsSaved.getByRole("button", { name: "Undo" }).click();
  await expect(told(other, "nobody but the 3 listed mailboxes is archived")).toBeVisible();
  await expect(fact(other, "Listed mailboxes")).toHaveText("3");

  const auditor = await pageOf("auditor");
  await visit(auditor, paths.connector(connectorId, "activity"));
  const entry = auditor.getByRole("row").filter({ hasText: "removed mailboxes" });
  await expect(entry.first()).toContainText(`removed mailboxes${eve}`);
  await expectNoViolation(auditor, "Activity with changes of the scope");

  const last = await openScope(admin, connectorId);
  await last.getByRole("radio", { name: "Everybody who is mapped" }).check();
  await last.getByRole("button", { name: "Save" }).click();
  await expect(fact(admin, "Who is archived")).toHaveText("Everybody who is mapped");
});

for (const role of ["operator", "reader", "auditor"] as const) {
  test(`The ${role} sees who is archived, and does not change it`, async ({ pageOf, connector }) => {
    const page = await pageOf(role);
    await visit(page, paths.connector(connector.connectorId, "settings"));
    await expect(fact(page, "Who is archived")).toHaveText("Everybody who is mapped");
    await expect(page.getByText("Listed mailboxes")).toHaveCount(0);
    const change = page.getByRole("button", { name: "Change scope" });
    await expect(change).toBeDisabled();
    await expect(change).toHaveAccessibleDescription(/Ask for the role Connector.Admin/);
  });
}

test("The scope and its panel, in every theme and on a phone", async ({ connector, admin }) => {
  const panel = await openScope(admin, connector.connectorId);
  await expectAccessible(admin, "Change scope");
  await panel.getByRole("radio", { name: "Only the listed mailboxes" }).check();
  await panel.getByLabel("Addresses of the mailboxes").fill("not-an-address");
  await panel.getByRole("button", { name: "Save" }).click();
  await expect(panel.getByText("Not an e-mail address: not-an-address.")).toBeVisible();
  await expectAccessible(admin, "Change scope, with a list");
  await panel.getByRole("button", { name: "Close" }).last().click();
  await expect(fact(admin, "Who is archived")).toHaveText("Everybody who is mapped");
  await expectAccessible(admin, "Settings with the scope");
});

async function openScope(page: Page, connectorId: string): Promise<Locator> {
  await visit(page, paths.connector(connectorId, "settings"));
  await page.getByRole("button", { name: "Change scope" }).click();
  const panel = page.getByRole("dialog", { name: "Change the scope" });
  await expect(panel.getByRole("radio", { name: "Everybody who is mapped" })).toBeVisible();
  return panel;
}

/** How much is archived in whose mailbox, most first. */
async function archivedBy(): Promise<{ upn: string; archived: number }[]> {
  const mailboxes = (await listMailboxes()).map(({ upn, folders }) => ({
    upn,
    archived: folders.find(({ name }) => name === FOLDER)?.totalItemCount ?? 0,
  }));
  return mailboxes
    .filter(({ archived }) => archived > 0)
    .toSorted((one, other) => other.archived - one.archived || one.upn.localeCompare(other.upn));
}

/** Opens deliveries of the run until one's trace tells of somebody left out. @returns that somebody's number */
async function explainLeftOut(page: Page, run: string): Promise<string> {
  await visit(page, run);
  const links = page.getByRole("table", { name: "Deliveries" }).getByRole("row").getByRole("link");
  await expect(links.first()).toBeVisible();
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  for (const href of hrefs.filter((each) => each.includes("delivery="))) {
    await page.goto(href.startsWith("?") ? `${run}${href}` : href);
    await ready(page);
    const panel = page.getByRole("dialog", { name: "Explain this delivery" });
    await expect(panel.getByRole("heading", { name: "Mapping" })).toBeVisible();
    const line = panel.locator("dl > div").filter({ hasText: "which the connector's scope leaves out." });
    if ((await line.count()) === 0) continue;
    const [number] = /\d{10,15}/.exec(await line.first().getByRole("term").innerText()) ?? [];
    if (number !== undefined) return number;
  }
  throw new Error("no delivery of the run tells of somebody left out");
}
