import type { Tx } from "#lib/db/client.ts";
import type { ConnectorRow } from "#lib/db/connectors.ts";
import type { MappingVersionRow } from "#lib/db/mapping-versions.ts";
import type { VersionChange } from "#lib/domain/mapping.ts";
import { findVersionInForce } from "./derive-version.ts";
import { mappingChanged } from "./mapping-refusals.ts";

/**
 * The version in force, where it is still the one that was looked at: `null` where none was.
 * @throws Refusal `mapping-changed`
 */
export async function requireInForce(
  tx: Tx,
  connector: ConnectorRow,
  looked: number | null,
): Promise<MappingVersionRow | undefined> {
  const current = await findVersionInForce(tx, connector);
  if ((current?.version ?? null) !== looked) throw mappingChanged();
  return current;
}

/** `connector` and `current` are as they were before `version` came into force. */
export function versionChangeOf(
  version: number,
  connector: Pick<ConnectorRow, "mappingVersionId">,
  current: MappingVersionRow | undefined,
): VersionChange {
  return {
    version,
    replaced: current?.version ?? (connector.mappingVersionId === null ? null : "kept-off"),
  };
}
