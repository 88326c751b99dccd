import type { Pack, StagedLocation } from "#lib/pipeline/ports/vault.ts";
import type { Db, Sql } from "./client.ts";

/** An item whose original is still needed, in a pack in which most are not. */
export type NeededItem = { itemId: string; sha256: Uint8Array; location: StagedLocation };
export type MixedPack = { pack: Pack; needed: NeededItem[] };

/** Of the packs from `after` on: those where half of the days of most of what lies in them are over and nobody is at work. */
export async function listMixedPacks(
  db: Db,
  tenantId: string,
  { after, upTo, now, limit }: { after: string; upTo: string | undefined; now: Date; limit: number },
): Promise<MixedPack[]> {
  return db.sql(tenantId, async (sql) => {
    const packs = await sql.prepared<PackRow>(MIXED, [tenantId, after, upTo ?? null, now, limit]);
    const mixed: MixedPack[] = [];
    for (const row of packs) {
      const pack = packOf(row);
      mixed.push({ pack, needed: await neededOf(sql, tenantId, pack, now) });
    }
    return mixed;
  });
}

// Worth it where at least half of the bytes go. Half of the days are left for whoever restores a backup of before.
const MIXED = `
  SELECT p.id AS "packId", p.blob_name AS "blobName", p.key_id AS "keyId", p.wrapped_key AS "wrappedKey",
    p.size_bytes AS "sizeBytes"
  FROM retention r
  JOIN pack p ON p.tenant_id = r.tenant_id AND p.settled_at IS NULL AND p.deleted_at IS NULL
    AND p.id > $2 AND ($3::text IS NULL OR p.id <= $3)
    AND p.created_at <= $4::timestamptz - r.keep_days * interval '12 hours' AND octet_length(p.wrapped_key) > 0
  CROSS JOIN LATERAL (
    SELECT bool_and(i.safe_at IS NOT NULL OR (i.is_at_rest AND i.sha256 IS NOT NULL)) AS is_at_rest,
      coalesce(sum(i.pack_length) FILTER (WHERE i.safe_at <= $4::timestamptz - r.keep_days * interval '12 hours'), 0) AS due_bytes
    FROM items_of_pack($1, p.id) i
  ) i
  WHERE r.tenant_id = $1 AND i.is_at_rest AND i.due_bytes * 2 >= p.size_bytes
  ORDER BY p.id LIMIT $5`;

type NeededRow = { itemId: string; sha256: Buffer; offset: string; length: string };

async function neededOf(sql: Sql, tenantId: string, { packId }: Pack, now: Date): Promise<NeededItem[]> {
  const rows = await sql.prepared<NeededRow>(NEEDED, [tenantId, packId, now]);
  return rows.map(({ itemId, sha256, offset, length }) => ({
    itemId,
    sha256,
    location: { packId, offset: Number(offset), length: Number(length) },
  }));
}

const NEEDED = `
  SELECT i.item_id AS "itemId", i.sha256, i.pack_offset AS "offset", i.pack_length AS "length"
  FROM retention r CROSS JOIN items_of_pack($1, $2) i
  WHERE r.tenant_id = $1 AND (i.safe_at <= $3::timestamptz - r.keep_days * interval '12 hours') IS NOT TRUE
  ORDER BY i.item_id`;

/** A bigint comes as text. */
type PackRow = Omit<Pack, "sizeBytes"> & { sizeBytes: string };

function packOf(row: PackRow): Pack {
  return { ...row, sizeBytes: Number(row.sizeBytes) };
}

/**
 * The needed items point to their new pack from now on, and the old one goes when the other half of the days is over: a
 * backup of before, and whoever has read where an item lay, find it there until then. Nothing is moved where one of them
 * was moved or settled meanwhile. @returns whether they were moved
 */
export async function moveNeeded(
  db: Db,
  tenantId: string,
  old: MixedPack,
  moved: { pack: Pack; locations: ReadonlyMap<string, StagedLocation> },
  now: Date,
): Promise<boolean> {
  const { pack, locations } = moved;
  const places = old.needed.flatMap(({ itemId }) => {
    const location = locations.get(itemId);
    return location ? [{ itemId, ...location }] : [];
  });
  return db.sql(tenantId, async (sql) => {
    const held = await sql.query<{ id: string }>(HOLD, [tenantId, old.pack.packId]);
    const stillNeeded = held.length > 0 ? await neededOf(sql, tenantId, old.pack, now) : [];
    const ids = (items: readonly { itemId: string }[]) => items.map(({ itemId }) => itemId).join();
    if (places.length === 0 || ids(stillNeeded) !== ids(places)) return false;
    const { packId, blobName, keyId, wrappedKey, sizeBytes } = pack;
    const created = [tenantId, packId, blobName, keyId, Buffer.from(wrappedKey), sizeBytes, old.pack.packId];
    await sql.query(CREATE, created);
    await sql.query(MOVE, [
      tenantId,
      packId,
      places.map(({ itemId }) => itemId),
      places.map(({ offset }) => offset),
      places.map(({ length }) => length),
    ]);
    await sql.query(LET_GO, [tenantId, old.pack.packId, now]);
    return true;
  });
}

const HOLD = `
  SELECT id FROM pack
  WHERE tenant_id = $1 AND id = $2 AND settled_at IS NULL AND deleted_at IS NULL FOR NO KEY UPDATE`;

const CREATE = `
  INSERT INTO pack (tenant_id, id, blob_name, key_id, wrapped_key, size_bytes, created_at)
  SELECT $1, $2, $3, $4, $5, $6, created_at FROM pack WHERE tenant_id = $1 AND id = $7`;

const MOVE = `
  UPDATE item i SET pack_id = $2, pack_offset = u.pack_offset, pack_length = u.pack_length
  FROM unnest($3::bigint[], $4::bigint[], $5::bigint[]) AS u (id, pack_offset, pack_length)
  WHERE i.tenant_id = $1 AND i.id = u.id`;

// The database refuses the mark where something in it is still needed.
const LET_GO = `
  UPDATE pack p SET settled_at = settled_at_of_pack($1, $2, $3), retention_days = r.keep_days,
    delete_after = $3::timestamptz + r.keep_days * interval '12 hours'
  FROM retention r WHERE p.tenant_id = $1 AND p.id = $2 AND r.tenant_id = $1 AND r.keep_days IS NOT NULL`;
