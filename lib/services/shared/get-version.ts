import type { Tx } from "#lib/db/client.ts";
import { findVersionOfNumber, type MappingVersionRow } from "#lib/db/mapping-versions.ts";
import { Refusal } from "#lib/domain/failure.ts";

/** A version of the connector's custom mapping by its number. @throws Refusal `version-gone` */
export async function getVersion(
  tx: Tx,
  connector: { tenantId: string; id: string },
  version: number,
): Promise<MappingVersionRow> {
  const found = await findVersionOfNumber(tx, connector, version);
  if (found) return found;
  throw new Refusal(
    "version-gone",
    `Version ${version} of the custom mapping no longer exists. A file that was uploaded and never used is replaced by the next upload; reload the page to see the current state.`,
  );
}
