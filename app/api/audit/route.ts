import { auditFilterOf, parseAuditQuery } from "#app/(portal)/audit-log/query.ts";
import { answer } from "#app/_server/answer.ts";
import { csvResponse } from "#app/_server/csv-response.ts";
import { exportAuditLog } from "#lib/services/audit/export-audit-log.ts";

/** The audit log as a file, filtered as the page is. */
export function GET(request: Request): Promise<Response> {
  return answer(async (context) => {
    const query = parseAuditQuery(Object.fromEntries(new URL(request.url).searchParams));
    return csvResponse("audit-log.csv", await exportAuditLog(context, auditFilterOf(query)));
  });
}
