import type { Sql } from "./client.ts";
import { mapOnceMore } from "./map-once-more.ts";

const ITEMS_AT_ONCE = 5_000;

type Place = { identity: string; sentAt: Date | "-infinity"; itemId: string };

/** Moves the items that a replay is for to it, to be mapped once more. Any other run takes up nothing here. */
export async function takeUpUnmapped(sql: Sql, tenantId: string, runId: string): Promise<void> {
  let after: Place = { identity: "", sentAt: "-infinity", itemId: "0" };
  for (;;) {
    const { identity, sentAt, itemId } = after;
    const page = await sql.query<Place>(PICK, [tenantId, runId, identity, sentAt, itemId, ITEMS_AT_ONCE]);
    const last = page.at(-1);
    if (!last) return;
    await mapOnceMore(sql, tenantId, runId, [...new Set(page.map((each) => each.itemId))]);
    after = last;
  }
}

const PICK = `
  SELECT u.identity, u.sent_at AS "sentAt", u.item_id AS "itemId"
  FROM run me
  JOIN unmapped_item u ON u.tenant_id = me.tenant_id AND u.connector_id = me.connector_id
    AND (me.replays IS NULL OR u.identity = me.replays)
    AND u.sent_at >= me.window_from AND u.sent_at < me.window_to
    AND (u.identity, u.sent_at, u.item_id) > ($3, $4, $5)
  JOIN item i ON i.tenant_id = u.tenant_id AND i.id = u.item_id AND i.state IN ('delivered', 'not-imported')
  WHERE me.tenant_id = $1 AND me.id = $2 AND me.trigger = 'replay'
  ORDER BY u.identity, u.sent_at, u.item_id LIMIT $6`;
