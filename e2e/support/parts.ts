import { expect, type Locator, type Page } from "@playwright/test";

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

/** A message in the corner, which tells in passing what was done; a hidden copy of it is for screen readers. */
export function told(page: Page, text: string | RegExp): Locator {
  return page.locator(".fui-Toast").filter({ hasText: text });
}

/** Takes away what is told in the corner, where it lies over what is clicked next. */
export async function dismissTold(page: Page): Promise<void> {
  const messages = page.locator(".fui-Toast");
  const dismiss = messages.first().getByRole("button", { name: "Dismiss" });
  for (let left = await messages.count(); left > 0; left = await messages.count()) {
    // It may go by itself meanwhile.
    await dismiss.click({ timeout: 2_000 }).catch(() => undefined);
    await expect.poll(() => messages.count()).toBeLessThan(left);
  }
}

/** A question that must be answered. */
export function dialog(page: Page, title: string): Locator {
  return page.getByRole("alertdialog", { name: title });
}

/** The state beside a page's title: of a connector, or of a run. */
export function runState(page: Page): Locator {
  return page.locator("h1 + span");
}

/** The number under a counter's name. */
export async function count(page: Page, name: string): Promise<number> {
  return Number((await fact(page, name).innerText()).replaceAll(",", ""));
}
