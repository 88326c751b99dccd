import { answer, json } from "#app/_server/answer.ts";
import { getAlertFeed } from "#lib/services/alert/get-alert-feed.ts";

/** What the bell shows. */
export function GET(): Promise<Response> {
  return answer(async (context) => json(await getAlertFeed(context)));
}
