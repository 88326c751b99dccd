import type { Sql } from "./client.ts";

/**
 * Moves to the run what failed in the run that it repeats, and, where it imports a past window again, what failed of the
 * items in that window: deliveries, those that nobody has read back, and items that the vendor did not hand over. As in
 * `takeOverUnfinished` the rows themselves move, so nothing is doubled: what may have been sent is looked up first.
 * A run that repeats nothing takes up nothing.
 */
export async function takeUpFailed(sql: Sql, tenantId: string, runId: string): Promise<void> {
  await sql.query(TAKE_ITEMS, [tenantId, runId]);
  await sql.query(OPEN_LANES, [tenantId, runId]);
  await sql.query(FETCH_LOST_COPIES, [tenantId, runId]);
  await sql.query(TAKE_DELIVERIES, [tenantId, runId]);
}

/** Whether the run was asked for all that failed, and not for chosen deliveries. */
const TAKES_ALL = "coalesce(cardinality(me.only_deliveries), 0) = 0";

/** `me` is the run, `c` its connector, `r` an earlier one, `i` an item: of the repeated run, or in the window and its overlap. */
const EARLIER = `
  run me
  JOIN connector c ON c.tenant_id = me.tenant_id AND c.id = me.connector_id
  JOIN run r ON r.tenant_id = me.tenant_id AND r.connector_id = me.connector_id AND r.id <> me.id`;
const IS_REPEATED = `
  me.tenant_id = $1 AND me.id = $2 AND me.trigger IN ('again', 'retry')
  AND (r.id = me.repeats_run_id OR (me.trigger = 'again'
    AND i.archived_at >= me.window_from - c.overlap_hours * interval '1 hour' AND i.archived_at < me.window_to))`;

// The lanes' counters tell where to look.
const FAILED = `
  ${EARLIER}
  JOIN lane l ON l.tenant_id = r.tenant_id AND l.run_id = r.id
    AND l.failed + l.imported + l.partial + l.duplicate > l.verified
  JOIN delivery d ON d.tenant_id = l.tenant_id AND d.run_id = l.run_id AND d.user_id = l.user_id
    AND (d.state = 'failed' OR (d.state IN ('imported', 'partial', 'duplicate') AND d.verified_at IS NULL))
    AND (${TAKES_ALL} OR d.id = ANY (me.only_deliveries))
  JOIN item i ON i.tenant_id = d.tenant_id AND i.id = d.item_id`;

const TAKE_ITEMS = `
  UPDATE item t SET run_id = $2, state = 'listed', reason = NULL
  FROM (
    SELECT i.id FROM ${EARLIER} AND r.items_rejected > 0 AND ${TAKES_ALL}
    JOIN item i ON i.tenant_id = r.tenant_id AND i.run_id = r.id AND i.state = 'rejected'
      AND i.reason = 'vendor-item-missing'
    WHERE ${IS_REPEATED}
  ) missing
  WHERE t.tenant_id = $1 AND t.id = missing.id`;

const OPEN_LANES = `
  INSERT INTO lane (tenant_id, run_id, user_id)
  SELECT DISTINCT me.tenant_id, me.id, d.user_id FROM ${FAILED} WHERE ${IS_REPEATED}
  ON CONFLICT (tenant_id, run_id, user_id) DO NOTHING`;

const FETCH_LOST_COPIES = `
  UPDATE item t SET refetch_run_id = $2
  FROM (
    SELECT DISTINCT i.id FROM ${FAILED}
    LEFT JOIN pack p ON p.tenant_id = i.tenant_id AND p.id = i.pack_id
    WHERE ${IS_REPEATED} AND d.state = 'failed'
      AND (d.reason IN ('staged-copy-missing', 'staged-copy-damaged') OR p.deleted_at IS NOT NULL)
  ) lost
  WHERE t.tenant_id = $1 AND t.id = lost.id`;

const TAKE_DELIVERIES = `
  UPDATE delivery t SET
    run_id = $2,
    state = CASE WHEN t.state <> 'failed' THEN t.state WHEN t.posted_at IS NULL THEN 'pending' ELSE 'posting' END,
    reason = CASE WHEN t.state = 'failed' THEN NULL ELSE t.reason END,
    settled_at = CASE WHEN t.state = 'failed' THEN NULL ELSE t.settled_at END,
    lost_count = 0
  FROM (SELECT d.id FROM ${FAILED} WHERE ${IS_REPEATED}) failed
  WHERE t.tenant_id = $1 AND t.id = failed.id`;
