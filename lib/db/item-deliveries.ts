import type { DeliveryState } from "#lib/domain/delivery.ts";
import { MAX_TRACED_DELIVERIES, type TracedDelivery } from "#lib/domain/traces.ts";
import type { Sql } from "./client.ts";

/**
 * From the item `i` to each of its deliveries `d`, whichever run accounts for it: a delivery is of one item and one mailbox,
 * so its import key finds it, in an index. The keys are values of their own, made before: row level security keeps a
 * condition that makes them from being looked up.
 */
export const DELIVERIES_OF_ITEM = `
  CROSS JOIN LATERAL (
    SELECT DISTINCT sha256(convert_to(i.connector_id || E'\\n' || coalesce(i.source_item_id_long, i.source_item_id)
      || E'\\n' || p.user_id, 'UTF8')) AS import_key
    FROM participant p
    WHERE p.tenant_id = i.tenant_id AND p.item_id = i.id AND p.user_id IS NOT NULL
  ) k
  JOIN delivery d ON d.tenant_id = i.tenant_id AND d.import_key = k.import_key AND d.item_id = i.id`;

/** The item's deliveries by their mailboxes' addresses, the first of them, and how many there are. */
export async function listTracedDeliveries(
  sql: Sql,
  tenantId: string,
  itemId: string,
): Promise<{ deliveries: TracedDelivery[]; deliveryCount: number }> {
  const rows = await sql.prepared<DeliveryOfItem>(TRACED_DELIVERIES, [
    tenantId,
    itemId,
    MAX_TRACED_DELIVERIES,
  ]);
  return {
    deliveries: rows.map(({ runId, jobId, count: _count, ...delivery }) => ({
      ...delivery,
      run: { runId, jobId },
    })),
    deliveryCount: rows[0]?.count ?? 0,
  };
}

type DeliveryOfItem = {
  deliveryId: string;
  runId: string;
  jobId: string;
  mailbox: string;
  state: DeliveryState;
  reason: string | null;
  count: number;
};

/** $1 tenant, $2 the item's row, $3 limit. */
export const TRACED_DELIVERIES = `
  SELECT d.id AS "deliveryId", r.id AS "runId", r.job_id AS "jobId",
    coalesce(u.user_principal_name, d.user_id) AS mailbox, d.state, d.reason, (count(*) OVER ())::int AS count
  FROM item i ${DELIVERIES_OF_ITEM}
  JOIN run r ON r.tenant_id = d.tenant_id AND r.id = d.run_id
  LEFT JOIN directory_user u ON u.tenant_id = d.tenant_id AND u.user_id = d.user_id
  WHERE i.tenant_id = $1 AND i.id = $2
  ORDER BY mailbox, d.id LIMIT $3`;
