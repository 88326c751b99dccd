import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import {
  consentRoutesOf,
  PAGES_OF_ORGANIZATION,
  pagesOfConnector,
  ROUTES_OF_ORGANIZATION,
  routesOfConnector,
} from "./support/every-address.ts";
import { row, runState } from "./support/parts.ts";
import { ready, visit } from "./support/ready.ts";
import { actionOf, replay } from "./support/replay.ts";
import { ACCOUNTS, signIn } from "./support/sign-in.ts";
import { type Imported, test } from "./support/test.ts";

const KIND = "att-network";
const NO_SUCH_ID = "00000000-0000-4000-8000-000000000000";

const pagesOf = (connector: Imported) => [...PAGES_OF_ORGANIZATION, ...pagesOfConnector(connector)];
const routesOf = (connector: Imported) => [...ROUTES_OF_ORGANIZATION, ...routesOfConnector(connector)];

// The browser notes every answer that is no success.
test.use({ expectedErrors: [/Failed to load resource: the server responded with a status of 40[134]/] });

test("A visitor who is not signed in is sent to the sign-in, and told 401 by every route", async ({
  page,
  connector,
}) => {
  for (const path of pagesOf(connector)) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    const from = new URL(page.url()).searchParams.get("from");
    expect(from).toBe(path === "/" ? paths.gallery : path);
  }
  for (const route of routesOf(connector))
    expect(await ask(page, route), route).toEqual(problem(401, "signed-out"));
  expect(await upload(page, connector.connectorId)).toEqual(problem(401, "signed-out"));

  await page.goto(paths.run(connector.connectorId, connector.runId));
  await signIn(page, "reader");
  await expect(page.getByRole("heading", { level: 1, name: connector.jobId })).toBeVisible();
});

test("A reader looks and downloads, and changes nothing", async ({ pageOf, connector }) => {
  const reader = await pageOf("reader");
  await looksButChangesNothing(reader, connector, "Connector.Reader");
  expect(await ask(reader, paths.api.auditExport(""))).toEqual(problem(403, "not-allowed"));
  expect((await ask(reader, paths.api.runLog(connector.runId))).status).toBe(200);
});

test("An auditor looks, and changes nothing", async ({ pageOf, connector }) => {
  await looksButChangesNothing(await pageOf("auditor"), connector, "Auditor");
});

test("An operator runs and pauses, and sets nothing up", async ({ pageOf, connector }) => {
  const operator = await pageOf("operator");
  await addsNoConnector(operator, "Connector.Operator");
  await visit(operator, paths.connector(connector.connectorId));
  await expect(operator.getByRole("button", { name: "Run now" })).toBeEnabled();
  await operator.getByRole("button", { name: "Pause" }).click();
  await expect(runState(operator)).toHaveText("Paused");
  await operator.getByRole("button", { name: "Resume" }).click();
  await expect(runState(operator)).toHaveText("Healthy");
  for (const route of consentRoutesOf(connector))
    expect(await ask(operator, route), route).toEqual(problem(403, "not-allowed"));
});

test("Somebody without a role learns whom to ask, and nothing else", async ({ pageOf, connector }) => {
  const page = await pageOf("norole");
  for (const path of pagesOf(connector)) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: "You have no role here yet" })).toBeVisible();
    await expect(page.getByText(connector.name)).toHaveCount(0);
  }
  await expect(page.getByText(`You are signed in as ${ACCOUNTS.norole}`)).toBeVisible();
  await expect(page.getByText(/Ask an administrator of your organization/)).toBeVisible();
  for (const route of routesOf(connector)) {
    expect(await ask(page, route), route).toEqual(problem(403, "not-allowed"));
  }
  expect(await upload(page, connector.connectorId)).toEqual(problem(403, "not-allowed"));
});

test("Another organization's admin finds nothing of this one", async ({ pageOf, connector }) => {
  const stranger = await pageOf("stranger");
  await visit(stranger, paths.connectors);
  await expect(stranger.getByRole("heading", { name: "No connectors yet" })).toBeVisible();
  const list = await stranger.evaluate(async (url) => (await fetch(url)).json(), paths.api.connectors);
  expect(list).toMatchObject({ connectors: [], drafts: [] });

  for (const id of [connector.connectorId, NO_SUCH_ID]) {
    // Nobody can tell what exists elsewhere from what exists nowhere.
    const same = { ...connector, connectorId: id, ...(id === NO_SUCH_ID && { runId: id }) };
    for (const route of routesOfConnector(same)) {
      expect(await ask(stranger, route), route).toEqual(problem(404, "not-found"));
    }
    expect(await upload(stranger, id)).toEqual(problem(404, "not-found"));
    for (const path of pagesOfConnector(same)) {
      expect((await stranger.goto(path))?.status(), path).toBe(404);
      await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("There is nothing here");
    }
  }
});

