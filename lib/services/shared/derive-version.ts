import type { Tx } from "#lib/db/client.ts";
import { type ConnectorRow, updateConnector } from "#lib/db/connectors.ts";
import { copyRules, insertRules, listRulesOfNumber } from "#lib/db/mapping-copies.ts";
import {
  activateMappingVersion,
  findMappingVersion,
  finishMappingVersion,
  insertMappingVersion,
  type MappingVersionRow,
} from "#lib/db/mapping-versions.ts";
import { Refusal } from "#lib/domain/failure.ts";
import type { PhoneNumber } from "#lib/domain/address.ts";
import type { MappingRule } from "#lib/domain/mapping-file.ts";
import type { MappingOrigin } from "#lib/domain/views/mapping.ts";
import type { ServiceContext } from "../context.ts";

export type Derivation = {
  origin: Exclude<MappingOrigin, "upload">;
  /** The version whose rows are taken over; none where the custom mapping begins. */
  base: MappingVersionRow | undefined;
  /** The one number whose rows change, and what becomes of them. `line` is free for a new one, and so are those behind it. */
  change?: { phone: PhoneNumber; rulesOf: (old: readonly MappingRule[], line: number) => MappingRule[] };
};

/** The version in force; none where the custom mapping is off, for its rows decide nothing. */
export async function findVersionInForce(
  tx: Tx,
  { tenantId, isCustom, mappingVersionId }: ConnectorRow,
): Promise<MappingVersionRow | undefined> {
  return isCustom ? findMappingVersion(tx, tenantId, mappingVersionId) : undefined;
}

/**
 * Makes a version out of another one and puts it in force, from the next run on. The caller has locked the connector. An
 * upload that nobody has chosen stays where it is.
 * @throws Refusal `mapping-missing`
 */
export async function deriveVersion(
  tx: Tx,
  { viewer, world }: ServiceContext,
  connector: ConnectorRow,
  { origin, base, change }: Derivation,
): Promise<MappingVersionRow> {
  const { tenantId, id: connectorId, defaultCountry } = connector;
  // A version that is kept while it is off still says which numbers belong to the organization.
  if (!base && connector.mappingVersionId !== null) throw customMappingOff();
  const now = world.now();
  const id = await insertMappingVersion(tx, {
    tenantId,
    connectorId,
    fileName: base?.fileName ?? "",
    defaultCountry,
    uploadedBy: viewer.name,
    uploadedAt: now,
    origin,
    basedOn: base?.version ?? null,
  });
  const counts = { acceptedRows: await fill(tx, { tenantId, id }, base, change), refusedRows: 0 };
  const version = await finishMappingVersion(tx, { tenantId, id }, counts);
  if (!version) throw new Error("a version that this transaction has made is gone");
  await activateMappingVersion(tx, version, now);
  await updateConnector(tx, connector, { mappingVersionId: id, isCustom: true, mappingChosenAt: now }, now);
  return version;
}

/** @returns how many rows the version has now */
async function fill(
  tx: Tx,
  version: { tenantId: string; id: bigint },
  base: MappingVersionRow | undefined,
  change: Derivation["change"],
): Promise<number> {
  const copied = base && (await copyRules(tx, version, base.id, change?.phone ?? null));
  if (!change) return copied?.rows ?? 0;
  const old = base ? await listRulesOfNumber(tx, base.id, change.phone) : [];
  const rules = change.rulesOf(old, (copied?.lastLine ?? 0) + 1);
  await insertRules(tx, version, rules);
  return (copied?.rows ?? 0) + rules.length;
}

function customMappingOff(): Refusal {
  return new Refusal(
    "mapping-missing",
    "The custom mapping is switched off, and its last version is kept. Choose Switch on for it on the User mapping tab; then this row can be added. Or choose Withdraw there, to begin without that version.",
  );
}
