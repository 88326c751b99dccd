import type { Db } from "./client.ts";

/**
 * Notes which of the tenant's next packs have nothing left in them that needs its original, and since when.
 * @returns the last one that was looked at; undefined at the end
 */
export async function noteSettledPacks(
  db: Db,
  tenantId: string,
  after: string,
  limit: number,
  now: Date,
): Promise<string | undefined> {
  const [page] = await db.sql(tenantId, (sql) =>
    sql.prepared<{ looked: number; last: string | null }>(NOTE, [tenantId, after, limit, now]),
  );
  return page && page.looked === limit && page.last !== null ? page.last : undefined;
}

const NOTE = `
  WITH page AS MATERIALIZED (
    SELECT id FROM pack
    WHERE tenant_id = $1 AND settled_at IS NULL AND deleted_at IS NULL AND id > $2
    ORDER BY id LIMIT $3
  ), looked AS MATERIALIZED (
    SELECT id, settled_at_of_pack($1, id, $4) AS settled_at FROM page
  ), noted AS (
    UPDATE pack p SET settled_at = l.settled_at FROM looked l
    WHERE p.tenant_id = $1 AND p.id = l.id AND l.settled_at IS NOT NULL AND p.deleted_at IS NULL
  )
  SELECT count(*)::int AS looked, max(id) AS last FROM looked`;

/** A pack whose blob is to be deleted, and the rule that says so. */
export type DuePack = { packId: string; blobName: string; retentionDays: number };

/**
 * Marks what the rule in force lets go of now, and lists what is marked: also what another worker left half done, whose
 * blob may be gone already.
 */
export async function markDuePacks(db: Db, tenantId: string, limit: number, now: Date): Promise<DuePack[]> {
  return db.sql(tenantId, async (sql) => {
    await sql.prepared(MARK, [tenantId, limit, now]);
    return sql.prepared<DuePack>(DUE, [tenantId, limit, now]);
  });
}

// Looked at once more: a note may be days old.
const MARK = `
  WITH due AS MATERIALIZED (
    SELECT p.id, r.keep_days FROM retention r
    JOIN pack p ON p.tenant_id = r.tenant_id AND p.deleted_at IS NULL AND p.delete_after IS NULL
      AND p.settled_at <= $3::timestamptz - r.keep_days * interval '24 hours'
    WHERE r.tenant_id = $1
    ORDER BY p.settled_at LIMIT $2 FOR NO KEY UPDATE OF p SKIP LOCKED
  ), looked AS MATERIALIZED (
    SELECT id, keep_days, settled_at_of_pack($1, id, $3) IS NOT NULL AS is_settled FROM due
  )
  UPDATE pack p SET
    settled_at = CASE WHEN l.is_settled THEN p.settled_at END,
    delete_after = CASE WHEN l.is_settled THEN p.settled_at + l.keep_days * interval '24 hours' END,
    retention_days = CASE WHEN l.is_settled THEN l.keep_days END
  FROM looked l WHERE p.tenant_id = $1 AND p.id = l.id`;

const DUE = `
  SELECT id AS "packId", blob_name AS "blobName", retention_days AS "retentionDays" FROM pack
  WHERE tenant_id = $1 AND deleted_at IS NULL AND delete_after <= $3
  ORDER BY delete_after, id LIMIT $2`;
