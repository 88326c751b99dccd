import { markAlertsRead as markRead } from "#lib/db/alerts.ts";
import { authorize, type ServiceContext } from "../context.ts";

/**
 * The viewer has seen these, or all of the last thirty days; ids of nothing are passed over. Everybody's own matter: it
 * changes nothing of the organization's, so the audit log does not have it.
 * @returns those that had been unread
 */
export async function markAlertsRead(
  context: ServiceContext,
  alertIds: readonly string[] | undefined,
): Promise<string[]> {
  authorize(context, "look");
  return context.db.sql(context.viewer.tenantId, (sql) => markRead(sql, context.viewer, alertIds));
}
