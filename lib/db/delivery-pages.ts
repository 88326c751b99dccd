import type { DeliveryState } from "#lib/domain/delivery.ts";
import type { DeliveryRow } from "#lib/domain/views.ts";
import type { Sql } from "./client.ts";
import { FROM_ITEM } from "./find-in-run.ts";
import { pageOfDeliveries } from "./page-of-deliveries.ts";

/** A delivery's place in a run's list, which goes by state, mailbox and time, as the one index does. */
export type DeliveryPlace = { state: DeliveryState; userId: string; sentAt: Date; id: string };

export type PlacedDelivery = { row: DeliveryRow; place: DeliveryPlace };

/**
 * Deliveries of a run in the given states, in this order of states, after a place; of one mailbox where the run's place
 * names it. One look into the index a state.
 */
export async function listDeliveryPage(
  sql: Sql,
  run: { tenantId: string; runId: string; userId?: string | undefined },
  states: readonly DeliveryState[],
  after: DeliveryPlace | undefined,
  limit: number,
): Promise<PlacedDelivery[]> {
  const found: PlacedDelivery[] = [];
  const begin = after ? states.indexOf(after.state) : 0;
  for (const state of begin < 0 ? [] : states.slice(begin)) {
    const from = after?.state === state ? after : undefined;
    const values = [run.tenantId, run.runId, state, limit - found.length];
    const { first, after: next } = run.userId === undefined ? OF_RUN : OF_MAILBOX;
    const mailbox = run.userId === undefined ? [] : [run.userId];
    const rows = from
      ? await sql.query<DeliveryColumns>(next, [...values, from.userId, from.sentAt, from.id, ...mailbox])
      : await sql.query<DeliveryColumns>(first, [...values, ...mailbox]);
    found.push(...rows.map((row) => toPlaced(row)));
    if (found.length >= limit) break;
  }
  return found;
}

type DeliveryColumns = {
  deliveryId: string;
  sourceItemId: string;
  sentAt: Date;
  userId: string;
  userPrincipalName: string | null;
  state: DeliveryState;
  reason: string | null;
  isVerified: boolean;
  skippedAttachments: number;
};

const COLUMNS = `
  d.id AS "deliveryId", coalesce(i.source_item_id_long, i.source_item_id) AS "sourceItemId",
  d.sent_at AS "sentAt", d.user_id AS "userId", u.user_principal_name AS "userPrincipalName", d.state, d.reason,
  d.verified_at IS NOT NULL AS "isVerified", coalesce(cardinality(d.skipped_bytes), 0) AS "skippedAttachments"`;
const OF_RUN = pageOfDeliveries(COLUMNS);
const OF_MAILBOX = pageOfDeliveries(COLUMNS, "mailbox");

/** Those of one item, by the vendor's id as it is stored: few, whatever the run holds. */
export async function listDeliveriesOfItem(
  sql: Sql,
  { tenantId, runId }: { tenantId: string; runId: string },
  sourceItemId: string,
  limit: number,
): Promise<PlacedDelivery[]> {
  const rows = await sql.query<DeliveryColumns>(OF_ITEM, [tenantId, runId, sourceItemId, limit]);
  return rows.map((row) => toPlaced(row));
}

const OF_ITEM = `SELECT ${COLUMNS} ${FROM_ITEM} ORDER BY d.user_id LIMIT $4`;

function toPlaced({ userId, userPrincipalName, sentAt, ...row }: DeliveryColumns): PlacedDelivery {
  return {
    row: { ...row, sentAt: sentAt.toISOString(), mailbox: userPrincipalName ?? userId },
    place: { state: row.state, userId, sentAt, id: row.deliveryId },
  };
}
