import { listActivityPage } from "#lib/db/audit-pages.ts";
import type { AuditRow } from "#lib/domain/views/audit.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { parseAuditCursor } from "../shared/cursors.ts";
import { requireConnectorEver } from "../shared/find-own-connector.ts";
import { pageOf } from "../shared/page-of.ts";

const PAGE_ROWS = 25;

/**
 * A connector's part of the audit log, also of a deleted one, with what was done to its runs; the latest first.
 * @throws Refusal `not-allowed` | `not-found` | `cursor-unreadable`
 */
export async function listActivity(
  context: ServiceContext,
  connectorId: string,
  cursor?: string,
): Promise<Page<AuditRow>> {
  authorize(context, "read-audit");
  const { tenantId } = context.viewer;
  const before = parseAuditCursor(cursor);
  await requireConnectorEver(context, connectorId);
  const found = await context.db.sql(tenantId, (sql) =>
    listActivityPage(sql, { tenantId, connectorId }, before, PAGE_ROWS + 1),
  );
  return pageOf(
    found,
    PAGE_ROWS,
    (row) => row,
    ({ id }) => id,
  );
}
