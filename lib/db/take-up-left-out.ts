import type { Sql } from "./client.ts";
import { mapOnceMore } from "./map-once-more.ts";
import { isInScope } from "./scope.ts";
import { EARLIER, IS_REPEATED } from "./take-up.ts";

const ITEMS_AT_ONCE = 5_000;

/**
 * Moves to a run that imports a past window again what the scope left out of it and has archived now, to be mapped once
 * more from the vault. What is still outside stays where it is; any other run takes up nothing here.
 */
export async function takeUpLeftOut(sql: Sql, tenantId: string, runId: string): Promise<void> {
  for (let last = "0"; ;) {
    const page = await sql.query<{ itemId: string }>(PICK, [tenantId, runId, last, ITEMS_AT_ONCE]);
    const itemIds = page.map(({ itemId }) => itemId);
    if (itemIds.length === 0) return;
    await mapOnceMore(sql, tenantId, runId, itemIds);
    last = itemIds.at(-1) ?? last;
  }
}

// The runs' counters tell where to look.
const PICK = `
  SELECT DISTINCT i.id AS "itemId" FROM ${EARLIER} AND r.participants_left_out > 0
  JOIN item i ON i.tenant_id = r.tenant_id AND i.run_id = r.id AND i.state IN ('delivered', 'not-imported') AND i.id > $3
  JOIN participant p ON p.tenant_id = i.tenant_id AND p.item_id = i.id AND p.resolution = 'left-out'
    AND ${isInScope("c.scope_kind", "c.id", "p.user_id")}
  WHERE ${IS_REPEATED} AND me.trigger = 'again'
  ORDER BY i.id LIMIT $4`;
