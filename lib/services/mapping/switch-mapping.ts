import type { Tx } from "#lib/db/client.ts";
import type { ConnectorRow } from "#lib/db/connectors.ts";
import { findMappingVersion } from "#lib/db/mapping-versions.ts";
import { Refusal } from "#lib/domain/failure.ts";
import type { MappingKind, MappingSeen } from "#lib/domain/mapping.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector } from "../shared/change-connector.ts";
import { mappingChanged, noMappingLeft } from "../shared/mapping-refusals.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/** `seen`: what is switched is what was looked at. */
export type MappingSwitch = { connectorId: string; mapping: MappingKind; isOn: boolean; seen: MappingSeen };

/**
 * Switches one of the two mappings of a connector on or off, from the next run on. The custom one comes back with the
 * version that was in force last; a file that was uploaded and not chosen stays where it is.
 * @throws Refusal `not-found` | `mapping-changed` | `mapping-missing` | `mapping-file-missing`
 */
export async function switchMapping(
  context: ServiceContext,
  { connectorId, mapping, isOn, seen }: MappingSwitch,
): Promise<void> {
  authorize(context, "change-mapping");
  const now = context.world.now();
  await changeConnector(context, connectorId, "switch-mapping", async (connector, tx) => {
    if (connector.state === "draft") throw connectorNotFound();
    await requireSeen(tx, connector, seen);
    const { isAutomatic, isCustom, mappingVersionId } = connector;
    const next = mapping === "custom" ? { isAutomatic, isCustom: isOn } : { isAutomatic: isOn, isCustom };
    if (next.isAutomatic === isAutomatic && next.isCustom === isCustom) return undefined;
    if (!next.isAutomatic && !next.isCustom) throw noMappingLeft();
    if (next.isCustom && mappingVersionId === null) throw noVersionYet();
    return { ...next, mappingChosenAt: now };
  });
}

async function requireSeen(tx: Tx, connector: ConnectorRow, seen: MappingSeen): Promise<void> {
  const { tenantId, mappingVersionId: id, isAutomatic, isCustom } = connector;
  const kept = await findMappingVersion(tx, tenantId, id);
  const isAsSeen =
    seen.version === (kept?.version ?? null) &&
    seen.isAutomatic === isAutomatic &&
    seen.isCustom === isCustom;
  if (!isAsSeen) throw mappingChanged();
}

function noVersionYet(): Refusal {
  return new Refusal(
    "mapping-file-missing",
    "No version of the custom mapping is in force or kept. Upload a file on the User mapping tab and put it in force, or roll back to an earlier version: that switches the custom mapping on.",
  );
}
