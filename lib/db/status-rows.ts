import type { ConnectorSummary } from "#lib/domain/views/connector.ts";
import type { Db } from "./client.ts";
import { listConnectorSummaries } from "./connector-summaries.ts";

/** The connectors of every tenant, each read under its tenant's own policy. */
export async function listAllConnectors(
  db: Db,
): Promise<{ tenantId: string; connectors: ConnectorSummary[] }[]> {
  const tenants = await db.system((sql) =>
    sql.query<{ tenantId: string }>(`SELECT tenant_id AS "tenantId" FROM sweep_tenants() ORDER BY tenant_id`),
  );
  const all = [];
  for (const { tenantId } of tenants) {
    const connectors = await db.sql(tenantId, (sql) => listConnectorSummaries(sql, tenantId));
    all.push({ tenantId, connectors });
  }
  return all;
}
