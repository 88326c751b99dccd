import type { Page } from "playwright";
import { paths } from "#lib/paths.ts";
import type { Scene } from "./scene.ts";

/** A screen: where it is, and what is done there before its picture is taken. */
export type Screen = {
  name: string;
  path: string;
  /** Who looks; an admin, where it is left out. */
  as?: "nobody" | "norole" | "stranger";
  prepare?: (page: Page) => Promise<void>;
};

const opened = (page: Page) => page.getByRole("dialog").or(page.getByRole("alertdialog")).first().waitFor();

const press = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole("button", { name }).first().click();
  await opened(page);
};

const follow = (name: string | RegExp) => async (page: Page) => {
  await page.getByRole("link", { name }).first().click();
  await opened(page);
};

const ANSWERS = `**${paths.api.connectors}`;

/** The page's own data arrives in a form that it cannot show. */
const broken = async (page: Page) => {
  await page.route(ANSWERS, (route) => route.fulfill({ json: {} }));
  await page.getByRole("heading", { name: "This page could not be shown" }).waitFor();
  await page.unroute(ANSWERS);
};

/** Every screen of the portal, and the panels and questions that lie over them. */
export function screensOf({
  connectorId,
  runId,
  deliveryId,
  draftId,
  deletedId,
  createdId,
  running,
}: Scene): Screen[] {
  const setup = (step: string) => paths.setup("o2-network", draftId, step);
  return [
    // First, while it still runs.
    { name: "run-running", path: paths.run(running.connectorId, running.runId) },
    { name: "sign-in", path: paths.signIn, as: "nobody" },
    { name: "no-role", path: paths.gallery, as: "norole" },
    { name: "consent-result", path: `${paths.consentResult}?outcome=granted`, as: "nobody" },
    { name: "connectors-none", path: paths.connectors, as: "stranger" },
    { name: "alerts-none", path: paths.alerts, as: "stranger" },
    { name: "gallery", path: paths.gallery },
    { name: "product", path: paths.product("o2-network") },
    { name: "new", path: paths.newConnector("o2-network") },
    { name: "wizard-terms", path: setup("terms") },
    { name: "wizard-login", path: setup("login") },
    { name: "wizard-mapping", path: setup("user-mapping") },
    { name: "wizard-consent", path: setup("admin-consent") },
    { name: "wizard-review", path: setup("review") },
    { name: "created", path: paths.created("whatsapp", createdId) },
    { name: "connectors", path: paths.connectors },
    { name: "connector-panel", path: `${paths.connectors}?open=${connectorId}`, prepare: opened },
    { name: "deleted-list", path: paths.deletedConnectors },
    { name: "deleted", path: paths.connector(deletedId) },
    { name: "connector", path: paths.connector(connectorId) },
    { name: "connector-runs", path: paths.connector(connectorId, "runs") },
    { name: "connector-unmapped", path: paths.connector(connectorId, "unmapped") },
    { name: "connector-mapping", path: paths.connector(connectorId, "mapping") },
    { name: "connector-settings", path: paths.connector(connectorId, "settings") },
    { name: "connector-activity", path: paths.connector(connectorId, "activity") },
    { name: "map-panel", path: paths.connector(connectorId, "unmapped"), prepare: press(/^Map /) },
    {
      name: "period-panel",
      path: paths.connector(connectorId, "runs"),
      prepare: press("Import a past period"),
    },
    { name: "row-panel", path: paths.connector(connectorId, "mapping"), prepare: press("Add a row") },
    {
      name: "credentials-panel",
      path: paths.connector(connectorId, "settings"),
      prepare: press("Change credentials"),
    },
    { name: "scope-panel", path: paths.connector(connectorId, "settings"), prepare: press("Change scope") },
    { name: "rename-panel", path: paths.connector(connectorId, "settings"), prepare: press("Rename") },
    { name: "delete-question", path: paths.connector(connectorId, "settings"), prepare: press("Delete") },
    {
      name: "diff-panel",
      path: paths.connector(connectorId, "mapping"),
      prepare: press(/^Compare version/),
    },
    { name: "run", path: paths.run(connectorId, runId) },
    { name: "run-not-imported", path: `${paths.run(connectorId, runId)}?list=not-imported` },
    {
      name: "explain",
      path: `${paths.run(connectorId, runId)}?delivery=${deliveryId}`,
      prepare: opened,
    },
    {
      name: "explain-item",
      path: `${paths.run(connectorId, runId)}?list=not-imported`,
      prepare: follow(/^contoso-archive/),
    },
    {
      name: "explain-imported-item",
      path: `${paths.run(connectorId, runId)}?state=failed`,
      prepare: async (page) => {
        const id = await page
          .getByRole("link", { name: /^contoso-archive/ })
          .first()
          .innerText();
        await page.getByRole("searchbox", { name: "Item ID, mailbox or person" }).fill(id);
        await page.getByRole("button", { name: "Find" }).click();
        await follow("Explain this item")(page);
      },
    },
    { name: "audit-log", path: paths.auditLog },
    { name: "alerts", path: paths.alerts },
    { name: "bell", path: paths.gallery, prepare: press(/^Notifications/) },
    { name: "settings", path: paths.settings },
    {
      name: "shortcuts",
      path: paths.gallery,
      prepare: async (page) => {
        await page.keyboard.press("?");
        await opened(page);
      },
    },
    { name: "fault", path: paths.connectors, prepare: broken },
    { name: "not-found", path: `${paths.gallery}/connectors/nothing-here` },
  ];
}
