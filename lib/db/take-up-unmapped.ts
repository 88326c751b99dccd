import type { Sql } from "./client.ts";

const ITEMS_AT_ONCE = 5_000;

type Place = { identity: string; sentAt: Date | "-infinity"; itemId: string };

/**
 * Moves the items that a replay is for to it, out of the vault and back before the step *map*. Who has a mailbox keeps
 * it, and the deliveries to it stay where they are; everybody else of the item is looked for once more. Any other run
 * takes up nothing here.
 */
export async function takeUpUnmapped(sql: Sql, tenantId: string, runId: string): Promise<void> {
  let after: Place = { identity: "", sentAt: "-infinity", itemId: "0" };
  for (;;) {
    const { identity, sentAt, itemId } = after;
    const page = await sql.query<Place>(PICK, [tenantId, runId, identity, sentAt, itemId, ITEMS_AT_ONCE]);
    const last = page.at(-1);
    if (!last) return;
    const itemIds = [...new Set(page.map((each) => each.itemId))];
    // First, so that the counters of the run that the item leaves go down.
    await sql.query(FORGET, [tenantId, itemIds]);
    await sql.query(TAKE, [tenantId, runId, itemIds]);
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

const FORGET = `
  UPDATE participant p SET resolution = NULL, reason = NULL
  FROM unnest($2::bigint[]) AS u (item_id)
  WHERE p.tenant_id = $1 AND p.item_id = u.item_id AND p.resolution IN ('unmapped', 'external')`;

// An original that is no longer in the vault is fetched once more.
const TAKE = `
  UPDATE item i SET run_id = $2, state = 'staged', reason = NULL,
    refetch_run_id = CASE WHEN EXISTS (
      SELECT 1 FROM pack p WHERE p.tenant_id = $1 AND p.id = i.pack_id AND p.deleted_at IS NOT NULL
    ) THEN $2::uuid ELSE i.refetch_run_id END
  FROM unnest($3::bigint[]) AS u (item_id)
  WHERE i.tenant_id = $1 AND i.id = u.item_id`;
