import { findMappingVersion } from "#lib/db/mapping-versions.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector } from "../shared/change-connector.ts";
import { mappingChanged, noMappingLeft } from "../shared/mapping-refusals.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/** `version` and `isOn` are as they were looked at: in force, or kept while the custom mapping is off. */
export type Withdrawal = { connectorId: string; version: number; isOn: boolean };

/**
 * Withdraws the custom mapping, from the next run on, as if none had ever been in force: unlike one that is switched off,
 * it no longer says which numbers belong to the organization. A run that is mapping now goes by it for the items that it has
 * not mapped yet. Its versions stay on the list, to be rolled back to.
 * @throws Refusal `not-found` | `mapping-changed` | `mapping-missing`
 */
export async function withdrawMapping(
  context: ServiceContext,
  { connectorId, version, isOn }: Withdrawal,
): Promise<void> {
  authorize(context, "change-mapping");
  const now = context.world.now();
  await changeConnector(
    context,
    connectorId,
    "withdraw-mapping",
    async (connector, tx) => {
      if (connector.state === "draft") throw connectorNotFound();
      const { tenantId, mappingVersionId: id, isCustom, isAutomatic } = connector;
      const withdrawn = await findMappingVersion(tx, tenantId, id);
      if (withdrawn?.version !== version || isCustom !== isOn) throw mappingChanged();
      if (!isAutomatic) throw noMappingLeft();
      return { isCustom: false, mappingChosenAt: now, mappingVersionId: null };
    },
    { version },
  );
}
