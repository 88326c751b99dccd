import { listConnectorSummaries } from "#lib/db/connector-summaries.ts";
import type { ConnectorSummary } from "#lib/domain/views/connector.ts";
import { authorize, type ServiceContext } from "../context.ts";

/** By name; drafts are told by `listDrafts`. */
export async function listConnectors(context: ServiceContext): Promise<ConnectorSummary[]> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  return context.db.sql(tenantId, (sql) => listConnectorSummaries(sql, tenantId));
}
