import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible } from "./support/accessible.ts";
import { downloadCsv } from "./support/csv.ts";
import { count } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { type Imported, test } from "./support/test.ts";

/** What one answer holds, and what the page holds at most of all that was loaded. */
const PAGE_ROWS = 50;
const MOST_IN_PAGE = 60;

test("A run's deliveries are filtered by state, and the address remembers it", async ({
  admin,
  connector,
}) => {
  const run = runOf(connector);
  await visit(admin, run);
  const failed = await count(admin, "Items failed");
  await admin.getByRole("combobox", { name: "State of the deliveries" }).selectOption("Failed");
  await expect(admin).toHaveURL(`${run}?state=failed`);
  await expect(table(admin)).toHaveAttribute("aria-rowcount", `${failed + 1}`);
  await expect(lines(admin).nth(1)).toContainText("Failed");
  for (const [, text] of await placesOf(admin)) expect(text).toContain("Failed");
  await admin.reload();
  await expect(lines(admin).filter({ hasText: "The mailbox is full." }).first()).toBeVisible();
  await expect(lines(admin).filter({ hasText: "Imported" })).toHaveCount(0);
});

test("A reason among the outcomes leads to its deliveries, and the address remembers it", async ({
  admin,
  connector,
}) => {
  const run = runOf(connector);
  await visit(admin, run);
  const outcome = admin
    .getByRole("table", { name: "Outcomes by reason" })
    .getByRole("row")
    .filter({ has: admin.getByRole("link", { name: "The mailbox is full." }) });
  const many = Number(
    (await outcome.getByRole("cell").first().locator("> div").innerText()).replaceAll(",", ""),
  );
  expect(many).toBeGreaterThan(0);
  await outcome.getByRole("link").click();
  await expect(admin).toHaveURL(`${run}?reason=mailbox-full#lists`);
  await expect(admin.getByText("Only with this reason: The mailbox is full.")).toBeVisible();
  await admin.reload();
  await expect(table(admin)).toHaveAttribute("aria-rowcount", many > PAGE_ROWS ? "-1" : `${many + 1}`);
  for (const [, text] of await placesOf(admin)) expect(text).toContain("The mailbox is full.");
  const state = admin.getByRole("combobox", { name: "State of the deliveries" });
  await state.selectOption("Imported");
  await expect(admin.getByText("No deliveries match.")).toBeVisible();
  await admin.getByRole("link", { name: "Show all deliveries" }).click();
  await expect(admin).toHaveURL(`${run}?state=imported`);
  // All that was imported was read back.
  await state.selectOption("Not read back");
  await expect(admin).toHaveURL(`${run}?state=unread`);
  await expect(admin.getByText("No deliveries match.")).toBeVisible();
});

test("All deliveries are downloaded, those that were simply imported as well", async ({
  admin,
  connector,
}) => {
  await visit(admin, runOf(connector));
  const { fileName, records } = await downloadCsv(
    admin,
    admin.getByRole("link", { name: "Download complete log" }),
  );
  expect(fileName).toBe(`${connector.jobId}-complete.csv`);
  for (const [outcome, counter] of [
    ["Imported", "Items imported successfully"],
    ["Partially imported", "Items partially imported"],
    ["Failed", "Items failed"],
  ] as const) {
    const lines = records.filter((record) => record[4] === outcome);
    expect(lines, outcome).toHaveLength(await count(admin, counter));
  }
});

test("The list is read on by scrolling, each delivery once, and the page never holds more than is in sight", async ({
  admin,
  connector,
}) => {
  await visit(admin, `${runOf(connector)}?state=imported`);
  const imported = await count(admin, "Items imported successfully");
  expect(imported).toBeGreaterThan(2 * PAGE_ROWS);
  await expect(table(admin)).toHaveAttribute("aria-rowcount", `${imported + 1}`);

  const seen = new Map<number, string>();
  await expect(async () => {
    for (const [place, text] of await placesOf(admin)) {
      expect(seen.get(place) ?? text).toBe(text);
      seen.set(place, text);
    }
    expect(await lines(admin).count()).toBeLessThan(MOST_IN_PAGE);
    await admin.evaluate(() => window.scrollBy(0, window.innerHeight / 2));
    expect(Math.max(...seen.keys())).toBe(imported + 1);
  }).toPass({ intervals: [100], timeout: 60_000 });
  // Nothing was skipped on the way, and nothing came twice.
  expect(seen.size).toBe(imported);
  expect(new Set(seen.values()).size).toBe(imported);
  await expect(admin.getByRole("button", { name: "Load more" })).toHaveCount(0);
  await expectAccessible(admin, "Deliveries, read to their end");

  // An explanation opens over the list, which stays where it was read to.
  const last = lines(admin).last();
  const text = await last.innerText();
  await last.getByRole("link").click();
  await admin.getByRole("dialog", { name: "Explain" }).getByRole("button", { name: "Close" }).last().click();
  await expect(admin.getByRole("dialog")).toHaveCount(0);
  await expect(lines(admin).last()).toBeInViewport();
  expect(await lines(admin).last().innerText()).toBe(text);
});

test("A page that is loaded anew where it was scrolled to shows what is in sight there", async ({
  admin,
  connector,
}) => {
  await visit(admin, `${runOf(connector)}?state=imported`);
  await expect(async () => {
    await admin.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    expect(Math.min(...(await placesOf(admin)).map(([place]) => place))).toBeGreaterThan(5);
  }).toPass();
  await admin.reload();
  const isAnyInSight = () =>
    lines(admin).evaluateAll((rows) =>
      rows.slice(1).some((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return bottom > 0 && top < window.innerHeight;
      }),
    );
  await expect.poll(isAnyInSight).toBe(true);
});

test.describe("without an answer", () => {
  test.use({ expectedErrors: [/Failed to load resource/] });

  test("what was loaded stays, and the reader is told where the list ends", async ({ admin, connector }) => {
    const address = /\/api\/runs\/[^/]+\/deliveries/;
    await admin.route(address, (route) => route.abort());
    await visit(admin, `${runOf(connector)}?state=imported`);
    await lines(admin).last().scrollIntoViewIfNeeded();
    const notice = admin.getByRole("status", { name: "The portal does not answer" });
    await expect(async () => {
      await admin.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      await expect(notice).toBeVisible({ timeout: 500 });
    }).toPass();
    await expect(notice).toContainText("The list ends here until it can be read on.");
    await admin.unroute(address);
    await notice.getByRole("button", { name: "Try again" }).click();
    await expect(notice).toHaveCount(0);
    await expect(async () => {
      await admin.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
      expect(Math.max(...(await placesOf(admin)).map(([place]) => place))).toBeGreaterThan(1 + PAGE_ROWS);
    }).toPass();
  });
});

const runOf = ({ connectorId, runId }: Imported) => paths.run(connectorId, runId);
const table = (page: Page) => page.getByRole("table", { name: "Deliveries" });
const lines = (page: Page) => table(page).getByRole("row");

/** The rows that the page holds now, each with its place in the whole list: the first is 2, after the head. */
function placesOf(page: Page): Promise<[place: number, text: string][]> {
  return lines(page).evaluateAll((rows) =>
    rows
      .slice(1)
      .map((row) => [Number(row.getAttribute("aria-rowindex")), row.textContent] as [number, string]),
  );
}
