import { FETCH_PATIENCE } from "#lib/domain/item.ts";
import type { ItemToStage, StagedItem } from "#lib/pipeline/ports/run-store.ts";
import type { Pack } from "#lib/pipeline/ports/vault.ts";
import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { Db, Sql } from "./client.ts";
import { holdRun } from "./hold-run.ts";

type ListedRow = {
  itemId: string;
  sourceItemId: string;
  sizeBytes: string | null;
  archivedAt: Date;
  locator: string | null;
};

const TO_STAGE = `
  SELECT id AS "itemId", coalesce(source_item_id_long, source_item_id) AS "sourceItemId",
    listed_size AS "sizeBytes", archived_at AS "archivedAt", locator
  FROM (
    (SELECT * FROM item WHERE tenant_id = $1 AND run_id = $2 AND state = 'listed' ORDER BY id LIMIT $3)
    UNION ALL
    (SELECT * FROM item WHERE tenant_id = $1 AND refetch_run_id = $2 ORDER BY id LIMIT $3)
  ) i
  ORDER BY id LIMIT $3`;

/** Those that nobody has fetched yet, and those whose copy was lost. */
export async function listItemsToStage(
  db: Db,
  claim: RunClaim,
  workerId: string,
  limit: number,
): Promise<ItemToStage[]> {
  const rows = await db.sql(claim.tenantId, async (sql) => {
    await holdRun(sql, claim, workerId);
    return sql.query<ListedRow>(TO_STAGE, [claim.tenantId, claim.runId, limit]);
  });
  return rows.map((row) => ({
    ...row,
    sizeBytes: row.sizeBytes === null ? undefined : Number(row.sizeBytes),
    locator: row.locator ?? undefined,
  }));
}

// An item whose copy was lost stays as it is: without one, its deliveries fail and say so.
const COUNT_UNFETCHED = `
  UPDATE item i SET
    fetch_attempts = i.fetch_attempts + 1,
    fetch_failed_at = coalesce(i.fetch_failed_at, $4),
    state = CASE WHEN had.enough AND i.state = 'listed' THEN 'rejected' ELSE i.state END,
    reason = CASE WHEN had.enough AND i.state = 'listed' THEN 'vendor-item-unavailable' ELSE i.reason END,
    refetch_run_id = CASE WHEN had.enough THEN NULL ELSE i.refetch_run_id END
  FROM (
    SELECT id, fetch_attempts + 1 >= $5 AND fetch_failed_at <= $4::timestamptz - $6 * interval '1 millisecond' AS enough
    FROM item WHERE tenant_id = $1 AND id = ANY ($3::bigint[])
  ) had
  WHERE i.tenant_id = $1 AND i.id = had.id
    AND ((i.run_id, i.state) IS NOT DISTINCT FROM ($2::uuid, 'listed') OR i.refetch_run_id = $2::uuid)
  RETURNING i.state = 'listed' OR i.refetch_run_id IS NOT NULL AS "isRemaining"`;

export async function recordUnfetched(
  db: Db,
  claim: RunClaim,
  workerId: string,
  itemIds: readonly string[],
  now: Date,
): Promise<number> {
  const rows = await db.sql(claim.tenantId, async (sql) => {
    await holdRun(sql, claim, workerId);
    return sql.query<{ isRemaining: boolean }>(COUNT_UNFETCHED, [
      claim.tenantId,
      claim.runId,
      itemIds,
      now,
      FETCH_PATIENCE.attempts,
      FETCH_PATIENCE.ms,
    ]);
  });
  return rows.filter(({ isRemaining }) => isRemaining).length;
}

/** The packs, then the items that lie in them with their participants. Items that are staged already stay as they are. */
export async function recordStaged(
  db: Db,
  claim: RunClaim,
  workerId: string,
  packs: readonly Pack[],
  items: readonly StagedItem[],
): Promise<void> {
  await db.sql(claim.tenantId, async (sql) => {
    const { attempts } = await holdRun(sql, claim, workerId);
    if (packs.length > 0) await insertPacks(sql, claim, packs);
    const staged = items.filter((item) => item.kind === "staged");
    if (staged.length > 0) await stage(sql, claim, staged);
    const rejected = items.filter((item) => item.kind === "rejected");
    if (rejected.length > 0) await reject(sql, claim, rejected);
    await replaceLostCopies(sql, claim, items);
    if (attempts === 0) return;
    await sql.query("UPDATE run SET attempts = 0 WHERE tenant_id = $1 AND id = $2", [
      claim.tenantId,
      claim.runId,
    ]);
  });
}

async function insertPacks(sql: Sql, { tenantId }: RunClaim, packs: readonly Pack[]): Promise<void> {
  await sql.query(
    `INSERT INTO pack (tenant_id, id, blob_name, key_id, wrapped_key, size_bytes)
     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::bytea[], $6::bigint[])
     ON CONFLICT (tenant_id, id) DO UPDATE SET blob_name = excluded.blob_name, key_id = excluded.key_id,
       wrapped_key = excluded.wrapped_key, size_bytes = excluded.size_bytes`,
    [
      tenantId,
      packs.map((pack) => pack.packId),
      packs.map((pack) => pack.blobName),
      packs.map((pack) => pack.keyId),
      packs.map((pack) => Buffer.from(pack.wrappedKey)),
      packs.map((pack) => pack.sizeBytes),
    ],
  );
}

