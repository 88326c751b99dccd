import type { Tx } from "./client.ts";
import type { MappingVersion } from "./generated/client.ts";

/** An uploaded custom mapping, its rows apart. */
export type MappingVersionRow = MappingVersion;

/** A version whose file was read to its end. `id` may be where a connector points to: null leads to none. */
export async function findMappingVersion(
  tx: Tx,
  tenantId: string,
  id: bigint | null,
): Promise<MappingVersionRow | undefined> {
  if (id === null) return undefined;
  const row = await tx.mappingVersion.findUnique({ where: { tenantId_id: { tenantId, id } } });
  return row?.state === "ready" ? row : undefined;
}

/** Notes when it first came into force. */
export async function activateMappingVersion(
  tx: Tx,
  { tenantId, id }: Pick<MappingVersionRow, "tenantId" | "id">,
  now: Date,
): Promise<void> {
  await tx.mappingVersion.updateMany({
    where: { tenantId, id, activatedAt: null },
    data: { activatedAt: now },
  });
}

export type NewMappingVersion = Pick<
  MappingVersionRow,
  "tenantId" | "connectorId" | "fileName" | "defaultCountry" | "uploadedBy" | "uploadedAt"
> &
  Partial<Pick<MappingVersionRow, "origin" | "basedOn">>;

/** The next version of the connector, still being read. The caller holds the connector's lock. */
export async function insertMappingVersion(tx: Tx, version: NewMappingVersion): Promise<bigint> {
  const { tenantId, connectorId } = version;
  const last = await tx.mappingVersion.aggregate({
    where: { tenantId, connectorId },
    _max: { version: true },
  });
  const row = await tx.mappingVersion.create({
    data: { ...version, version: (last._max.version ?? 0) + 1 },
    select: { id: true },
  });
  return row.id;
}

/** @returns undefined when the version is gone: a later upload of the same connector has removed it */
export async function finishMappingVersion(
  tx: Tx,
  { tenantId, id }: Pick<MappingVersionRow, "tenantId" | "id">,
  counts: { acceptedRows: number; refusedRows: number },
): Promise<MappingVersionRow | undefined> {
  const [row] = await tx.mappingVersion.updateManyAndReturn({
    where: { tenantId, id, state: "reading" },
    data: { ...counts, state: "ready" },
  });
  return row;
}

/**
 * Removes versions that were never in force, with their rows. Whoever is still writing rows of one finds it gone: a
 * batch locks its version's row, so it is either removed here as well or comes too late.
 */
export async function deleteMappingVersions(tx: Tx, tenantId: string, ids: readonly bigint[]): Promise<void> {
  if (ids.length === 0) return;
  const where = { tenantId, versionId: { in: [...ids] } };
  await tx.mappingVersion.deleteMany({ where: { tenantId, id: { in: [...ids] } } });
  await tx.mappingRule.deleteMany({ where });
  await tx.mappingProblem.deleteMany({ where });
}

/** Removes what broken uploads of the connector left: versions whose file was never read to its end. */
export async function deleteUnreadVersions(
  tx: Tx,
  { tenantId, connectorId, id }: { tenantId: string; connectorId: string; id?: bigint },
): Promise<void> {
  const rows = await tx.mappingVersion.findMany({
    where: { tenantId, connectorId, state: "reading", ...(id !== undefined && { id }) },
    select: { id: true },
  });
  await deleteMappingVersions(
    tx,
    tenantId,
    rows.map((row) => row.id),
  );
}

/** All versions of the connector. */
export async function listVersionIds(tx: Tx, tenantId: string, connectorId: string): Promise<bigint[]> {
  const rows = await tx.mappingVersion.findMany({ where: { tenantId, connectorId }, select: { id: true } });
  return rows.map((row) => row.id);
}

/** Versions whose file was read to its end, before the number `before`, the latest first. */
export async function listVersionPage(
  tx: Tx,
  tenantId: string,
  connectorId: string,
  before: number,
  limit: number,
): Promise<MappingVersionRow[]> {
  return tx.mappingVersion.findMany({
    where: { tenantId, connectorId, state: "ready", version: { lt: before } },
    orderBy: { version: "desc" },
    take: limit,
  });
}

export async function findVersionOfNumber(
  tx: Tx,
  { tenantId, id: connectorId }: { tenantId: string; id: string },
  version: number,
): Promise<MappingVersionRow | undefined> {
  const row = await tx.mappingVersion.findFirst({
    where: { tenantId, connectorId, version, state: "ready" },
  });
  return row ?? undefined;
}
