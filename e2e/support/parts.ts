import type { Locator, Page } from "@playwright/test";

/** The line of a table that names this. */
export function row(page: Page, name: string): Locator {
  return page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
}

/** The value beside a name, on a sheet of facts or a counter. */
export function fact(page: Page, name: string): Locator {
  return page
    .locator("dl > div")
    .filter({ has: page.getByRole("term").filter({ hasText: new RegExp(`^${name}$`) }) })
    .getByRole("definition");
}

/** An answer that is read out at once. Next.js has an alert of its own, which names each page. */
export function alert(page: Page, text: string | RegExp): Locator {
  return page.getByRole("alert").filter({ hasText: text });
}

/** A question that must be answered. */
export function dialog(page: Page, title: string): Locator {
  return page.getByRole("alertdialog", { name: title });
}
