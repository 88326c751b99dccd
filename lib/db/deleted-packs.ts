import { createHash, randomUUID } from "node:crypto";
import type { SealAudit } from "#lib/services/context.ts";
import { insertAuditEntry } from "./audit.ts";
import type { Db, Tx } from "./client.ts";

type DeletedPack = { id: string; sizeBytes: bigint; settledAt: Date };

/**
 * Writes down that the blobs of these packs are gone, all by the rule of `retentionDays`: each pack with the time, its
 * data key forgotten, and one sealed entry of the audit log over all of them. What another worker wrote down stays.
 * @returns how many this call wrote down
 */
export async function recordDeletedPacks(
  db: Db,
  seal: SealAudit,
  {
    tenantId,
    packIds,
    retentionDays,
    now,
  }: {
    tenantId: string;
    packIds: readonly string[];
    retentionDays: number;
    now: Date;
  },
): Promise<number> {
  return db.tenant(tenantId, async (tx) => {
    const deletion = randomUUID();
    const packs = await forgetKeys(tx, tenantId, packIds, deletion, now);
    if (packs.length === 0) return 0;
    const bytes = packs.reduce((sum, pack) => sum + pack.sizeBytes, 0n);
    await tx.$executeRaw`
      UPDATE retention SET deleted_packs = deleted_packs + ${packs.length}, deleted_bytes = deleted_bytes + ${bytes},
        last_deleted_at = ${now}
      WHERE tenant_id = ${tenantId}::uuid`;
    const settled = packs.map((pack) => pack.settledAt.toISOString()).toSorted();
    const deed = {
      action: "delete-originals",
      targetKind: "tenant",
      targetId: tenantId,
      after: {
        deletion,
        retentionDays,
        packs: packs.length,
        items: await countItems(tx, tenantId, packs),
        bytes: Number(bytes),
        settledFrom: settled.at(0) ?? null,
        settledTo: settled.at(-1) ?? null,
        packsSha256: packsDigest(packs.map(({ id }) => id)),
      },
    } as const;
    const doer = { tenantId, at: now, actorId: "retention", actorName: "Retention rule", sourceAddress: "" };
    await insertAuditEntry(tx, { ...doer, ...deed }, seal);
    return packs.length;
  });
}

/** What the sealed entry of a deletion says of the packs that name it: SHA-256 over their ids in order, a line each. */
export function packsDigest(packIds: readonly string[]): string {
  return createHash("sha256").update(packIds.toSorted().join("\n")).digest("hex");
}

/** In one order, since another worker may have come as far at the same time. */
async function forgetKeys(
  tx: Tx,
  tenantId: string,
  packIds: readonly string[],
  deletion: string,
  now: Date,
): Promise<DeletedPack[]> {
  return tx.$queryRaw<DeletedPack[]>`
    WITH gone AS (
      SELECT id FROM pack
      WHERE tenant_id = ${tenantId}::uuid AND id = ANY (${packIds}) AND deleted_at IS NULL
      ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE pack p SET deleted_at = ${now}, wrapped_key = ''::bytea, deletion_id = ${deletion}::uuid
    FROM gone WHERE p.tenant_id = ${tenantId}::uuid AND p.id = gone.id
    RETURNING p.id, p.size_bytes AS "sizeBytes", p.settled_at AS "settledAt"`;
}

async function countItems(tx: Tx, tenantId: string, packs: readonly DeletedPack[]): Promise<number> {
  const [row] = await tx.$queryRaw<{ items: number }[]>`
    SELECT count(*)::int AS items FROM item
    WHERE tenant_id = ${tenantId}::uuid AND pack_id = ANY (${packs.map(({ id }) => id)})`;
  return row?.items ?? 0;
}

/** The storage would not let go of these yet: they are tried again later. */
export async function postponePacks(
  db: Db,
  tenantId: string,
  packIds: readonly string[],
  until: Date,
): Promise<void> {
  await db.sql(tenantId, (sql) =>
    sql.query(
      "UPDATE pack SET delete_after = $3 WHERE tenant_id = $1 AND id = ANY ($2) AND deleted_at IS NULL",
      [tenantId, packIds, until],
    ),
  );
}
