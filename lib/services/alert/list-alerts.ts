import { type AlertFilter, listAlertPage } from "#lib/db/alerts.ts";
import type { AlertRow } from "#lib/domain/views/alert.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { formatAlertCursor, parseAlertCursor } from "../shared/cursors.ts";
import { pageOf } from "../shared/page-of.ts";

const PAGE_ROWS = 50;

/** The organization's alerts, the latest first. @throws Refusal `cursor-unreadable` */
export async function listAlerts(
  context: ServiceContext,
  filter: AlertFilter,
  cursor?: string,
): Promise<Page<AlertRow>> {
  authorize(context, "look");
  const after = parseAlertCursor(cursor);
  const found = await context.db.sql(context.viewer.tenantId, (sql) =>
    listAlertPage(sql, context.viewer, filter, after, PAGE_ROWS + 1),
  );
  return pageOf(
    found,
    PAGE_ROWS,
    ({ row }) => row,
    ({ place }) => formatAlertCursor(place),
  );
}
