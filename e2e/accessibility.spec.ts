import { expect, type Page } from "@playwright/test";
import { CONNECTOR_KINDS } from "#lib/domain/connector-kinds.ts";
import { paths } from "#lib/paths.ts";
import { VENDOR_PASSWORD } from "#sandbox/world.ts";
import {
  expectAccessible,
  expectInThemes,
  expectNoViolation,
  expectToFitPhone,
} from "./support/accessible.ts";
import { dialog, fact, row, runState } from "./support/parts.ts";
import { ready, visit } from "./support/ready.ts";
import { addFault, clearFaults, mappingCsv } from "./support/sandbox.ts";
import { test } from "./support/test.ts";
import { THEME_COOKIE, THEME_NAMES, THEMES } from "./support/themes.ts";
import {
  acceptTerms,
  beginSetup,
  fillLogin,
  finish,
  next,
  passConsent,
  step,
  uniqueName,
  uploadMapping,
  validateConnection,
} from "./support/wizard.ts";

const KIND = "att-network";

// Colours on their way from one theme to the next are nobody's choice.
test.use({ contextOptions: { reducedMotion: "reduce" } });
// Some hundred looks in one test: on a busy machine they take their time.
test.describe.configure({ timeout: 300_000 });

test("Every page of the portal, in every theme and on a phone", async ({ admin, connector }) => {
  const { connectorId, runId } = connector;
  for (const path of [
    paths.gallery,
    `${paths.gallery}?q=nothing+is+called+so`,
    `${paths.gallery}?category=app`,
    paths.product(KIND),
    paths.connectors,
    `${paths.connectors}?q=nothing+is+called+so`,
    paths.connector(connectorId),
    paths.connector(connectorId, "runs"),
    paths.connector(connectorId, "mapping"),
    paths.connector(connectorId, "unmapped"),
    paths.connector(connectorId, "settings"),
    paths.run(connectorId, runId),
    paths.created(KIND, connectorId),
    paths.auditLog,
    `${paths.auditLog}?q=nothing+is+called+so`,
    paths.alerts,
    `${paths.alerts}?show=open`,
    paths.settings,
  ]) {
    await visit(admin, path);
    await expectAccessible(admin, path);
  }

  await visit(admin, paths.connectors);
  await admin.getByRole("checkbox", { name: `Select ${connector.name}` }).check();
  await expectAccessible(admin, "Connectors, one selected");
});

test("The product page of every other kind", async ({ admin }) => {
  for (const { id } of CONNECTOR_KINDS.filter(({ id }) => id !== KIND)) {
    await visit(admin, paths.product(id));
    await expectAccessible(admin, paths.product(id));
  }
});

test("The page of a kind with setups that are not finished, and what is not for every role", async ({
  admin,
  pageOf,
}) => {
  await beginSetup(admin);
  await visit(admin, paths.newConnector(KIND));
  await expect(admin.getByRole("heading", { name: "Setups not finished" })).toBeVisible();
  await expectAccessible(admin, paths.newConnector(KIND));
  const reader = await pageOf("reader");
  await visit(reader, paths.auditLog);
  await expect(
    reader.getByRole("heading", { level: 1, name: "Your role does not show the audit log" }),
  ).toBeVisible();
  await expectAccessible(reader, "Audit log, refused");
});

test("The list of connectors while no worker is running", async ({ admin, connector }) => {
  await admin.route(`**${paths.api.connectors}`, async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    await route.fulfill({ response, json: { ...answer, health: { ...answer.health, workersAlive: 0 } } });
  });
  await visit(admin, paths.connectors);
  await expect(
    admin.getByRole("status").filter({ hasText: "No worker is running, so no import moves" }),
  ).toBeVisible();
  await expect(row(admin, connector.name)).toBeVisible();
  await expectAccessible(admin, "Connectors, no worker");
});

test.describe(() => {
  // React tells the console of the fault that it shows a page for.
  test.use({ expectedErrors: [/TypeError/] });

  test("A page that met a fault: in the portal's frame, and instead of it", async ({ admin, connector }) => {
    const title = admin.getByRole("heading", { level: 1, name: "This page could not be shown" });
    await visit(admin, paths.connectors);
    await admin.route(`**${paths.api.connectors}`, (route) => route.fulfill({ json: {} }));
    await expect(title).toBeVisible();
    await expect(admin.getByRole("navigation", { name: "Portal" })).toBeVisible();
    await expectAccessible(admin, "A fault of a page");
    await admin.unroute(`**${paths.api.connectors}`);
    await admin.getByRole("button", { name: "Try again" }).click();
    await expect(row(admin, connector.name)).toBeVisible();

    await admin.route(`**${paths.api.alerts}`, (route) => route.fulfill({ json: {} }));
    await expect(title).toBeVisible({ timeout: 30_000 });
    await expect(admin.getByRole("navigation", { name: "Portal" })).toHaveCount(0);
    await expectAccessible(admin, "A fault of the frame");
  });
});

