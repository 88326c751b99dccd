import type { ScopeKind } from "#lib/domain/scope.ts";
import type { Sql } from "./client.ts";
import { mapOnceMore } from "./map-once-more.ts";
import { isInScope } from "./scope.ts";

const ITEMS_AT_ONCE = 5_000;

type Repeat = { connectorId: string; scope: ScopeKind; from: Date; to: Date; repeats: string | null };
type Place = { archivedAt: Date; itemId: string };

/**
 * Moves to a run that imports a past window again what the scope left out of it and has archived now, to be mapped once
 * more from the vault: of the window with its overlap, and of the run that it repeats. What is still outside stays where
 * it is; any other run takes up nothing here.
 */
export async function takeUpLeftOut(sql: Sql, tenantId: string, runId: string): Promise<void> {
  const [repeat] = await sql.query<Repeat>(REPEAT, [tenantId, runId]);
  if (!repeat) return;
  const { connectorId, scope, from, to, repeats } = repeat;
  const take = async (pick: string, valuesAfter: (last: Place) => unknown[]) => {
    for (let last: Place | undefined = { archivedAt: from, itemId: "0" }; last;) {
      const values = [tenantId, connectorId, scope, ITEMS_AT_ONCE, ...valuesAfter(last)];
      const page: Place[] = await sql.query<Place>(pick, values);
      const itemIds = page.map(({ itemId }) => itemId);
      if (itemIds.length > 0) await mapOnceMore(sql, tenantId, runId, itemIds);
      last = page.length < ITEMS_AT_ONCE ? undefined : page.at(-1);
    }
  };
  await take(PICK_OF_WINDOW, ({ archivedAt, itemId }) => [to, archivedAt, itemId]);
  if (repeats === null) return;
  for (const state of ["delivered", "not-imported"]) {
    await take(PICK_OF_RUN, ({ itemId }) => [repeats, state, itemId]);
  }
}

// The runs' counters tell whether to look at all. Bounds are read first, so that a page begins where the last one ended.
const REPEAT = `
  SELECT c.id AS "connectorId", c.scope_kind AS scope, me.window_to AS "to", me.repeats_run_id AS repeats,
    me.window_from - c.overlap_hours * interval '1 hour' AS "from"
  FROM run me JOIN connector c ON c.tenant_id = me.tenant_id AND c.id = me.connector_id
  WHERE me.tenant_id = $1 AND me.id = $2 AND me.trigger = 'again' AND EXISTS (
    SELECT 1 FROM run r
    WHERE r.tenant_id = me.tenant_id AND r.connector_id = me.connector_id AND r.participants_left_out > 0)`;

// OFFSET keeps it a look-up of one item's participants: as a join it could begin with all participants of the tenant.
const HAS_LEFT_OUT = `EXISTS (
    SELECT 1 FROM participant p WHERE p.tenant_id = i.tenant_id AND p.item_id = i.id AND p.resolution = 'left-out'
      AND ${isInScope("$3::text", "$2", "p.user_id")} OFFSET 0)`;

/** A page of the window's items, whichever run accounts for them. */
export const PICK_OF_WINDOW = `
  SELECT i.archived_at AS "archivedAt", i.id AS "itemId" FROM item i
  WHERE i.tenant_id = $1 AND i.connector_id = $2 AND i.state IN ('delivered', 'not-imported')
    AND i.archived_at < $5 AND (i.archived_at, i.id) > ($6, $7) AND ${HAS_LEFT_OUT}
  ORDER BY i.archived_at, i.id LIMIT $4`;

/** A page of one run's items in one state, whenever they were archived. */
export const PICK_OF_RUN = `
  SELECT i.archived_at AS "archivedAt", i.id AS "itemId" FROM item i
  WHERE i.tenant_id = $1 AND i.run_id = $5 AND i.state = $6 AND i.id > $7 AND ${HAS_LEFT_OUT}
  ORDER BY i.id LIMIT $4`;
