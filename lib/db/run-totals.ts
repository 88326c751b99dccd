import type { DeliveryCounts } from "#lib/domain/delivery.ts";
import type { ItemCounts, ParticipantCounts } from "#lib/domain/run.ts";
import type { Sql } from "./client.ts";

export type RunTotals = {
  isListingComplete: boolean;
  items: ItemCounts;
  deliveries: DeliveryCounts;
  participants: ParticipantCounts;
  findings: number;
};

/** Items that were left out since nobody in them is in scope. */
export const ITEMS_LEFT_OUT = `coalesce((
  SELECT o.count FROM run_reason o WHERE o.tenant_id = r.tenant_id AND o.run_id = r.id AND o.subject = 'item'
    AND o.code = 'no-participant-in-scope'), 0)`;
/** The sums of maintained counters, as a JSON object a group; `r` is the run's row in the query around it. */
const ITEM_COUNTS = `jsonb_build_object('available', r.items_available, 'listed', r.items_listed,
  'staged', r.items_staged, 'delivered', r.items_delivered, 'notImported', r.items_not_imported,
  'rejected', r.items_rejected, 'leftOut', ${ITEMS_LEFT_OUT})`;
const PARTICIPANT_COUNTS = `jsonb_build_object('external', r.participants_external,
  'unmapped', r.participants_unmapped, 'leftOut', r.participants_left_out)`;
const DELIVERY_COUNTS = `(
  SELECT jsonb_build_object('available', coalesce(sum(l.available), 0), 'imported', coalesce(sum(l.imported), 0),
    'partial', coalesce(sum(l.partial), 0), 'duplicate', coalesce(sum(l.duplicate), 0),
    'failed', coalesce(sum(l.failed), 0), 'pending', coalesce(sum(l.pending), 0),
    'verified', coalesce(sum(l.verified), 0))
  FROM lane l WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id)`;

const TOTALS = `
  SELECT r.is_listing_complete AS "isListingComplete", ${ITEM_COUNTS} AS items, ${DELIVERY_COUNTS} AS deliveries,
    ${PARTICIPANT_COUNTS} AS participants, r.findings
  FROM run r WHERE r.tenant_id = $1 AND r.id = $2`;

export async function readRunTotals(
  sql: Sql,
  { tenantId, runId }: { tenantId: string; runId: string },
): Promise<RunTotals> {
  const [totals] = await sql.query<RunTotals>(TOTALS, [tenantId, runId]);
  if (!totals) throw new Error(`run ${runId} is gone`);
  return totals;
}
