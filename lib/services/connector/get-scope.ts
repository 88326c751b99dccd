import { readScope } from "#lib/db/scope.ts";
import type { ConnectorScope } from "#lib/domain/views/connector.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";
import { scopeVersionOf } from "../shared/scope-version.ts";

/** Who of the organization is archived with this connector. @throws Refusal `not-found` */
export async function getScope(context: ServiceContext, connectorId: string): Promise<ConnectorScope> {
  authorize(context, "look");
  const connector = await findOwnConnector(context, connectorId);
  const scope = await context.db.tenant(connector.tenantId, (tx) => readScope(tx, connector));
  const addresses = scope.listed.map(({ address }) => address);
  return { kind: scope.kind, addresses, version: scopeVersionOf(scope) };
}
