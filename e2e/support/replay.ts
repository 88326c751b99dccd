import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";

/** A Server Action as a browser sent it. */
export type SentAction = { id: string; type: string; body: string };

/** What is sent when `deed` is done. */
export async function actionOf(page: Page, deed: () => Promise<void>): Promise<SentAction> {
  const [request] = await Promise.all([
    page.waitForRequest((sent) => sent.headers()["next-action"] !== undefined),
    deed(),
  ]);
  const headers = request.headers();
  return {
    id: headers["next-action"] ?? "",
    type: headers["content-type"] ?? "",
    body: request.postData() ?? "",
  };
}

/** The same action, sent by whoever is signed in on the page. @returns what the portal answers */
export async function replay(
  page: Page,
  action: SentAction,
  address: string = paths.connectors,
): Promise<string> {
  await page.goto(address);
  return page.evaluate(async ({ id, type, body }) => {
    const headers = { "next-action": id, accept: "text/x-component", "content-type": type };
    return (await fetch(window.location.href, { method: "POST", headers, body })).text();
  }, action);
}
