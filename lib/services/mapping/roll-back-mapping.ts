import { findLockedConnector } from "#lib/db/connectors.ts";
import { countResolvedRows } from "#lib/db/mapping-resolved.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { deriveVersion, findVersionInForce } from "../shared/derive-version.ts";
import { getVersion } from "../shared/get-version.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { connectorNotFound } from "../shared/refusals.ts";

/**
 * Puts the rows of an earlier version in force again, as a new version: what was in force stays on the list.
 * @throws Refusal `not-found` | `version-gone` | `version-in-force`
 * @returns the new version's number
 */
export async function rollBackMapping(
  context: ServiceContext,
  connectorId: string,
  version: number,
): Promise<number> {
  authorize(context, "change-mapping");
  const { db, viewer } = context;
  const { tenantId } = viewer;
  const made = await db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector || connector.state === "draft") throw connectorNotFound();
    const base = await getVersion(tx, connector, version);
    const current = await findVersionInForce(tx, connector);
    if (current?.id === base.id) {
      throw new Refusal("version-in-force", `Version ${version} is already in force.`);
    }
    const derived = await deriveVersion(tx, context, connector, { origin: "roll-back", base });
    await recordDeed(tx, context, {
      action: "roll-back-mapping",
      targetKind: "connector",
      targetId: connectorId,
      before: { version: current?.version ?? null, rows: current?.acceptedRows ?? 0 },
      after: { version: derived.version, rowsOf: version, rows: derived.acceptedRows },
    });
    return derived;
  });
  await countResolvedRows(db, tenantId, made.id);
  return made.version;
}
