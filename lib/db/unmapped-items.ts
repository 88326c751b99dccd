import type { IdentityKind, ItemsToMap } from "#lib/domain/views/mapping.ts";
import type { Sql, Tx } from "./client.ts";

export type Unmapped = { id: bigint; kind: IdentityKind; identity: string };

/** A row of the list of those without a mailbox; `undefined` once everybody of it has one. */
export async function findUnmapped(
  tx: Tx,
  connector: { tenantId: string; id: string },
  id: string,
): Promise<Unmapped | undefined> {
  const [row] = await tx.$queryRaw<Unmapped[]>`
    SELECT id, kind, identity FROM unmapped_identity
    WHERE tenant_id = ${connector.tenantId}::uuid AND connector_id = ${connector.id}::uuid AND id = ${id}::bigint`;
  return row;
}

/** Whose items, and of which time; what is undefined sets no bound. */
export type UnmappedSelection = {
  identity: string | undefined;
  validFrom?: Date | undefined;
  validTo?: Date | undefined;
};

/** `first` and `last` are when they were sent; `lost` of them are no longer in the vault. */
export type UnmappedItems = { items: number; lost: number; first: Date | null; last: Date | null };

export async function countUnmappedItems(
  tx: Tx,
  connector: { tenantId: string; id: string },
  { identity, validFrom, validTo }: UnmappedSelection,
): Promise<UnmappedItems> {
  const [row] = await tx.$queryRaw<UnmappedItems[]>`
    SELECT count(DISTINCT i.id)::int AS items, count(DISTINCT i.id) FILTER (WHERE p.deleted_at IS NOT NULL)::int AS lost,
      min(u.sent_at) AS first, max(u.sent_at) AS last
    FROM unmapped_item u
    JOIN item i ON i.tenant_id = u.tenant_id AND i.id = u.item_id
    LEFT JOIN pack p ON p.tenant_id = i.tenant_id AND p.id = i.pack_id
    WHERE u.tenant_id = ${connector.tenantId}::uuid AND u.connector_id = ${connector.id}::uuid
      AND u.identity = coalesce(${identity ?? null}::text, u.identity)
      AND (${validFrom ?? null}::timestamptz IS NULL OR u.sent_at >= ${validFrom ?? null}::timestamptz)
      AND (${validTo ?? null}::timestamptz IS NULL OR u.sent_at < ${validTo ?? null}::timestamptz)`;
  return row ?? { items: 0, lost: 0, first: null, last: null };
}

/** Runs with items that are not mapped yet, the latest first: by their counters, no item is read. */
export async function listRunsToMap(sql: Sql, tenantId: string, connectorId: string): Promise<ItemsToMap[]> {
  return sql.query<ItemsToMap>(TO_MAP, [tenantId, connectorId]);
}

const TO_MAP = `
  SELECT r.id AS "runId", r.job_id AS "jobId", r.items_listed + r.items_staged AS items,
    r.ended_at IS NOT NULL AS "isOver"
  FROM run r
  WHERE r.tenant_id = $1 AND r.connector_id = $2 AND r.items_listed + r.items_staged > 0
  ORDER BY r.number DESC`;
