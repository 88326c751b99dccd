import { listDeletedPage } from "#lib/db/deleted-connectors.ts";
import type { DeletedConnector } from "#lib/domain/views/connector.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { formatDeletedCursor, parseDeletedCursor } from "../shared/cursors.ts";
import { pageOf } from "../shared/page-of.ts";

const PAGE_ROWS = 50;

/** Connectors that were deleted, the latest first: their runs and ledger are kept. @throws Refusal `cursor-unreadable` */
export async function listDeletedConnectors(
  context: ServiceContext,
  cursor?: string,
): Promise<Page<DeletedConnector>> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const before = parseDeletedCursor(cursor);
  const found = await context.db.sql(tenantId, (sql) =>
    listDeletedPage(sql, tenantId, before, PAGE_ROWS + 1),
  );
  return pageOf(
    found,
    PAGE_ROWS,
    (row) => row,
    ({ deletedAt, connectorId }) => formatDeletedCursor({ deletedAt: new Date(deletedAt), id: connectorId }),
  );
}
