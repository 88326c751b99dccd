import { answer, json } from "#app/_server/answer.ts";
import { type IdParams, idOf } from "#app/_server/route-id.ts";
import { getConnector } from "#lib/services/connector/get-connector.ts";

export function GET(_request: Request, params: IdParams): Promise<Response> {
  return answer(async (context) => json(await getConnector(context, await idOf(params))));
}
