import type { ItemTrace } from "#lib/domain/traces.ts";
import type { Sql } from "./client.ts";
import { isUuid } from "./ids.ts";
import { listTracedDeliveries } from "./item-deliveries.ts";
import {
  listTracedParticipants,
  TRACED_ITEM_COLUMNS,
  TRACED_ITEM_JOINS,
  tracedItemOf,
  type TracedItemRow,
} from "./traced-item.ts";

/**
 * Everything that the rows tell of one item of the run's connector, whichever run accounts for it now.
 * @returns undefined when the connector has no such item
 */
export async function findItemTrace(
  sql: Sql,
  { tenantId, runId, itemId }: { tenantId: string; runId: string; itemId: string },
): Promise<ItemTrace | undefined> {
  if (!isUuid(runId)) return undefined;
  const [row] = await sql.prepared<ItemTraceRow>(TRACE, [tenantId, runId, itemId]);
  if (!row) return undefined;
  const { state, reason } = row;
  return {
    itemId: row.itemId,
    run: { runId: row.runId, jobId: row.jobId },
    state,
    reason,
    item: tracedItemOf(row),
    participants: await listTracedParticipants(sql, tenantId, row.itemId, null),
    ...(await listTracedDeliveries(sql, tenantId, row.itemId)),
  };
}

type ItemTraceRow = TracedItemRow & { runId: string; jobId: string } & Pick<ItemTrace, "state" | "reason">;

const TRACE = `
  SELECT r.id AS "runId", r.job_id AS "jobId", i.state, i.reason, ${TRACED_ITEM_COLUMNS}
  FROM run shown
  JOIN item i ON i.tenant_id = shown.tenant_id AND i.id = $3 AND i.connector_id = shown.connector_id
  JOIN run r ON r.tenant_id = i.tenant_id AND r.id = i.run_id
  ${TRACED_ITEM_JOINS}
  WHERE shown.tenant_id = $1 AND shown.id = $2`;
