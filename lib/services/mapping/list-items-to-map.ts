import { listRunsToMap } from "#lib/db/unmapped-items.ts";
import type { ItemsToMap } from "#lib/domain/views/mapping.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";

/**
 * Runs of a connector with items whose mailboxes have not been looked for yet: until then nobody in them is listed as
 * unmapped. @throws Refusal `not-found`
 */
export async function listItemsToMap(context: ServiceContext, connectorId: string): Promise<ItemsToMap[]> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  await findOwnConnector(context, connectorId);
  return context.db.sql(tenantId, (sql) => listRunsToMap(sql, tenantId, connectorId));
}
