import { answer } from "#app/_server/answer.ts";
import { csvResponse } from "#app/_server/csv-response.ts";
import { type IdParams, idOf } from "#app/_server/route-id.ts";
import { exportUnmapped } from "#lib/services/mapping/export-unmapped.ts";

export function GET(_request: Request, params: IdParams): Promise<Response> {
  return answer(async (context) =>
    csvResponse("unmapped.csv", await exportUnmapped(context, await idOf(params))),
  );
}
