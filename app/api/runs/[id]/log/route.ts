import { answer } from "#app/_server/answer.ts";
import { csvResponse } from "#app/_server/csv-response.ts";
import { type IdParams, idOf } from "#app/_server/route-id.ts";
import { exportLog } from "#lib/services/run/export-log.ts";
import { getRun } from "#lib/services/run/get-run.ts";

/** What was not simply imported; with `?complete=1` every delivery. */
export function GET(request: Request, params: IdParams): Promise<Response> {
  return answer(async (context) => {
    const runId = await idOf(params);
    const { jobId } = await getRun(context, runId);
    const isComplete = new URL(request.url).searchParams.get("complete") === "1";
    const name = isComplete ? `${jobId}-complete.csv` : `${jobId}.csv`;
    return csvResponse(name, await exportLog(context, runId, { isComplete }));
  });
}
