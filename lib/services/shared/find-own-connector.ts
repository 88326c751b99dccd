import type { ConnectorRow } from "#lib/db/connectors.ts";
import { findConnector } from "#lib/db/connectors.ts";
import type { ServiceContext } from "../context.ts";
import { connectorNotFound } from "./refusals.ts";

/** A connector of the viewer's organization, to read what belongs to it. @throws Refusal `not-found` */
export async function findOwnConnector(
  { db, viewer: { tenantId } }: ServiceContext,
  connectorId: string,
): Promise<ConnectorRow> {
  const connector = await db.tenant(tenantId, (tx) => findConnector(tx, tenantId, connectorId));
  if (!connector) throw connectorNotFound();
  return connector;
}
