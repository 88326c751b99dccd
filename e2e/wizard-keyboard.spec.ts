import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { expect, type Locator, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { VENDOR_PASSWORD } from "#sandbox/world.ts";
import { expectAccessible } from "./support/accessible.ts";
import { fact, told } from "./support/parts.ts";
import { ready, visit } from "./support/ready.ts";
import { test } from "./support/test.ts";
import {
  acceptTerms,
  beginSetup,
  createConnector,
  reachMapping,
  step,
  uniqueName,
} from "./support/wizard.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });
test.describe.configure({ timeout: 600_000 });

test("The wizard is walked by keyboard alone, from the product page to the first import", async ({
  admin: page,
  connector,
}) => {
  // The consent is there from the connector that was made before.
  expect(connector.connectorId).not.toBe("");
  const name = uniqueName("Set up by keyboard");
  await visit(page, paths.product("att-network"));
  await pressAt(page, page.getByRole("button", { name: "Add connector" }), "Enter");
  await expect(step(page, "Terms of service")).toBeVisible();
  await ready(page);
  await pressAt(page, page.getByText("Help with this step"), "Enter");
  await expect(page.getByText("What happens when I accept?")).toBeVisible();
  await pressAt(page, page.getByRole("button", { name: "Accept" }), "Enter");

  await expect(step(page, "Login to TeleMessage")).toBeFocused();
  await ready(page);
  for (const [label, text] of [
    ["Connector name", name],
    ["Username", "contoso-archive"],
    ["Password", VENDOR_PASSWORD],
  ] as const) {
    await tabTo(page, page.getByLabel(label));
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(text);
  }
  await pressAt(page, page.getByRole("button", { name: "Validate connection" }), "Enter");
  await expect(page.getByText("Connected to TeleMessage")).toBeVisible();
  await pressAt(page, page.getByRole("button", { name: "Next" }), "Enter");

  await expect(step(page, "User mapping")).toBeFocused();
  await ready(page);
  await expect(page.getByRole("switch", { name: "Enable automatic user mapping" })).toBeChecked();
  await pressAt(page, page.getByRole("switch", { name: "Use a custom mapping file" }), "Space");
  await expect(page.getByRole("link", { name: "Download the template" })).toBeVisible();
  await pressAt(page, page.getByRole("switch", { name: "Use a custom mapping file" }), "Space");
  await pressAt(page, page.getByRole("button", { name: "Next" }), "Enter");

  await expect(step(page, "Admin consent")).toBeFocused();
  await expect(page.getByText("Granted tenant-wide").first()).toBeVisible();
  await ready(page);
  await pressAt(page, page.getByRole("checkbox", { name: /I have checked/ }), "Space");
  await pressAt(page, page.getByRole("button", { name: "Next" }), "Enter");

  await expect(step(page, "Review")).toBeFocused();
  await ready(page);
  await pressAt(page, page.getByRole("button", { name: "Finish" }), "Enter");
  await expect(page.getByRole("heading", { level: 1, name: `${name} is created` })).toBeVisible();
});

test("A setup that was left is resumed from the page of its kind", async ({ admin }) => {
  const name = uniqueName("Left in the middle");
  await reachMapping(admin, name);
  await visit(admin, paths.product("att-network"));
  await expectAccessible(admin, "A product page with a setup that is not finished");
  await admin.getByRole("link", { name: `Resume ${name}` }).click();
  await expect(step(admin, "User mapping")).toBeVisible();
  await beginSetup(admin);
  await acceptTerms(admin);
});

test("A mapping of a million rows is uploaded with its progress told, and shown as accepted, unchanged and refused", async ({
  admin,
}) => {
  const { connectorId } = await createConnector(admin, uniqueName("Phones by the million"));
  const folder = await mkdtemp(join(tmpdir(), "million-"));
  try {
    await visit(admin, paths.connector(connectorId, "mapping"));
    await upload(admin, await fileOf(folder, "first.csv", "ada.lovelace@contoso.com"));
    await expect(fact(admin, "Rows accepted")).toHaveText("1,000,000", { timeout: 300_000 });
    await admin.getByRole("button", { name: "Put version 1 in force" }).click();
    await expect(told(admin, /^The file is in force/)).toBeVisible({ timeout: 60_000 });
    // Every tenth row is another one.
    await upload(admin, await fileOf(folder, "second.csv", "alan.turing@contoso.com"));
    await expect(fact(admin, "Rows accepted").first()).toBeVisible({ timeout: 300_000 });
    await expect(admin.getByText("900,000 rows accepted that are as in the version in use.")).toBeVisible({
      timeout: 300_000,
    });
    await expect(admin.getByText(/^100,000 rows accepted that differ from the version in use/)).toBeVisible();
    await expect(admin.getByText("1 row not taken")).toBeVisible();
    for (const label of ["Refused rows", "New or changed rows", "Unchanged rows"]) {
      await expect(admin.getByRole("table", { name: label })).toBeVisible();
    }
    await expectAccessible(admin, "A mapping of a million rows");
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function upload(page: Page, path: string): Promise<void> {
  await page.getByRole("button", { name: "Upload a new file" }).click();
  await page.getByLabel("Custom mapping file", { exact: true }).setInputFiles(path);
  await expect(page.getByRole("progressbar", { name: "Upload" })).toBeVisible();
}

/** A million numbers, every tenth of them with this mailbox, and a row that nobody can read. */
async function fileOf(folder: string, name: string, everyTenth: string): Promise<string> {
  const path = join(folder, name);
  function* rows(): Generator<string> {
    yield "External User ID,Microsoft 365 User Mailbox\n";
    for (let at = 0; at < 1_000_000; at += 1000) {
      yield Array.from({ length: 1000 }, (_, n) => {
        const mailbox = n % 10 === 0 ? everyTenth : "grace.hopper@contoso.com";
        return `1415${2_000_000 + at + n},${mailbox}\n`;
      }).join("");
    }
    yield "4.41E+11,grace.hopper@contoso.com\n";
  }
  await pipeline(rows, createWriteStream(path));
  return path;
}

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, place: Locator): Promise<void> {
  await expect(place).toBeVisible();
  for (let tabs = 0; tabs < 80; tabs += 1) {
    if (await place.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(place).toBeFocused();
}

async function pressAt(page: Page, place: Locator, key: string): Promise<void> {
  await tabTo(page, place);
  await page.keyboard.press(key);
}
