import { expect, type Locator, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible } from "./support/accessible.ts";
import { visit } from "./support/ready.ts";
import { type Imported, test } from "./support/test.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 300_000 });

test("A delivery is explained from the vendor's item to what was read back, at an address of its own", async ({
  admin,
  connector,
}) => {
  const run = runOf(connector);
  await visit(admin, `${run}?state=imported`);
  const line = admin.getByRole("table", { name: "Deliveries" }).getByRole("row").nth(1);
  const link = line.getByRole("link");
  const itemId = await link.innerText();
  await link.click();
  const panel = explanation(admin);
  await expect(told(panel, "Item ID")).toHaveText(itemId);
  await expect(told(panel, "SHA-256 of its bytes")).toHaveText(/^[0-9a-f]{64}$/);
  await expect(told(panel, "Import key")).toHaveText(/^[0-9a-f]{64}$/);
  await expect(told(panel, "Message ID")).not.toBeEmpty();
  await expect(told(panel, "Folder ID")).not.toHaveText("Not made yet");
  await expect(told(panel, "Read back")).not.toHaveText("Not yet");
  await expect(told(panel, connector.jobId)).toContainText("Imported");
  await expect(panel.getByText(/^By the directory: the e-mail address leads/).first()).toBeVisible();

  await expect(admin).toHaveURL(/\?state=imported&delivery=\d+$/);
  await admin.reload();
  await expect(told(panel, "Item ID")).toHaveText(itemId);
  await expectAccessible(admin, "Explain");
  await panel.getByRole("button", { name: "Close" }).last().click();
  await expect(panel).toHaveCount(0);
  await expect(admin).toHaveURL(`${run}?state=imported`);
});

test("What failed is explained with its reason and its remedy", async ({ admin, connector }) => {
  await visit(admin, `${runOf(connector)}?state=failed`);
  const lines = admin.getByRole("table", { name: "Deliveries" }).getByRole("row");
  await lines.filter({ hasText: "The mailbox is full." }).first().getByRole("link").click();
  const panel = explanation(admin);
  await expect(panel.getByText("The mailbox is full.").first()).toBeVisible();
  await expect(told(panel, "Message ID")).toHaveText("No message is known");
  await expect(told(panel, "Read back")).toHaveText("Not yet");
});

test("An address of no delivery says so, and the page is there all the same", async ({
  admin,
  connector,
}) => {
  await visit(admin, `${runOf(connector)}?delivery=999999999999`);
  await expect(explanation(admin)).toContainText("This delivery does not exist");
  await admin.keyboard.press("Escape");
  await expect(explanation(admin)).toHaveCount(0);
  await expect(admin).toHaveURL(runOf(connector));
});

for (const role of ["operator", "reader", "auditor"] as const) {
  test(`The ${role} may look at a delivery's trace, too`, async ({ pageOf, connector }) => {
    const page = await pageOf(role);
    await visit(page, runOf(connector));
    await page.getByRole("table", { name: "Deliveries" }).getByRole("row").nth(1).getByRole("link").click();
    await expect(told(explanation(page), "SHA-256 of its bytes")).toHaveText(/^[0-9a-f]{64}$/);
  });
}

const runOf = ({ connectorId, runId }: Imported) => paths.run(connectorId, runId);

function explanation(page: Page): Locator {
  return page.getByRole("dialog", { name: "Explain this delivery" });
}

function told(panel: Locator, name: string): Locator {
  return panel
    .locator("dl > div")
    .filter({
      has: panel
        .page()
        .getByRole("term")
        .filter({ hasText: new RegExp(`^${name}$`) }),
    })
    .getByRole("definition");
}
