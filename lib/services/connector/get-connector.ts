import { readSettings } from "#lib/db/connector-settings.ts";
import { findConnectorSummary } from "#lib/db/connector-summaries.ts";
import { findConnector } from "#lib/db/connectors.ts";
import type { ConnectorDetail } from "#lib/domain/views/connector.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/** A draft is no connector yet: `getSetup` shows it. @throws Refusal `not-found` */
export async function getConnector(context: ServiceContext, connectorId: string): Promise<ConnectorDetail> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const summary = await context.db.sql(tenantId, (sql) => findConnectorSummary(sql, tenantId, connectorId));
  if (!summary) throw connectorNotFound();
  const settings = await context.db.tenant(tenantId, async (tx) => {
    const connector = await findConnector(tx, tenantId, connectorId);
    if (!connector) throw connectorNotFound();
    return readSettings(tx, connector);
  });
  return { ...summary, settings };
}
