import { listScope, scopeKindOf } from "#lib/db/scope.ts";
import type { ConnectorScope } from "#lib/domain/views.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";

/** Who of the organization is archived with this connector. @throws Refusal `not-found` */
export async function getScope(context: ServiceContext, connectorId: string): Promise<ConnectorScope> {
  authorize(context, "look");
  const connector = await findOwnConnector(context, connectorId);
  const listed = await context.db.tenant(connector.tenantId, (tx) => listScope(tx, connector));
  return { kind: scopeKindOf(connector), addresses: listed.map(({ address }) => address) };
}
