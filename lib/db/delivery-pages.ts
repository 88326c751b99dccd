import type { DeliveryState } from "#lib/domain/delivery.ts";
import type { Sql } from "./client.ts";
import {
  DELIVERY_COLUMNS,
  type DeliveryColumns,
  type DeliveryPlace,
  type PlacedDelivery,
  toPlaced,
} from "./delivery-columns.ts";
import { FROM_ITEM_IN_RUN } from "./find-in-run.ts";
import { type Narrowing, pageOfDeliveries } from "./page-of-deliveries.ts";

/** A run, one mailbox of it, one reason, or both. */
export type DeliveryScope = {
  tenantId: string;
  runId: string;
  userId?: string | undefined;
  reason?: string | undefined;
};

/** Deliveries in the given states, in this order of states, after a place. One look into an index a state. */
export async function listDeliveryPage(
  sql: Sql,
  scope: DeliveryScope,
  states: readonly DeliveryState[],
  after: DeliveryPlace | undefined,
  limit: number,
): Promise<PlacedDelivery[]> {
  const found: PlacedDelivery[] = [];
  const { columns, values } = narrowingOf(scope);
  const page = pageOfDeliveries(DELIVERY_COLUMNS, columns);
  const begin = after ? states.indexOf(after.state) : 0;
  for (const state of begin < 0 ? [] : states.slice(begin)) {
    const from = after?.state === state ? after : undefined;
    const run = [scope.tenantId, scope.runId, state, limit - found.length];
    const rows = from
      ? await sql.query<DeliveryColumns>(page.after, [...run, from.userId, from.sentAt, from.id, ...values])
      : await sql.query<DeliveryColumns>(page.first, [...run, ...values]);
    found.push(...rows.map((row) => toPlaced(row)));
    if (found.length >= limit) break;
  }
  return found;
}

function narrowingOf({ userId, reason }: DeliveryScope): { columns: Narrowing[]; values: string[] } {
  const columns: Narrowing[] = [];
  const values: string[] = [];
  if (userId !== undefined) {
    columns.push("user_id");
    values.push(userId);
  }
  if (reason !== undefined) {
    columns.push("reason");
    values.push(reason);
  }
  return { columns, values };
}

/** Those of one item, by its row's id: few, whatever the run holds. */
export async function listDeliveriesOfItem(
  sql: Sql,
  { tenantId, runId }: { tenantId: string; runId: string },
  itemId: string,
  limit: number,
): Promise<PlacedDelivery[]> {
  const rows = await sql.query<DeliveryColumns>(OF_ITEM, [tenantId, runId, itemId, limit]);
  return rows.map((row) => toPlaced(row));
}

const OF_ITEM = `SELECT ${DELIVERY_COLUMNS} ${FROM_ITEM_IN_RUN} ORDER BY d.user_id LIMIT $4`;
