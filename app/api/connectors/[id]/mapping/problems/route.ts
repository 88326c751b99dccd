import { answer } from "#app/_server/answer.ts";
import { csvResponse } from "#app/_server/csv-response.ts";
import { type IdParams, idOf } from "#app/_server/route-id.ts";
import { listMappingProblems } from "#lib/services/mapping/list-mapping-problems.ts";

export function GET(_request: Request, params: IdParams): Promise<Response> {
  return answer(async (context) =>
    csvResponse("refused-rows.csv", await listMappingProblems(context, await idOf(params))),
  );
}