test("Every step of the wizard, with what it answers, and an import as it runs", async ({ admin }) => {
  const name = uniqueName("Setup for everybody");
  await beginSetup(admin);
  await expectAccessible(admin, "Terms of service");
  await acceptTerms(admin);

  await fillLogin(admin, { name, username: "contoso-archive", password: "wrong" });
  await validateConnection(admin);
  await expectAccessible(admin, "Login to TeleMessage, refused");
  await fillLogin(admin, { password: VENDOR_PASSWORD });
  await validateConnection(admin);
  await expect(admin.getByText("Connected to TeleMessage")).toBeVisible();
  await expectNoViolation(admin, "Login to TeleMessage, validated");
  await next(admin);

  await expect(step(admin, "User mapping")).toBeVisible();
  await admin.getByRole("switch", { name: "Use a custom mapping file" }).check();
  await expectNoViolation(admin, "User mapping, before the upload");
  await uploadMapping(admin, "contoso.csv", `${await mappingCsv()}4.41E+11,ada.lovelace@contoso.com\r\n`);
  await expect(fact(admin, "Rows refused")).toHaveText("1");
  await expectAccessible(admin, "User mapping, with a refused row");
  await admin.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog(admin, "Leave the setup?")).toBeVisible();
  await expectToFitPhone(admin, "Leave the setup?");
  await admin.getByRole("button", { name: "Stay" }).click();
  await next(admin);

  await expect(step(admin, "Admin consent")).toBeVisible();
  await expectAccessible(admin, "Admin consent");
  await passConsent(admin);
  await expectAccessible(admin, "Review");

  await addFault({ fault: "slow", ms: 8000, request: "graph.messages.create" });
  await finish(admin, name);
  await expectAccessible(admin, "Status page");
  await admin.getByRole("link", { name: "Go to the Connectors tab" }).click();
  await expect(row(admin, name).getByRole("progressbar")).toBeVisible();
  await expectNoViolation(admin, "Connectors, with an import");
  await expectToFitPhone(admin, "Connectors, with an import");
  await row(admin, name).getByRole("link", { name: /^ATT-/ }).click();
  await expect(runState(admin)).toHaveText("Running");
  await expectAccessible(admin, "Run, while it runs");
  await admin.getByRole("button", { name: "Cancel run" }).click();
  await expect(dialog(admin, "Cancel this run?")).toBeVisible();
  await expectNoViolation(admin, "Cancel this run?");
  await admin.getByRole("button", { name: "Cancel the run" }).click();
  await clearFaults();
  await expect(runState(admin)).toHaveText("Cancelled", { timeout: 30_000 });
  await expectNoViolation(admin, "Run, cancelled");
});

test("Everything that is seen without a session or a role", async ({ page, pageOf, baseURL }) => {
  for (const theme of THEMES) {
    await page.context().addCookies([{ name: THEME_COOKIE, value: theme, url: baseURL ?? "" }]);
    for (const path of [`${paths.signIn}?error=OAuthCallback`, `${paths.signIn}?signed-out=1`]) {
      await visit(page, path);
      await expectNoViolation(page, `${path}, ${THEME_NAMES[theme]}`);
    }
    for (const outcome of ["granted", "pending", "declined", "invalid"]) {
      await page.goto(`${paths.consentResult}?outcome=${outcome}`);
      await expectNoViolation(page, `${outcome}, ${THEME_NAMES[theme]}`);
    }
  }
  await expectToFitPhone(page, paths.consentResult);
  await visit(page, paths.signIn);
  await expectToFitPhone(page, paths.signIn);

  const norole = await pageOf("norole");
  await visit(norole, paths.noRole);
  await expectAccessible(norole, paths.noRole);
});

test.describe(() => {
  // The browser notes every answer that is no success.
  test.use({ expectedErrors: [/status of 404/] });

  test("A page that is not there", async ({ admin }) => {
    for (const path of ["/nowhere", paths.product("nobody"), paths.connector("no-id")]) {
      await visit(admin, path);
      await expect(admin.getByRole("heading", { level: 1, name: "There is nothing here" })).toBeVisible();
      await expectAccessible(admin, path);
    }
  });
});

