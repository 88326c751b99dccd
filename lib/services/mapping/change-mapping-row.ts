import { findLockedConnector } from "#lib/db/connectors.ts";
import { countResolvedRows } from "#lib/db/mapping-resolved.ts";
import { Refusal } from "#lib/domain/failure.ts";
import type { MappingRule } from "#lib/domain/mapping-file.ts";
import type { VersionChange } from "#lib/domain/mapping.ts";
import { createOverlapFinder } from "#lib/domain/mapping-overlaps.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { deriveVersion } from "../shared/derive-version.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";
import { readTypedRow, requireMailbox, type TypedRow } from "../shared/mapping-row.ts";
import { mappingChanged } from "../shared/mapping-refusals.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { refreshDirectory } from "../shared/refresh-directory.ts";
import { connectorNotFound } from "../shared/refusals.ts";
import { requireInForce, versionChangeOf } from "../shared/version-change.ts";

/** `line` is that of the row as it was shown; none for a new row. With `isRemoval` the row goes. */
export type RowChange = TypedRow & {
  connectorId: string;
  version: number | null;
  line: number | null;
  isRemoval: boolean;
};

/**
 * Adds, changes or removes one row of the custom mapping in force, which makes a new version of it.
 * @throws Refusal `mapping-row-refused` | `mailbox-not-found`, at a field; `not-found` | `mapping-changed` | `mapping-missing`
 */
export async function changeMappingRow(context: ServiceContext, change: RowChange): Promise<VersionChange> {
  authorize(context, "change-mapping");
  const { db, viewer, world } = context;
  const { tenantId } = viewer;
  const { defaultCountry } = await findOwnConnector(context, change.connectorId);
  const rule = readTypedRow(change, defaultCountry);
  if (!change.isRemoval) await refreshDirectory(world, tenantId);
  const noMailbox = change.isRemoval ? undefined : await findRefusal(requireMailbox(db, tenantId, rule));
  const { id, ...made } = await db.tenant(tenantId, async (tx) => {
    const connector = await findLockedConnector(tx, tenantId, change.connectorId);
    if (!connector || connector.state === "draft") throw connectorNotFound();
    const base = await requireInForce(tx, connector, change.version);
    let before: MappingRule | undefined;
    const made = await deriveVersion(tx, context, connector, {
      origin: "edit",
      base,
      change: {
        phone: rule.phone,
        rulesOf: (old, freeLine) => {
          before = old.find(({ line }) => line === change.line);
          if (change.line !== null && !before) throw mappingChanged();
          const others = old.filter((each) => each !== before);
          if (change.isRemoval) return others;
          const laid = { ...rule, line: before?.line ?? freeLine };
          refuseOverlap([...others, laid], laid);
          return [...others, laid];
        },
      },
    });
    // An end can be set to a row whose user has left.
    if (noMailbox && before?.address !== rule.address) throw noMailbox;
    await recordDeed(tx, context, {
      action: "change-mapping-row",
      targetKind: "connector",
      targetId: change.connectorId,
      ...(before && { before: fieldsOf(before) }),
      after: { version: made.version, ...(change.isRemoval ? { removed: rule.phone } : fieldsOf(rule)) },
    });
    return { id: made.id, ...versionChangeOf(made.version, connector, base) };
  });
  await countResolvedRows(db, tenantId, id);
  return made;
}

/** Asked before the transaction, which is to hold no second connection. */
async function findRefusal(asked: Promise<unknown>): Promise<Refusal | undefined> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function refuseOverlap(rules: readonly MappingRule[], laid: MappingRule): void {
  const others = rules.filter((rule) => rule !== laid).toSorted((one, other) => one.line - other.line);
  const [overlap] = createOverlapFinder()([...others, laid]);
  if (!overlap) return;
  throw new Refusal(
    "mapping-row-refused",
    `Another row (line ${overlap.earlierLine}) maps this number already, for some of the same time. Give the two rows dates that do not overlap.`,
    "validFrom",
  );
}

const fieldsOf = ({ phone, address, validFrom, validTo }: MappingRule) => ({
  number: phone,
  mailbox: address,
  validFrom: validFrom?.toISOString() ?? null,
  validTo: validTo?.toISOString() ?? null,
});
