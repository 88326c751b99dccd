import { hasDeletedConnector } from "#lib/db/deleted-connectors.ts";
import { authorize, type ServiceContext } from "../context.ts";

/** Whether the organization ever deleted a connector. */
export async function hasDeletedConnectors(context: ServiceContext): Promise<boolean> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  return context.db.sql(tenantId, (sql) => hasDeletedConnector(sql, tenantId));
}
