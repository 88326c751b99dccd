import { findLockedConnector } from "#lib/db/connectors.ts";
import { countResolvedRows } from "#lib/db/mapping-resolved.ts";
import { Refusal } from "#lib/domain/failure.ts";
import type { VersionChange } from "#lib/domain/mapping.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { deriveVersion } from "../shared/derive-version.ts";
import { getVersion } from "../shared/get-version.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { connectorNotFound } from "../shared/refusals.ts";
import { requireInForce, versionChangeOf } from "../shared/version-change.ts";

/** `version` is where it goes back to, `inForce` the version that was shown in force; `null` for none. */
export type RollBack = { connectorId: string; version: number; inForce: number | null };

/**
 * Puts the rows of an earlier version in force again, as a new version: what was in force stays on the list.
 * @throws Refusal `not-found` | `mapping-changed` | `version-gone` | `version-in-force`
 */
export async function rollBackMapping(
  context: ServiceContext,
  { connectorId, version, inForce }: RollBack,
): Promise<VersionChange> {
  authorize(context, "change-mapping");
  const { db, viewer } = context;
  const { tenantId } = viewer;
  const { made, change } = await db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, connectorId);
    if (!connector || connector.state === "draft") throw connectorNotFound();
    const current = await requireInForce(tx, connector, inForce);
    const base = await getVersion(tx, connector, version);
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
    return { made: derived, change: versionChangeOf(derived.version, connector, current) };
  });
  await countResolvedRows(db, tenantId, made.id);
  return change;
}
