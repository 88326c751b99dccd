import { deliveryQuery } from "#app/(portal)/data-connectors/connectors/[connectorId]/runs/[runId]/query.ts";
import { answer, json } from "#app/_server/answer.ts";
import { type IdParams, idOf } from "#app/_server/route-id.ts";
import { listUnimported } from "#lib/services/run/list-unimported.ts";

/** The items that came to no mailbox after a place in the list, filtered as the page is. */
export function GET(request: Request, params: IdParams): Promise<Response> {
  return answer(async (context) => {
    const asked = new URL(request.url).searchParams;
    const { only, reason } = deliveryQuery.parse(Object.fromEntries(asked));
    const cursor = asked.get("after") ?? undefined;
    return json(await listUnimported(context, { runId: await idOf(params), only, reason, cursor }));
  });
}
