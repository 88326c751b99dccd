import { createHash } from "node:crypto";
import { Failure } from "#lib/domain/failure.ts";
import type { ListedItem } from "#lib/domain/item.ts";
import type { ListingCheckpoint, ListingLimit } from "#lib/pipeline/ports/run-store.ts";
import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { SourceReport } from "#lib/pipeline/ports/vendor-source.ts";
import type { Db, Sql } from "./client.ts";
import { recordReport } from "./finding-rows.ts";
import { holdRun } from "./hold-run.ts";

export async function readListing(db: Db, claim: RunClaim, workerId: string): Promise<ListingCheckpoint> {
  const [run] = await db.sql(claim.tenantId, async (sql) => {
    await holdRun(sql, claim, workerId);
    return sql.query<{ cursor: string | null; isComplete: boolean }>(
      `SELECT listing_cursor AS cursor, is_listing_complete AS "isComplete" FROM run
       WHERE tenant_id = $1 AND id = $2`,
      [claim.tenantId, claim.runId],
    );
  });
  return { cursor: run?.cursor ?? undefined, isComplete: run?.isComplete ?? false };
}

/** An earlier run found nothing where the item should have been, and now the source names a place. */
const IS_BACK = `
  item.state = 'rejected' AND item.reason = 'vendor-item-missing' AND item.run_id <> $2`;

/**
 * The page's unknown items and those that are back, the count of those that an earlier run has, and the checkpoint: one
 * statement.
 */
const RECORD_PAGE = `
  WITH page AS (
    SELECT DISTINCT ON (short_id) * FROM unnest($4::text[], $5::text[], $6::timestamptz[], $7::bigint[], $10::text[])
      AS p (short_id, long_id, archived_at, listed_size, locator)
  ), seen AS (
    SELECT count(*)::int AS count FROM page p
    JOIN item ON item.tenant_id = $1 AND item.connector_id = $3 AND item.source_item_id = p.short_id
    WHERE item.run_id <> $2 AND NOT (p.locator IS NOT NULL AND ${IS_BACK})
  ), added AS (
    INSERT INTO item (tenant_id, connector_id, run_id, source_item_id, source_item_id_long, archived_at, listed_size,
      locator)
    SELECT $1, $3, $2, short_id, long_id, archived_at, listed_size, locator FROM page ORDER BY archived_at, short_id
    ON CONFLICT (tenant_id, connector_id, source_item_id) DO UPDATE SET locator = excluded.locator,
      run_id = CASE WHEN item.state = 'rejected' THEN $2 ELSE item.run_id END, state = 'listed', reason = NULL
      WHERE excluded.locator IS NOT NULL AND (
        (item.state = 'listed' AND item.locator IS DISTINCT FROM excluded.locator) OR (${IS_BACK}))
  )
  UPDATE run SET items_seen_before = items_seen_before + (SELECT count FROM seen), listing_cursor = $8,
    is_listing_complete = $9, attempts = 0, heartbeat_at = now(),
    newest_archived_at = greatest(newest_archived_at, (SELECT max(archived_at) FROM page))
  WHERE tenant_id = $1 AND id = $2`;

/** In the transaction of the page, so that the window and what was listed of it never disagree. */
const CUT_WINDOW = `
  UPDATE run r SET planned_from = r.window_from, planned_to = r.window_to, window_from = $3, window_to = $4,
    listing_cursor = NULL, is_listing_complete = true,
    attempt_no = 1 + (
      SELECT count(*) FROM run o
      WHERE o.tenant_id = r.tenant_id AND o.connector_id = r.connector_id AND o.window_from = $3 AND o.window_to = $4)
  WHERE r.tenant_id = $1 AND r.id = $2 AND NOT r.is_listing_complete AND r.items_available >= $5
  RETURNING true AS "isCut"`;

export async function recordPage(
  db: Db,
  claim: RunClaim,
  workerId: string,
  items: readonly ListedItem[],
  next: ListingCheckpoint,
  report?: SourceReport,
  limit?: ListingLimit,
): Promise<ListingCheckpoint> {
  const ids = items.map((item) => indexedId(item.sourceItemId));
  return db.sql(claim.tenantId, async (sql) => {
    const { connectorId } = await holdRun(sql, claim, workerId);
    await sql.query(RECORD_PAGE, [
      claim.tenantId,
      claim.runId,
      connectorId,
      ids.map((id) => id.short),
      ids.map((id) => id.long),
      items.map((item) => item.archivedAt),
      items.map((item) => item.sizeBytes ?? null),
      next.cursor ?? null,
      next.isComplete,
      items.map((item) => item.locator ?? null),
    ]);
    if (report) await recordReport(sql, { ...claim, connectorId }, report);
    const isCut = limit !== undefined && (await cutWindow(sql, claim, limit));
    return isCut ? { cursor: undefined, isComplete: true } : next;
  });
}

async function cutWindow(sql: Sql, claim: RunClaim, { maxItems, cut }: ListingLimit): Promise<boolean> {
  const values = [claim.tenantId, claim.runId, cut.from, cut.to, maxItems];
  return (await sql.query<{ isCut: true }>(CUT_WINDOW, values)).length > 0;
}

/** PostgreSQL's index takes no key beyond a third of a page: a longer id is known by its hash. */
const MAX_INDEXED_BYTES = 200;

/** How the vendor's id is stored. @throws Failure for one that no text column holds */
export function indexedId(sourceItemId: string): { short: string; long: string | null } {
  if (sourceItemId.includes("\0")) {
    throw new Failure("vendor-answer-unreadable", { kind: "permanent", scope: "connector" });
  }
  if (Buffer.byteLength(sourceItemId) <= MAX_INDEXED_BYTES) return { short: sourceItemId, long: null };
  return { short: `sha256:${createHash("sha256").update(sourceItemId).digest("hex")}`, long: sourceItemId };
}
