import { readSettings } from "#lib/db/connector-settings.ts";
import { findConnector } from "#lib/db/connectors.ts";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/** @throws Refusal `not-found` */
export async function getSetup(context: ServiceContext, connectorId: string): Promise<ConnectorSettings> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  return context.db.tenant(tenantId, async (tx) => {
    const connector = await findConnector(tx, tenantId, connectorId);
    if (!connector) throw connectorNotFound();
    return readSettings(tx, connector);
  });
}