type Staged = Extract<StagedItem, { kind: "staged" }>;
type Rejected = Extract<StagedItem, { kind: "rejected" }>;

// Items are named by id: their run and state are compared so that no index takes part, since without statistics
// PostgreSQL would read the whole run for each batch.
const STAGE = `
  WITH staged AS (
    UPDATE item i SET state = 'staged', kind = u.kind, sent_at = u.sent_at, sha256 = u.sha256,
      size_bytes = u.size_bytes, pack_id = u.pack_id, pack_offset = u.pack_offset, pack_length = u.pack_length
    FROM unnest($3::bigint[], $4::text[], $5::timestamptz[], $6::bytea[], $7::bigint[], $8::text[], $9::bigint[],
      $10::bigint[]) AS u (id, kind, sent_at, sha256, size_bytes, pack_id, pack_offset, pack_length)
    WHERE i.tenant_id = $1 AND i.id = u.id AND (i.run_id, i.state) IS NOT DISTINCT FROM ($2::uuid, 'listed')
    RETURNING i.id
  )
  INSERT INTO participant (tenant_id, item_id, ordinal, role, phone, address, has_unreadable_number)
  SELECT $1, p.item_id, p.ordinal, p.role, p.phone, p.address, p.has_unreadable_number
  FROM unnest($11::bigint[], $12::int[], $13::text[], $14::text[], $15::text[], $16::boolean[])
    AS p (item_id, ordinal, role, phone, address, has_unreadable_number)
  JOIN staged s ON s.id = p.item_id`;

async function stage(sql: Sql, claim: RunClaim, items: readonly Staged[]): Promise<void> {
  const people = items.flatMap(({ itemId, envelope }) =>
    envelope.participants.map((participant, ordinal) => ({ itemId, ordinal, ...participant })),
  );
  await sql.query(STAGE, [
    claim.tenantId,
    claim.runId,
    items.map((item) => item.itemId),
    items.map((item) => item.envelope.kind),
    items.map((item) => item.sentAt),
    items.map((item) => Buffer.from(item.sha256)),
    items.map((item) => item.sizeBytes),
    items.map((item) => item.location.packId),
    items.map((item) => item.location.offset),
    items.map((item) => item.location.length),
    people.map((person) => person.itemId),
    people.map((person) => person.ordinal),
    people.map((person) => person.role),
    people.map((person) => person.phone ?? null),
    people.map((person) => person.address ?? null),
    people.map((person) => person.hasUnreadableNumber),
  ]);
}

async function reject(sql: Sql, claim: RunClaim, items: readonly Rejected[]): Promise<void> {
  await sql.query(
    `UPDATE item i SET state = 'rejected', reason = u.reason, sha256 = u.sha256, size_bytes = u.size_bytes,
       pack_id = u.pack_id, pack_offset = u.pack_offset, pack_length = u.pack_length
     FROM unnest($3::bigint[], $4::text[], $5::bytea[], $6::bigint[], $7::text[], $8::bigint[], $9::bigint[])
       AS u (id, reason, sha256, size_bytes, pack_id, pack_offset, pack_length)
     WHERE i.tenant_id = $1 AND i.id = u.id AND (i.run_id, i.state) IS NOT DISTINCT FROM ($2::uuid, 'listed')`,
    [
      claim.tenantId,
      claim.runId,
      items.map((item) => item.itemId),
      items.map((item) => item.reason),
      items.map((item) => (item.sha256 ? Buffer.from(item.sha256) : null)),
      items.map((item) => item.sizeBytes ?? null),
      items.map((item) => item.location?.packId ?? null),
      items.map((item) => item.location?.offset ?? null),
      items.map((item) => item.location?.length ?? null),
    ],
  );
}

// Of the very bytes that were archived: others under the same id would prove nothing, so the item keeps its lost copy.
const REPLACE_LOST_COPIES = `
  UPDATE item i SET refetch_run_id = NULL,
    pack_id = CASE WHEN i.sha256 = u.sha256 THEN u.pack_id ELSE i.pack_id END,
    pack_offset = CASE WHEN i.sha256 = u.sha256 THEN u.pack_offset ELSE i.pack_offset END,
    pack_length = CASE WHEN i.sha256 = u.sha256 THEN u.pack_length ELSE i.pack_length END
  FROM unnest($3::bigint[], $4::bytea[], $5::text[], $6::bigint[], $7::bigint[])
    AS u (id, sha256, pack_id, pack_offset, pack_length)
  WHERE i.tenant_id = $1 AND i.refetch_run_id = $2 AND i.id = u.id`;

async function replaceLostCopies(sql: Sql, claim: RunClaim, items: readonly StagedItem[]): Promise<void> {
  const copies = items.map((item) => (item.kind === "staged" ? item : undefined));
  await sql.query(REPLACE_LOST_COPIES, [
    claim.tenantId,
    claim.runId,
    items.map((item) => item.itemId),
    copies.map((copy) => (copy ? Buffer.from(copy.sha256) : null)),
    copies.map((copy) => copy?.location.packId ?? null),
    copies.map((copy) => copy?.location.offset ?? null),
    copies.map((copy) => copy?.location.length ?? null),
  ]);
}
