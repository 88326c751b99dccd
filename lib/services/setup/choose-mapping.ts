import { activateMappingVersion, findMappingVersion } from "#lib/db/mapping-versions.ts";
import { currentVersionId } from "#lib/db/connector-settings.ts";
import type { Tx } from "#lib/db/client.ts";
import type { ConnectorChanges, ConnectorRow } from "#lib/db/connectors.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { changeConnector } from "../shared/change-connector.ts";
import { requireStep } from "../shared/require-step.ts";

export type MappingChoice = { connectorId: string; isAutomatic: boolean; isCustom: boolean };

/**
 * Which mappings decide. Choosing the custom one puts the last uploaded file in force, from the next run on.
 * @throws Refusal `mapping-missing`, `mapping-file-missing` | `mapping-file-stale` at `isCustom`; `not-found` | `step-not-reached`
 */
export async function chooseMapping(context: ServiceContext, choice: MappingChoice): Promise<void> {
  authorize(context, "change-mapping");
  const { connectorId, isAutomatic, isCustom } = choice;
  if (!isAutomatic && !isCustom) {
    throw new Refusal(
      "mapping-missing",
      "Without a mapping no message finds its mailbox. Enable automatic user mapping, or use a custom mapping file.",
    );
  }
  const now = context.world.now();
  await changeConnector(context, connectorId, "choose-mapping", async (connector, tx) => {
    await requireStep(tx, connector, "user-mapping");
    const version = isCustom ? await putInForce(tx, connector, now) : {};
    return { isAutomatic, isCustom, mappingChosenAt: now, ...version };
  });
}

async function putInForce(tx: Tx, connector: ConnectorRow, now: Date): Promise<ConnectorChanges> {
  const versionId = currentVersionId(connector);
  const version = await findMappingVersion(tx, connector.tenantId, versionId);
  if (!version)
    throw new Refusal("mapping-file-missing", "Upload the custom mapping file first.", "isCustom");
  if (connector.state === "draft" && version.defaultCountry !== connector.defaultCountry) {
    throw new Refusal(
      "mapping-file-stale",
      "The default country was changed after the file had been read. Upload the file again, so that its numbers are read as those of the new country.",
      "isCustom",
    );
  }
  if (version.id === connector.mappingVersionId) return {};
  await activateMappingVersion(tx, version, now);
  return { mappingVersionId: version.id, pendingMappingVersionId: null };
}
