import { deliveryQuery } from "#app/(portal)/data-connectors/connectors/[connectorId]/runs/[runId]/query.ts";
import { answer, json } from "#app/_server/answer.ts";
import { type IdParams, idOf } from "#app/_server/route-id.ts";
import { listDeliveries } from "#lib/services/run/list-deliveries.ts";

/** The deliveries after a place in the list, filtered as the page is. */
export function GET(request: Request, params: IdParams): Promise<Response> {
  return answer(async (context) => {
    const asked = new URL(request.url).searchParams;
    const { state, item, mailbox, reason } = deliveryQuery.parse(Object.fromEntries(asked));
    const cursor = asked.get("after") ?? undefined;
    const place = { runId: await idOf(params), state, itemId: item, userId: mailbox, reason, cursor };
    return json(await listDeliveries(context, place));
  });
}
