import type { Sql } from "./client.ts";
import {
  DELIVERY_COLUMNS,
  type DeliveryColumns,
  type DeliveryPlace,
  type PlacedDelivery,
  toPlaced,
} from "./delivery-columns.ts";
import type { DeliveryScope } from "./delivery-pages.ts";

/**
 * Deliveries of a run that were imported and not read back, by mailbox and time, after a place. The lanes' counters tell
 * in which mailboxes to look, and so many of them as the page has rows hold enough: the other deliveries are not read.
 * Of one reason they do not tell: those are read along the index of reasons.
 */
export async function listUnreadDeliveries(
  sql: Sql,
  { tenantId, runId, userId, reason }: DeliveryScope,
  after: Pick<DeliveryPlace, "userId" | "sentAt" | "id"> | undefined,
  limit: number,
): Promise<PlacedDelivery[]> {
  const { userId: from, sentAt, id } = after ?? { userId: "", sentAt: new Date(0), id: "0" };
  const values = [tenantId, runId, limit, from, sentAt, id, userId ?? null];
  const rows =
    reason === undefined
      ? await sql.query<DeliveryColumns>(UNREAD, values)
      : await sql.query<DeliveryColumns>(UNREAD_OF_REASON, [...values, reason]);
  return rows.map((row) => toPlaced(row));
}

const ROWS_OF_PAGE = `
  SELECT ${DELIVERY_COLUMNS}
  FROM page d
  JOIN item i ON i.tenant_id = d.tenant_id AND i.id = d.item_id
  LEFT JOIN directory_user u ON u.tenant_id = d.tenant_id AND u.user_id = d.user_id
  ORDER BY d.user_id, d.sent_at, d.id`;

// One lane more: of the one where the page before ended nothing may be left.
export const UNREAD = `
  WITH box AS MATERIALIZED (
    SELECT user_id FROM lane
    WHERE tenant_id = $1 AND run_id = $2 AND imported + partial + duplicate > verified AND user_id >= $4
      AND ($7::text IS NULL OR user_id = $7)
    ORDER BY user_id LIMIT $3 + 1
  ), page AS MATERIALIZED (
    SELECT d.* FROM box CROSS JOIN LATERAL (
      SELECT * FROM delivery d
      WHERE d.tenant_id = $1 AND d.run_id = $2 AND d.state IN ('imported', 'partial', 'duplicate')
        AND d.user_id = box.user_id AND d.verified_at IS NULL AND (d.user_id, d.sent_at, d.id) > ($4, $5, $6)
      ORDER BY d.sent_at, d.id LIMIT $3
    ) d
    ORDER BY d.user_id, d.sent_at, d.id LIMIT $3
  )
  ${ROWS_OF_PAGE}`;

/** As {@link UNREAD}, and $8 the reason: a page of each state, of which the first rows are the page. */
export const UNREAD_OF_REASON = `
  WITH page AS MATERIALIZED (
    SELECT d.* FROM unnest(ARRAY['imported', 'partial', 'duplicate']) AS s (state) CROSS JOIN LATERAL (
      SELECT * FROM delivery d
      WHERE d.tenant_id = $1 AND d.run_id = $2 AND d.reason = $8 AND d.state = s.state AND d.verified_at IS NULL
        AND ($7::text IS NULL OR d.user_id = $7) AND (d.user_id, d.sent_at, d.id) > ($4, $5, $6)
      ORDER BY d.user_id, d.sent_at, d.id LIMIT $3
    ) d
    ORDER BY d.user_id, d.sent_at, d.id LIMIT $3
  )
  ${ROWS_OF_PAGE}`;
