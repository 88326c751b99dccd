import type { Page } from "@playwright/test";
import { paths } from "#lib/paths.ts";

/** A Server Action as a browser sent it. */
export type SentAction = { id: string; body: string };

/** What is sent when `deed` is done. */
export async function actionOf(page: Page, deed: () => Promise<void>): Promise<SentAction> {
  const [request] = await Promise.all([
    page.waitForRequest((sent) => sent.headers()["next-action"] !== undefined),
    deed(),
  ]);
  return { id: request.headers()["next-action"] ?? "", body: request.postData() ?? "" };
}

/** The same action, sent by whoever is signed in on the page. @returns what the portal answers */
export async function replay(page: Page, action: SentAction): Promise<string> {
  await page.goto(paths.connectors);
  return page.evaluate(async ({ id, body }) => {
    const headers = {
      "next-action": id,
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
    };
    return (await fetch(window.location.href, { method: "POST", headers, body })).text();
  }, action);
}