test("An action taken from an admin's page is refused to everybody who may not do it", async ({
  admin,
  pageOf,
  connector,
}) => {
  await visit(admin, paths.connector(connector.connectorId));
  const action = await actionOf(admin, () => admin.getByRole("button", { name: "Pause" }).click());
  await expect(runState(admin)).toHaveText("Paused");
  await admin.getByRole("button", { name: "Resume" }).click();
  await expect(runState(admin)).toHaveText("Healthy");

  expect(await replay(await pageOf("reader"), action)).toContain("Your role does not allow this");
  expect(await replay(await pageOf("stranger"), action)).toContain("This connector does not exist");
  const visitor = await pageOf("norole");
  expect(await replay(visitor, action)).not.toContain("Paused. Nothing is lost");
  await visitor.context().clearCookies();
  expect(await replay(visitor, action)).not.toContain("Paused. Nothing is lost");
  await visit(admin, paths.connector(connector.connectorId));
  await expect(runState(admin)).toHaveText("Healthy");
});

test("An address that writes does nothing for an admin whom another site sent there", async ({
  admin,
  connector,
}) => {
  for (const route of consentRoutesOf(connector)) {
    // With the admin's cookies, as a link from elsewhere or a typed address carries them.
    for (const site of ["cross-site", "none"]) {
      const answer = await admin.request.get(route, {
        headers: { "sec-fetch-site": site },
        maxRedirects: 0,
      });
      expect(answer.status(), `${site} ${route}`).toBe(403);
    }
  }
  const state = paths.api.consentState(connector.connectorId);
  await visit(admin, paths.connectors);
  expect((await ask(admin, state)).status, "a page of ours may ask").toBe(200);
});

test("A session that ends while a page is open says so, and leads back", async ({ pageOf, connector }) => {
  const reader = await pageOf("reader");
  await visit(reader, paths.connectors);
  await expect(row(reader, connector.name)).toBeVisible();
  // An answer that was on its way may bring the session's cookie back once.
  await expect(async () => {
    await reader.context().clearCookies();
    await expect(reader.getByText("Your session has ended")).toBeVisible({ timeout: 8_000 });
  }).toPass();
  await expect(row(reader, connector.name)).toBeVisible();
  await reader.getByRole("link", { name: "Sign in again" }).click();
  await signIn(reader, "reader");
  await expect(reader).toHaveURL(paths.connectors);
});

/** What a reader and an auditor have in common. */
async function looksButChangesNothing(page: Page, connector: Imported, role: string): Promise<void> {
  const reason = `Your role (${role}) does not allow this. Ask for the role Connector.Operator or Connector.Admin.`;
  await addsNoConnector(page, role);

  await visit(page, paths.connectors);
  await expect(row(page, connector.name)).toContainText("Healthy");
  await page.getByRole("checkbox", { name: `Select ${connector.name}` }).check();
  for (const name of ["Run now", "Pause", "Resume"]) await expectRefused(page, name, reason);

  await row(page, connector.name).getByRole("link", { name: connector.name }).click();
  const panel = page.getByRole("dialog", { name: connector.name });
  await panel.getByRole("link", { name: "Open the full page" }).click();
  await expect(page).toHaveURL(paths.connector(connector.connectorId));
  await ready(page);
  for (const name of ["Run now", "Pause"]) await expectRefused(page, name, reason);

  expect(await upload(page, connector.connectorId)).toEqual(problem(403, "not-allowed"));
  for (const route of consentRoutesOf(connector))
    expect(await ask(page, route), route).toEqual(problem(403, "not-allowed"));
}

async function addsNoConnector(page: Page, role: string): Promise<void> {
  const reason = `Your role (${role}) does not allow this. Ask for the role Connector.Admin.`;
  await visit(page, paths.product(KIND));
  await expect(page.getByText("You can look, but not add a connector")).toBeVisible();
  await expectRefused(page, "Add connector", reason);
  await visit(page, paths.newConnector(KIND));
  await expectRefused(page, "Start another setup", reason);
}

/** A button that is there, can be reached, does nothing, and says why. */
async function expectRefused(page: Page, name: string, reason: string): Promise<void> {
  const button = page.getByRole("button", { name, exact: true });
  await expect(button).toBeDisabled();
  await button.focus();
  await expect(button).toHaveAccessibleDescription(reason);
  await button.blur();
}

type Answer = { status: number; type: string | null; code: string | undefined };

const problem = (status: number, code: string): Answer => ({
  status,
  type: "application/problem+json",
  code,
});

type Sent = { method: string; body?: string };

/** What a route answers to this page's session. */
function ask(page: Page, url: string, init: Sent = { method: "GET" }): Promise<Answer> {
  return page.evaluate(
    async ([url, init]) => {
      const response = await fetch(url, { ...init, redirect: "manual" });
      const type = response.headers.get("content-type");
      const isProblem = type === "application/problem+json";
      return { status: response.status, type, code: isProblem ? (await response.json()).code : undefined };
    },
    [url, init] as const,
  );
}

function upload(page: Page, connectorId: string): Promise<Answer> {
  return ask(page, paths.api.mappingUpload(connectorId), {
    method: "POST",
    body: "12125550106,donald.knuth@contoso.com",
  });
}
