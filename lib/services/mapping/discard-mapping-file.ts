import { findLockedConnector, updateConnector } from "#lib/db/connectors.ts";
import { deleteMappingVersions, findMappingVersion } from "#lib/db/mapping-versions.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { mappingChanged } from "../shared/mapping-refusals.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/**
 * Removes a file that was uploaded and never put in force, with its rows. `version` is the one that was looked at.
 * @throws Refusal `not-found` | `mapping-changed`
 */
export async function discardMappingFile(
  context: ServiceContext,
  connectorId: string,
  version: number,
): Promise<void> {
  authorize(context, "change-mapping");
  const { tenantId } = context.viewer;
  await context.db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector || connector.state === "draft") throw connectorNotFound();
    const { pendingMappingVersionId: id } = connector;
    const uploaded = await findMappingVersion(tx, tenantId, id);
    if (uploaded?.version !== version) throw mappingChanged();
    await updateConnector(tx, connector, { pendingMappingVersionId: null }, context.world.now());
    await deleteMappingVersions(tx, tenantId, [uploaded.id]);
    await recordDeed(tx, context, {
      action: "discard-mapping-file",
      targetKind: "connector",
      targetId: connectorId,
      before: { version, fileName: uploaded.fileName, rows: uploaded.acceptedRows },
    });
  });
}
