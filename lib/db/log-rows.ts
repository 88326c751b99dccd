import type { DeliveryState } from "#lib/domain/delivery.ts";
import type { Db } from "./client.ts";
import { pageOfDeliveries } from "./page-of-deliveries.ts";

type RunOf = { tenantId: string; runId: string };

/** A delivery as the downloaded log tells it. */
export type LoggedDelivery = {
  id: string;
  userId: string;
  sentAt: Date;
  sourceItemId: string;
  /** The number or address that led to the mailbox. */
  sourceUser: string | null;
  mailbox: string;
  reason: string | null;
  isVerified: boolean;
  skippedBytes: string[] | null;
};

/** An item that came to no mailbox. */
export type LoggedItem = {
  id: string;
  sourceItemId: string;
  sentAt: Date;
  /** Everybody whom the item names. */
  sourceUsers: string | null;
  reason: string;
};

const PAGE_ROWS = 1000;

/** All deliveries of a run in one state, page by page, in the order of the index. */
export async function* logDeliveries(
  db: Db,
  { tenantId, runId }: RunOf,
  state: DeliveryState,
): AsyncGenerator<LoggedDelivery[]> {
  for (let last: LoggedDelivery | undefined; ;) {
    const values = [tenantId, runId, state, PAGE_ROWS];
    const after = last && [last.userId, last.sentAt, last.id];
    const rows = await db.sql(tenantId, (sql) =>
      after
        ? sql.query<LoggedDelivery>(NEXT_DELIVERIES, [...values, ...after])
        : sql.query<LoggedDelivery>(FIRST_DELIVERIES, values),
    );
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE_ROWS) return;
    last = rows.at(-1);
  }
}

/** All items of a run in one state that leads to no mailbox, page by page. */
export async function* logItems(
  db: Db,
  { tenantId, runId }: RunOf,
  state: "not-imported" | "rejected",
): AsyncGenerator<LoggedItem[]> {
  for (let last = "0"; ;) {
    const after = last;
    const rows = await db.sql(tenantId, (sql) =>
      sql.query<LoggedItem>(ITEMS, [tenantId, runId, state, PAGE_ROWS, after]),
    );
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE_ROWS) return;
    last = rows.at(-1)?.id ?? last;
  }
}

const { first: FIRST_DELIVERIES, after: NEXT_DELIVERIES } =
  pageOfDeliveries(`d.id, d.user_id AS "userId", d.sent_at AS "sentAt",
    coalesce(i.source_item_id_long, i.source_item_id) AS "sourceItemId",
    (SELECT coalesce(p.phone, p.address) FROM participant p
     WHERE p.tenant_id = d.tenant_id AND p.item_id = d.item_id AND p.user_id = d.user_id AND p.resolution = 'mailbox'
     ORDER BY p.ordinal LIMIT 1) AS "sourceUser",
    coalesce(u.user_principal_name, d.user_id) AS mailbox, d.reason, d.verified_at IS NOT NULL AS "isVerified",
    d.skipped_bytes AS "skippedBytes"`);

const ITEMS = `
  SELECT i.id, coalesce(i.source_item_id_long, i.source_item_id) AS "sourceItemId",
    coalesce(i.sent_at, i.archived_at) AS "sentAt", i.reason,
    (SELECT string_agg(coalesce(p.phone, p.address), '; ' ORDER BY p.ordinal) FROM participant p
     WHERE p.tenant_id = i.tenant_id AND p.item_id = i.id) AS "sourceUsers"
  FROM item i
  WHERE i.tenant_id = $1 AND i.run_id = $2 AND i.state = $3 AND i.id > $5
  ORDER BY i.id LIMIT $4`;
