import { markAlertsUnread as markUnread } from "#lib/db/alerts.ts";
import { authorize, type ServiceContext } from "../context.ts";

/** Takes `markAlertsRead` back for these; ids of nothing are passed over. As that one, it changes nothing of others'. */
export async function markAlertsUnread(context: ServiceContext, alertIds: readonly string[]): Promise<void> {
  authorize(context, "look");
  await context.db.sql(context.viewer.tenantId, (sql) => markUnread(sql, context.viewer, alertIds));
}
