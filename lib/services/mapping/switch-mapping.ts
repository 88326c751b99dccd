import { Refusal } from "#lib/domain/failure.ts";
import type { MappingKind } from "#lib/domain/mapping.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector } from "../shared/change-connector.ts";
import { connectorNotFound } from "../shared/refusals.ts";

export type MappingSwitch = { connectorId: string; mapping: MappingKind; isOn: boolean };

/**
 * Switches one of the two mappings of a connector on or off, from the next run on. The custom one comes back with the
 * version that was in force last; a file that was uploaded and not chosen stays where it is.
 * @throws Refusal `not-found` | `mapping-missing` | `mapping-file-missing`
 */
export async function switchMapping(
  context: ServiceContext,
  { connectorId, mapping, isOn }: MappingSwitch,
): Promise<void> {
  authorize(context, "change-mapping");
  const now = context.world.now();
  await changeConnector(context, connectorId, "switch-mapping", (connector) => {
    if (connector.state === "draft") throw connectorNotFound();
    const { isAutomatic, isCustom, mappingVersionId } = connector;
    const next = mapping === "custom" ? { isAutomatic, isCustom: isOn } : { isAutomatic: isOn, isCustom };
    if (next.isAutomatic === isAutomatic && next.isCustom === isCustom) return undefined;
    if (!next.isAutomatic && !next.isCustom) throw noMappingLeft();
    if (next.isCustom && mappingVersionId === null) throw noVersionYet();
    return { ...next, mappingChosenAt: now };
  });
}

function noMappingLeft(): Refusal {
  return new Refusal(
    "mapping-missing",
    "Without a mapping no message finds its mailbox. Switch the other one on first.",
  );
}

function noVersionYet(): Refusal {
  return new Refusal(
    "mapping-file-missing",
    "No custom mapping was in force yet. Upload a file on the User mapping tab and put it in force: that switches the custom mapping on.",
  );
}
