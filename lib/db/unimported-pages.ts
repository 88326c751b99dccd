import type { UnimportedRow } from "#lib/domain/views.ts";
import type { Sql } from "./client.ts";

/** An item's place in a run's list of those that came to no mailbox: by state, then in the order of their listing. */
export type UnimportedPlace = { state: UnimportedRow["state"]; id: string };

/** What needs a look comes first. */
export const UNIMPORTED_STATES: readonly UnimportedRow["state"][] = ["rejected", "not-imported"];

/** Items of a run that came to no mailbox, of one reason where it is named, after a place. One look into an index a state. */
export async function listUnimportedPage(
  sql: Sql,
  { tenantId, runId, reason }: { tenantId: string; runId: string; reason?: string | undefined },
  after: UnimportedPlace | undefined,
  limit: number,
): Promise<UnimportedRow[]> {
  const found: UnimportedRow[] = [];
  const begin = after ? UNIMPORTED_STATES.indexOf(after.state) : 0;
  for (const state of UNIMPORTED_STATES.slice(begin)) {
    const from = after?.state === state ? after.id : "0";
    const values = [tenantId, runId, state, from, limit - found.length];
    const rows = await sql.query<UnimportedColumns>(
      reason === undefined ? pageOfItems() : pageOfItems("AND i.reason = $6"),
      reason === undefined ? values : [...values, reason],
    );
    found.push(...rows.map((row) => toRow(row)));
    if (found.length >= limit) break;
  }
  return found;
}

type UnimportedColumns = Omit<UnimportedRow, "sentAt" | "archivedAt"> & {
  sentAt: Date | null;
  archivedAt: Date;
};

/** $1 tenant, $2 run, $3 state, $4 the id after which it begins, $5 limit; $6 the reason where it is narrowed to one. */
export function pageOfItems(narrowedTo = ""): string {
  return `
  SELECT i.id AS "itemId", coalesce(i.source_item_id_long, i.source_item_id) AS "sourceItemId", i.sent_at AS "sentAt",
    i.archived_at AS "archivedAt", i.state, i.reason
  FROM item i
  WHERE i.tenant_id = $1 AND i.run_id = $2 AND i.state = $3 AND i.id > $4 ${narrowedTo}
  ORDER BY i.id LIMIT $5`;
}

function toRow({ sentAt, archivedAt, ...row }: UnimportedColumns): UnimportedRow {
  return { ...row, sentAt: sentAt?.toISOString() ?? null, archivedAt: archivedAt.toISOString() };
}
