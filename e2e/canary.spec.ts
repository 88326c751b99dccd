import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { alert, fact, runState } from "./support/parts.ts";
import { visit } from "./support/ready.ts";
import { openLastRun, runNow } from "./support/run-now.ts";
import { addEml } from "./support/sandbox.ts";
import { test } from "./support/test.ts";
import {
  acceptTerms,
  beginSetup,
  fillLogin,
  reachMapping,
  uniqueName,
  uploadMapping,
  validateConnection,
} from "./support/wizard.ts";

// Marked numbers, addresses and passwords are typed wherever the portal takes some; then its log and every address that
// a browser asked for are searched for them.

const MARK = "zq7xcanary";
const NUMBER = "14155550177";
const ADDRESS = `${MARK}@outside.example`;
const SHAPES = [MARK, NUMBER, "415 555 0177", "415-555-0177", "outside.example", "outside%2Eexample"];
const portalLog = () => readFileSync(process.env["PORTAL_LOG"] ?? "", "utf8");

test.use({ expectedErrors: [/status of [45]\d\d/] });
test.describe.configure({ timeout: 300_000 });

test("No number, address or password that was typed stands in the portal's log or in an address", async ({
  admin,
  pageOf,
  connector,
}) => {
  // Another organization's, so that nobody else's settings are touched.
  const stranger = await pageOf("stranger");
  const asked: string[] = [];
  for (const page of [admin, stranger]) {
    page.on("request", (request) => asked.push(request.url(), request.headers()["referer"] ?? ""));
    page.on("framenavigated", (frame) => asked.push(frame.url()));
  }

  await typeLogin(admin);
  await uploadMarkedMapping(admin);
  await searchEverywhere(admin, connector);
  await openMarkedItems(admin, connector);
  await saveMarkedChannels(stranger);
  await askRoutesForNonsense(admin, connector.connectorId);

  expect(asked.length).toBeGreaterThan(50);
  expect(shapesIn(asked.join("\n")), "in an address").toEqual([]);
  expect(portalLog(), "the log is the one of this portal").toContain('"process":"portal"');
  expect(shapesIn(portalLog()), "in the portal's log").toEqual([]);
});

function shapesIn(text: string): string[] {
  const plain = decodeURIComponent(text.replaceAll(/%(?![0-9a-f]{2})/gi, "%25")).toLowerCase();
  return SHAPES.filter((shape) => plain.includes(shape.toLowerCase()));
}

/** A user name and a password that TeleMessage refuses. */
async function typeLogin(page: Page): Promise<void> {
  await beginSetup(page);
  await acceptTerms(page);
  await fillLogin(page, {
    name: uniqueName("Marked"),
    username: `${MARK}-user`,
    password: `${MARK}-password`,
  });
  await validateConnection(page);
  await expect(alert(page, /TeleMessage refused/)).toBeVisible();
}

async function uploadMarkedMapping(page: Page): Promise<void> {
  await reachMapping(page, uniqueName("Marked mapping"));
  await page.getByRole("switch", { name: "Use a custom mapping file" }).check();
  await uploadMapping(page, `${MARK}.csv`, `${NUMBER},${ADDRESS}\n${MARK},${ADDRESS}\n`);
  await expect(fact(page, "Rows refused")).toHaveText("1");
}

type Ids = { connectorId: string; runId: string };

async function searchEverywhere(page: Page, { connectorId, runId }: Ids): Promise<void> {
  const search = async (path: string, label: string, text: string) => {
    await visit(page, path);
    const box = page.getByRole("searchbox", { name: label });
    await box.fill(text);
    await box.press("Enter");
  };
  await search(paths.run(connectorId, runId), "Item ID, mailbox or person", ADDRESS);
  await expect(alert(page, "Nothing was found")).toBeVisible();
  await search(paths.connector(connectorId, "unmapped"), "Number or address", `+${NUMBER}`);
  await expect(page.getByText(/No number|Everybody has a mailbox/).first()).toBeVisible();
  await search(paths.auditLog, "Person, connector or Job ID", ADDRESS);
  await expect(page.getByText(/e-mail addresses cannot be searched for here/)).toBeVisible();
  await search(paths.connectors, "Search connectors", `+${NUMBER}`);
  await expect(page.getByText("No connector matches")).toBeVisible();
}

