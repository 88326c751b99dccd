import type { ConnectorRow } from "#lib/db/connectors.ts";
import { findConnector, findConnectorEver } from "#lib/db/connectors.ts";
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

/** The same, also of a deleted one: its runs and what was done to it are kept. @throws Refusal `not-found` */
export async function requireConnectorEver(
  { db, viewer: { tenantId } }: ServiceContext,
  connectorId: string,
): Promise<void> {
  const connector = await db.tenant(tenantId, (tx) => findConnectorEver(tx, tenantId, connectorId));
  if (!connector) throw connectorNotFound();
}
