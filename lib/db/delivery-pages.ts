import type { DeliveryState } from "#lib/domain/delivery.ts";
import type { DeliveryRow } from "#lib/domain/views.ts";
import type { Sql } from "./client.ts";
import { pageOfDeliveries } from "./page-of-deliveries.ts";

/** A delivery's place in a run's list, which goes by state, mailbox and time, as the one index does. */
export type DeliveryPlace = { state: DeliveryState; userId: string; sentAt: Date; id: string };

export type PlacedDelivery = { row: DeliveryRow; place: DeliveryPlace };

/** Deliveries of a run in the given states, in this order of states, after a place. One look into the index a state. */
export async function listDeliveryPage(
  sql: Sql,
  run: { tenantId: string; runId: string },
  states: readonly DeliveryState[],
  after: DeliveryPlace | undefined,
  limit: number,
): Promise<PlacedDelivery[]> {
  const found: PlacedDelivery[] = [];
  const first = after ? states.indexOf(after.state) : 0;
  for (const state of first < 0 ? [] : states.slice(first)) {
    const from = after?.state === state ? after : undefined;
    const values = [run.tenantId, run.runId, state, limit - found.length];
    const rows = from
      ? await sql.query<DeliveryColumns>(AFTER, [...values, from.userId, from.sentAt, from.id])
      : await sql.query<DeliveryColumns>(FIRST, values);
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

const { first: FIRST, after: AFTER } =
  pageOfDeliveries(`d.id AS "deliveryId", coalesce(i.source_item_id_long, i.source_item_id) AS "sourceItemId",
    d.sent_at AS "sentAt", d.user_id AS "userId", u.user_principal_name AS "userPrincipalName", d.state, d.reason,
    d.verified_at IS NOT NULL AS "isVerified", coalesce(cardinality(d.skipped_bytes), 0) AS "skippedAttachments"`);

function toPlaced({ userId, userPrincipalName, sentAt, ...row }: DeliveryColumns): PlacedDelivery {
  return {
    row: { ...row, sentAt: sentAt.toISOString(), mailbox: userPrincipalName ?? userId },
    place: { state: row.state, userId, sentAt, id: row.deliveryId },
  };
}