/** Items whose ID holds their sender's number, as one of TeleMessage's feeds makes it: one that is imported, one that is not. */
async function openMarkedItems(page: Page, { connectorId }: Ids): Promise<void> {
  const at = Date.now();
  const [imported, rejected] = [`${at}_${NUMBER}`, `${at + 1}_${NUMBER}`];
  await addEml(
    imported,
    "From: Ada Lovelace <ada.lovelace@contoso.com>\r\nTo: <alan.turing@contoso.com>\r\nSubject: SMS\r\n\r\nHello\r\n",
  );
  await addEml(rejected, "\u0001\u0002 no e-mail");
  await visit(page, paths.connector(connectorId));
  await runNow(page);
  await openLastRun(page);
  await expect(runState(page)).toHaveText(/^Completed/, { timeout: 60_000 });
  const run = new URL(page.url()).pathname;
  const find = async (itemId: string) => {
    await visit(page, run);
    await page.getByRole("searchbox", { name: "Item ID, mailbox or person" }).fill(itemId);
    await page.getByRole("button", { name: "Find", exact: true }).click();
  };
  await find(imported);
  await expect(page.getByText(`Only the item ${imported}.`)).toBeVisible();
  await page.getByRole("table", { name: "Deliveries" }).getByRole("link", { name: imported }).first().click();
  await expect(page.getByRole("dialog", { name: "Explain this delivery" })).toContainText(imported);
  await find(rejected);
  await expect(page.getByRole("dialog", { name: "Explain this item" })).toContainText(rejected);
  await page.reload();
  await expect(page.getByRole("dialog", { name: "Explain this item" })).toContainText(rejected);
}

async function saveMarkedChannels(page: Page): Promise<void> {
  await visit(page, paths.settings);
  const email = page.getByRole("region", { name: "E-mail" });
  await email.getByLabel("Mail server").fill("127.0.0.1");
  await email.getByLabel("Security").selectOption({ label: "STARTTLS (port 587)" });
  await email.getByLabel("Port").fill("9");
  await email.getByLabel("User name").fill(`${MARK}-mail`);
  await email.getByLabel("Mail password").fill(`${MARK}-mail-password`);
  await email.getByLabel("From").fill(ADDRESS);
  await email.getByLabel("To").fill(ADDRESS);
  await email.getByRole("button", { name: "Save e-mail" }).click();
  await expect(email.getByText("The e-mail settings are saved.")).toBeVisible();
  await email.getByRole("button", { name: "Send test" }).click();
  await expect(alert(page, "The test message did not arrive")).toBeVisible();
  await email.getByRole("switch", { name: "Send alerts by e-mail" }).uncheck();
  await email.getByRole("button", { name: "Save e-mail" }).click();
  await expect(email.getByText("The e-mail settings are saved.")).toBeVisible();
}

/** What is no request that a page of ours would send: it is refused, and not quoted. */
async function askRoutesForNonsense(page: Page, connectorId: string): Promise<void> {
  const statuses = await page.evaluate(
    async ([mapping, text]) => {
      const answers = await Promise.all([
        fetch(mapping, { method: "POST", body: text, headers: { "x-file-name": text } }),
        fetch("/api/auth/callback/entra", {
          method: "POST",
          body: new URLSearchParams({ code: text, state: text }),
        }),
        fetch("/sign-in", { method: "POST", body: text, headers: { "next-action": "0".repeat(40) } }),
      ]);
      return answers.map(({ status }) => status);
    },
    [paths.api.mappingUpload(connectorId), `${MARK} ${NUMBER} ${ADDRESS}`] as const,
  );
  expect(statuses).toHaveLength(3);
}

test("The portal opens no debugger, neither by a signal nor at an address", async ({ page, admin }) => {
  const pid = Number(process.env["PORTAL_PID"]);
  process.kill(pid, "SIGUSR1");
  for (const path of [
    "/debug",
    "/debug/pprof/heap",
    "/heapdump",
    "/actuator/heapdump",
    "/json/list",
    "/metrics",
    "/ready",
    "/api/debug",
    "/api/metrics",
    "/_next/trace",
    "/__nextjs_original-stack-frames",
    "/.env",
    "/server.js.map",
  ])
    for (const { request } of [page, admin]) expect((await request.get(path)).status(), path).toBe(404);
  expect(process.kill(pid, 0), "it lives").toBe(true);
  expect(portalLog()).not.toMatch(/Debugger listening/);
});
