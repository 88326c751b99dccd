import { deleteSecret } from "#lib/db/connector-secrets.ts";
import { findLockedConnector, updateConnector } from "#lib/db/connectors.ts";
import { deleteConsentRequests } from "#lib/db/consent-requests.ts";
import { deleteMappingVersions, listVersionIds } from "#lib/db/mapping-versions.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/**
 * Ends a setup that is not finished: credentials and mapping files go at once, that it was there stays in the audit log.
 * @throws Refusal `not-found` | `not-a-draft`
 */
export async function discardDraft(context: ServiceContext, connectorId: string): Promise<void> {
  authorize(context, "create");
  const { tenantId } = context.viewer;
  await context.db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector) throw connectorNotFound();
    if (connector.state !== "draft") {
      throw new Refusal(
        "not-a-draft",
        "This connector is already set up and cannot be discarded. Pause it if it should not import.",
      );
    }
    const end = { state: "deleted", mappingVersionId: null, pendingMappingVersionId: null };
    await updateConnector(tx, connector, end, context.world.now());
    await deleteSecret(tx, { tenantId, connectorId });
    await deleteConsentRequests(tx, tenantId, connectorId);
    await deleteMappingVersions(tx, tenantId, await listVersionIds(tx, tenantId, connectorId));
    await recordDeed(tx, context, {
      action: "discard-draft",
      targetKind: "connector",
      targetId: connectorId,
      before: { name: connector.name, kind: connector.kind },
    });
  });
}
