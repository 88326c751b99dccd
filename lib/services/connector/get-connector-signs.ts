import { findConnectorSigns } from "#lib/db/connector-signs.ts";
import { findConnectorSummary } from "#lib/db/connector-summaries.ts";
import type { ConnectorSigns } from "#lib/domain/connector-health.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/** What past runs tell of a connector's health. @throws Refusal `not-found` */
export async function getConnectorSigns(
  context: ServiceContext,
  connectorId: string,
): Promise<ConnectorSigns> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  return context.db.sql(tenantId, async (sql) => {
    if (!(await findConnectorSummary(sql, tenantId, connectorId))) throw connectorNotFound();
    return findConnectorSigns(sql, tenantId, connectorId);
  });
}
