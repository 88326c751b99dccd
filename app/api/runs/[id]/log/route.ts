import { answer } from "#app/_server/answer.ts";
import { csvResponse } from "#app/_server/csv-response.ts";
import { type IdParams, idOf } from "#app/_server/route-id.ts";
import { exportLog } from "#lib/services/run/export-log.ts";
import { getRun } from "#lib/services/run/get-run.ts";

export function GET(_request: Request, params: IdParams): Promise<Response> {
  return answer(async (context) => {
    const runId = await idOf(params);
    const { jobId } = await getRun(context, runId);
    return csvResponse(`${jobId}.csv`, await exportLog(context, runId));
  });
}
