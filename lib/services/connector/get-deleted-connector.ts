import { findDeletedConnector } from "#lib/db/deleted-connectors.ts";
import type { DeletedConnector } from "#lib/domain/views/connector.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/** @throws Refusal `not-found`, also for a connector that is not deleted */
export async function getDeletedConnector(
  context: ServiceContext,
  connectorId: string,
): Promise<DeletedConnector> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const deleted = await context.db.sql(tenantId, (sql) => findDeletedConnector(sql, tenantId, connectorId));
  if (!deleted) throw connectorNotFound();
  return deleted;
}