test("A theme is chosen in the menu, and remembered", async ({ admin }) => {
  await visit(admin, paths.gallery);
  for (const theme of THEMES) {
    await admin.getByRole("button", { name: "Theme" }).click();
    await admin.getByRole("menuitemradio", { name: THEME_NAMES[theme] }).click();
    await expect(admin.locator("html")).toHaveAttribute("data-theme", theme);
    await admin.reload();
    await expect(admin.locator("html")).toHaveAttribute("data-theme", theme);
    await ready(admin);
  }

  await admin.getByRole("button", { name: "Theme" }).click();
  await admin.getByRole("menuitemradio", { name: "Same as the system" }).click();
  await expect(admin.locator("html")).toHaveAttribute("data-theme", "system");
  for (const colorScheme of ["dark", "light"] as const) {
    await wear(admin, colorScheme);
    const colours = await coloursOf(admin);
    await admin.emulateMedia({ colorScheme });
    await wear(admin, "system");
    await expect.poll(() => coloursOf(admin), { message: colorScheme }).toEqual(colours);
    await admin.reload();
    await expect(admin.locator("html")).toHaveAttribute("data-theme", "system");
    await expect.poll(() => coloursOf(admin), { message: `${colorScheme}, loaded again` }).toEqual(colours);
  }
});

test("The menus, and the portal by keyboard alone", async ({ admin, connector }) => {
  await visit(admin, paths.connectors);
  await admin.getByRole("button", { name: "Avery Admin" }).click();
  await expect(admin.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  await expectInThemes(admin, "Account menu", { without: ["region"] });
  await admin.keyboard.press("Escape");
  await admin.getByRole("button", { name: "Theme" }).click();
  await expect(admin.getByRole("menuitemradio", { name: "Dark" })).toBeVisible();
  await expectInThemes(admin, "Theme menu", { without: ["region"] });
  await admin.keyboard.press("Escape");
  await admin.getByRole("button", { name: /^Notifications/ }).click();
  await expect(admin.getByRole("dialog", { name: "Notifications" })).toBeVisible();
  await expectInThemes(admin, "Notifications panel");
  await admin.keyboard.press("Escape");
  await admin.getByRole("button", { name: `More actions for ${connector.name}` }).click();
  await expect(admin.getByRole("menuitem", { name: "Open" })).toBeVisible();
  await expectInThemes(admin, "Row menu", { without: ["region"] });
  await admin.keyboard.press("Escape");
  await expectDrawer(admin);

  await visit(admin, paths.product(KIND));
  await admin.keyboard.press("Tab");
  await expect(admin.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await admin.keyboard.press("Enter");
  await admin.keyboard.press("Tab");
  await admin.keyboard.press("Tab");
  await expect(admin.getByRole("button", { name: "Add connector" })).toBeFocused();
  await admin.keyboard.press("Enter");
  await expect(step(admin, "Terms of service")).toBeVisible();
  await ready(admin);
  const accept = admin.getByRole("button", { name: "Accept" });
  await expect(async () => {
    await admin.keyboard.press("Tab");
    await expect(accept).toBeFocused({ timeout: 100 });
  }).toPass();
  await admin.keyboard.press("Enter");
  await expect(step(admin, "Login to TeleMessage")).toBeVisible();
});

/** Puts a theme upon the page as it stands, without choosing it. */
function wear(page: Page, theme: string): Promise<void> {
  return page.locator("html").evaluate((html, worn) => void (html.dataset["theme"] = worn), theme);
}

/**
 * What is seen of a theme: the main part's background, the colour of its text, and the browser's own scheme. Chromium may
 * answer with some of the style of before when only the system's setting has changed: ask until it is as expected.
 */
function coloursOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { backgroundColor, color } = getComputedStyle(document.body.querySelector("main") ?? document.body);
    return [backgroundColor, color, getComputedStyle(document.documentElement).colorScheme];
  });
}

/** On a phone the navigation is a drawer. */
async function expectDrawer(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: "Open navigation" }).click();
  await expect(page.getByRole("button", { name: "Close navigation" })).toBeVisible();
  await expectNoViolation(page, "Navigation drawer");
  await page.getByRole("link", { name: "Data connectors" }).last().click();
  await expect(page).toHaveURL(paths.gallery);
  if (before) await page.setViewportSize(before);
}
