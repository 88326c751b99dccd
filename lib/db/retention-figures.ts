import { deletionTimeOf, type KeepDays, USUAL_KEEP_DAYS } from "#lib/domain/retention.ts";
import type { RetentionSettings } from "#lib/domain/views/settings.ts";
import type { Sql } from "./client.ts";

type Row = {
  isChosen: boolean;
  keepDays: KeepDays;
  bytes: string;
  unsettledBytes: string;
  firstSettledAt: Date | null;
  deletedBytes: string;
  lastDeletedAt: Date | null;
};

/** The tenant's rule, and what it means for what is kept now. */
export async function readRetention(sql: Sql, tenantId: string): Promise<RetentionSettings> {
  const [row] = await sql.query<Row>(FIGURES, [tenantId]);
  if (!row) throw new Error("a row was expected");
  const keepDays = row.isChosen ? row.keepDays : USUAL_KEEP_DAYS;
  const next = row.firstSettledAt && deletionTimeOf(row.firstSettledAt, keepDays);
  return {
    keepDays,
    keptBytes: Number(row.bytes),
    unsettledBytes: Number(row.unsettledBytes),
    nextDeletionAt: next?.toISOString() ?? null,
    deletedBytes: Number(row.deletedBytes),
    lastDeletedAt: row.lastDeletedAt?.toISOString() ?? null,
  };
}

// Over the index of what is kept, whose entries have the sizes.
const FIGURES = `
  SELECT r.tenant_id IS NOT NULL AS "isChosen", r.keep_days AS "keepDays", kept.*,
    coalesce(r.deleted_bytes, 0) AS "deletedBytes", r.last_deleted_at AS "lastDeletedAt"
  FROM (
    SELECT coalesce(sum(size_bytes), 0) AS bytes,
      coalesce(sum(size_bytes) FILTER (WHERE settled_at IS NULL), 0) AS "unsettledBytes",
      min(settled_at) AS "firstSettledAt"
    FROM pack WHERE tenant_id = $1 AND deleted_at IS NULL
  ) kept LEFT JOIN retention r ON r.tenant_id = $1`;
