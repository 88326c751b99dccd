import { expect, type Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";
import { expectAccessible, expectNoViolation, expectToFitPhone } from "./support/accessible.ts";
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
  VENDOR_PASSWORD,
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
      await expectNoViolation(admin, path);
      await expectToFitPhone(admin, path);
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
});

test("The menus, and the portal by keyboard alone", async ({ admin, connector }) => {
  await visit(admin, paths.connectors);
  await admin.getByRole("button", { name: "Avery Admin" }).click();
  await expect(admin.getByRole("menuitem", { name: "Sign out" })).toBeVisible();
  await expectNoViolation(admin, "Account menu", { without: ["region"] });
  await admin.keyboard.press("Escape");
  await admin.getByRole("button", { name: `More actions for ${connector.name}` }).click();
  await expect(admin.getByRole("menuitem", { name: "Open" })).toBeVisible();
  await expectNoViolation(admin, "Row menu", { without: ["region"] });
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
