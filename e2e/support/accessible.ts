import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { THEME_NAMES, THEMES } from "./themes.ts";

const PHONE = { width: 360, height: 740 };

/** What depends on colours; the rest is the same in every theme. */
const COLOURS = ["color-contrast", "link-in-text-block"];

type Rules = { only?: string[]; without?: string[] };

/** axe finds nothing on the page as it is now. */
export async function expectNoViolation(page: Page, where: string, rules: Rules = {}): Promise<void> {
  const axe = new AxeBuilder({ page })
    // In the page itself, which has no frames of others: not in a second one for each look.
    .setLegacyMode()
    // Fluent's focus traps: empty on purpose, and for no reader.
    .exclude("[data-tabster-dummy]");
  if (rules.only) axe.withRules(rules.only);
  if (rules.without) axe.disableRules(rules.without);
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary ?? ""}`),
  );
  expect(found, where).toEqual([]);
}

/** No page is wider than a phone. */
export async function expectToFitPhone(page: Page, where: string): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize(PHONE);
  const widths = await page.evaluate(() => ({
    needed: document.scrollingElement?.scrollWidth ?? 0,
    there: window.innerWidth,
  }));
  expect(widths.needed, `${where} at ${widths.there} px`).toBeLessThanOrEqual(widths.there);
  await expectNoViolation(page, `${where}, on a phone`, { without: COLOURS });
  if (before) await page.setViewportSize(before);
}

/** The page in every theme, and on a phone. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await expectInThemes(page, where);
  await expectToFitPhone(page, where);
}

/** The page in every theme, as it is: with a menu or a panel open, too. */
export async function expectInThemes(page: Page, where: string, rules: Rules = {}): Promise<void> {
  const before = await page.locator("html").getAttribute("data-theme");
  for (const theme of THEMES) {
    await showIn(page, theme);
    await expectNoViolation(
      page,
      `${where}, ${THEME_NAMES[theme]}`,
      theme === "light" ? rules : { only: COLOURS },
    );
  }
  await showIn(page, before);
}

/** As the menu does it: the style sheet goes by this attribute alone. */
async function showIn(page: Page, theme: string | null): Promise<void> {
  await page
    .locator("html")
    .evaluate((html, name) => html.setAttribute("data-theme", name), theme ?? "system");
}
