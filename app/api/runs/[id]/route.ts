import { answer, json } from "#app/_server/answer.ts";
import { type IdParams, idOf } from "#app/_server/route-id.ts";
import { getRun } from "#lib/services/run/get-run.ts";

export function GET(_request: Request, params: IdParams): Promise<Response> {
  return answer(async (context) => json(await getRun(context, await idOf(params))));
}
