import { type AuditFilter, listAuditPage } from "#lib/db/audit-pages.ts";
import type { AuditRow } from "#lib/domain/views/audit.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { parseAuditCursor } from "../shared/cursors.ts";
import { pageOf } from "../shared/page-of.ts";

const PAGE_ROWS = 50;

/** The organization's audit log, the latest first. @throws Refusal `not-allowed` | `cursor-unreadable` */
export async function listAuditEntries(
  context: ServiceContext,
  filter: AuditFilter,
  cursor?: string,
): Promise<Page<AuditRow>> {
  authorize(context, "read-audit");
  const { tenantId } = context.viewer;
  const before = parseAuditCursor(cursor);
  const found = await context.db.sql(tenantId, (sql) =>
    listAuditPage(sql, tenantId, filter, before, PAGE_ROWS + 1),
  );
  return pageOf(
    found,
    PAGE_ROWS,
    (row) => row,
    ({ id }) => id,
  );
}
