import type { UnimportedRow } from "#lib/domain/views/run.ts";
import type { Sql } from "./client.ts";

/** An item's place in a run's list of those that came to no mailbox: by state, then in the order of their listing. */
export type UnimportedPlace = { state: UnimportedRow["state"]; id: string };

/** What needs a look comes first. */
export const UNIMPORTED_STATES: readonly UnimportedRow["state"][] = ["rejected", "not-imported"];

/** A run, one reason of it, or, where none is named, what needs a look: without what the scope leaves out. */
export type UnimportedScope = {
  tenantId: string;
  runId: string;
  only?: "attention" | undefined;
  reason?: string | undefined;
};

/** Items of a run that came to no mailbox, as far as the scope goes, after a place. Looks into an index alone. */
export async function listUnimportedPage(
  sql: Sql,
  { tenantId, runId, only, reason }: UnimportedScope,
  after: UnimportedPlace | undefined,
  limit: number,
): Promise<UnimportedRow[]> {
  const found: UnimportedRow[] = [];
  const begin = after ? UNIMPORTED_STATES.indexOf(after.state) : 0;
  for (const state of UNIMPORTED_STATES.slice(begin)) {
    const from = after?.state === state ? after.id : "0";
    const values = [tenantId, runId, state, from, limit - found.length];
    const rows =
      reason === undefined
        ? await sql.query<UnimportedColumns>(only === "attention" ? ITEMS_TO_LOOK_AT : pageOfItems(), values)
        : await sql.query<UnimportedColumns>(pageOfItems("AND i.reason = $6"), [...values, reason]);
    found.push(...rows.map((row) => toRow(row)));
    if (found.length >= limit) break;
  }
  return found;
}

type UnimportedColumns = Omit<UnimportedRow, "sentAt" | "archivedAt"> & {
  sentAt: Date | null;
  archivedAt: Date;
};

const COLUMNS = `
  i.id AS "itemId", coalesce(i.source_item_id_long, i.source_item_id) AS "sourceItemId", i.sent_at AS "sentAt",
  i.archived_at AS "archivedAt", i.state, i.reason`;

/** $1 tenant, $2 run, $3 state, $4 the id after which it begins, $5 limit; $6 the reason where it is narrowed to one. */
export function pageOfItems(narrowedTo = ""): string {
  return `
  SELECT ${COLUMNS}
  FROM item i
  WHERE i.tenant_id = $1 AND i.run_id = $2 AND i.state = $3 AND i.id > $4 ${narrowedTo}
  ORDER BY i.id LIMIT $5`;
}

/** The same, a page of each reason of the run that needs a look, of which the first items are the page. */
export const ITEMS_TO_LOOK_AT = `
  SELECT ${COLUMNS}
  FROM run_reason o CROSS JOIN LATERAL (
    SELECT * FROM item i
    WHERE i.tenant_id = $1 AND i.run_id = $2 AND i.reason = o.code AND i.state = $3 AND i.id > $4
    ORDER BY i.id LIMIT $5
  ) i
  WHERE o.tenant_id = $1 AND o.run_id = $2 AND o.subject = 'item' AND o.count > 0
    AND o.code <> 'no-participant-in-scope'
  ORDER BY i.id LIMIT $5`;

function toRow({ sentAt, archivedAt, ...row }: UnimportedColumns): UnimportedRow {
  return { ...row, sentAt: sentAt?.toISOString() ?? null, archivedAt: archivedAt.toISOString() };
}
