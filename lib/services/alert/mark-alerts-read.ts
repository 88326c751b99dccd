import { markAlertsRead as markRead } from "#lib/db/alerts.ts";
import { authorize, type ServiceContext } from "../context.ts";

/**
 * The viewer has seen these, or all of the last thirty days; ids of nothing are passed over. Everybody's own matter: it
 * changes nothing of the organization's, so the audit log does not have it.
 */
export async function markAlertsRead(
  context: ServiceContext,
  alertIds: readonly string[] | undefined,
): Promise<void> {
  authorize(context, "look");
  await context.db.sql(context.viewer.tenantId, (sql) => markRead(sql, context.viewer, alertIds));
}
