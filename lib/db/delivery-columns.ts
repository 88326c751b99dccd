import type { DeliveryState } from "#lib/domain/delivery.ts";
import type { DeliveryRow } from "#lib/domain/views/run.ts";

/** A delivery's place in a run's list, which goes by state, mailbox and time, as the one index does. */
export type DeliveryPlace = { state: DeliveryState; userId: string; sentAt: Date; id: string };

export type PlacedDelivery = { row: DeliveryRow; place: DeliveryPlace };

export type DeliveryColumns = {
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

/** Of `d` delivery, `i` item and `u` directory user. */
export const DELIVERY_COLUMNS = `
  d.id AS "deliveryId", coalesce(i.source_item_id_long, i.source_item_id) AS "sourceItemId",
  d.sent_at AS "sentAt", d.user_id AS "userId", u.user_principal_name AS "userPrincipalName", d.state, d.reason,
  d.verified_at IS NOT NULL AS "isVerified", coalesce(cardinality(d.skipped_bytes), 0) AS "skippedAttachments"`;

export function toPlaced({ userId, userPrincipalName, sentAt, ...row }: DeliveryColumns): PlacedDelivery {
  return {
    row: { ...row, sentAt: sentAt.toISOString(), mailbox: userPrincipalName ?? userId },
    place: { state: row.state, userId, sentAt, id: row.deliveryId },
  };
}
