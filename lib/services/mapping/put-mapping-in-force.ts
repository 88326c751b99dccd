import { activateMappingVersion, findMappingVersion } from "#lib/db/mapping-versions.ts";
import type { VersionChange } from "#lib/domain/mapping.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector } from "../shared/change-connector.ts";
import { mappingChanged } from "../shared/mapping-refusals.ts";
import { connectorNotFound } from "../shared/refusals.ts";
import { requireInForce, versionChangeOf } from "../shared/version-change.ts";

/** `version` is the uploaded file that was looked at, `inForce` the version that was shown in force; `null` for none. */
export type FileInForce = { connectorId: string; version: number; inForce: number | null };

/**
 * Puts the file that was uploaded last in force, from the next run on. Whether e-mail addresses decide as well stays as
 * it is.
 * @throws Refusal `not-found` | `mapping-changed`
 */
export async function putMappingInForce(
  context: ServiceContext,
  { connectorId, version, inForce }: FileInForce,
): Promise<VersionChange> {
  authorize(context, "change-mapping");
  const now = context.world.now();
  let change: VersionChange | undefined;
  await changeConnector(context, connectorId, "choose-mapping", async (connector, tx) => {
    if (connector.state === "draft") throw connectorNotFound();
    const current = await requireInForce(tx, connector, inForce);
    const { tenantId, pendingMappingVersionId: id } = connector;
    const uploaded = await findMappingVersion(tx, tenantId, id);
    if (uploaded?.version !== version) throw mappingChanged();
    await activateMappingVersion(tx, uploaded, now);
    change = versionChangeOf(version, connector, current);
    return {
      isCustom: true,
      mappingChosenAt: now,
      mappingVersionId: uploaded.id,
      pendingMappingVersionId: null,
    };
  });
  if (!change) throw new Error("a change that was decided was not made");
  return change;
}
