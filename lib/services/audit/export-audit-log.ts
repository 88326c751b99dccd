import { type AuditFilter, listAuditPage } from "#lib/db/audit-pages.ts";
import type { Db } from "#lib/db/client.ts";
import { auditActionName } from "#lib/domain/audit.ts";
import { CSV_START, csvLine } from "#lib/domain/csv.ts";
import type { AuditRow } from "#lib/domain/views/audit.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { parseAuditCursor } from "../shared/cursors.ts";

const PAGE_ROWS = 2000;
const HEADER = [
  "Number",
  "Time (UTC)",
  "Who",
  "From address",
  "Action",
  "Action code",
  "Target kind",
  "Target",
  "Target id",
  "Before",
  "After",
];

/** The audit log as a CSV file, the latest first, written while it is read. @throws Refusal `not-allowed`, before the first line */
export async function exportAuditLog(
  context: ServiceContext,
  filter: AuditFilter,
): Promise<AsyncIterable<string>> {
  authorize(context, "read-audit");
  return Promise.resolve(lines(context.db, context.viewer.tenantId, filter));
}

async function* lines(db: Db, tenantId: string, filter: AuditFilter): AsyncGenerator<string> {
  yield CSV_START + csvLine(HEADER);
  for (let before = parseAuditCursor(undefined); ;) {
    const place = before;
    const page = await db.sql(tenantId, (sql) => listAuditPage(sql, tenantId, filter, place, PAGE_ROWS));
    const last = page.at(-1);
    if (!last) return;
    yield page.map(lineOf).join("");
    before = last.id;
  }
}

function lineOf(row: AuditRow): string {
  return csvLine([
    row.number ?? "",
    row.at,
    row.actorName,
    row.sourceAddress,
    auditActionName(row.action),
    row.action,
    row.targetKind,
    row.targetName ?? "",
    row.targetId,
    row.before ? JSON.stringify(row.before) : "",
    row.after ? JSON.stringify(row.after) : "",
  ]);
}
