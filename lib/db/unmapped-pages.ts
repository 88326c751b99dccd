import type { UnmappedRow } from "#lib/domain/views/mapping.ts";
import type { Sql } from "./client.ts";

/** A row's place in the list, which goes by its number of items: those with the most come first. */
export type UnmappedPlace = { items: number; id: string };

export const FIRST_UNMAPPED: UnmappedPlace = { items: 2_147_483_647, id: "9223372036854775807" };

export type UnmappedQuery = {
  tenantId: string;
  connectorId: string;
  /** A part of the number or address; empty for all. */
  search: string;
  after: UnmappedPlace;
  limit: number;
};

/**
 * Numbers and addresses of a connector that should have a mailbox and have none, with their latest items. A page is one
 * look along an index; a search reads as many rows as there are people without a mailbox, however many items they have.
 */
export async function listUnmappedPage(sql: Sql, query: UnmappedQuery): Promise<UnmappedRow[]> {
  const rows = await sql.query<UnmappedColumns>(PAGE, [
    query.tenantId,
    query.connectorId,
    query.after.items,
    query.after.id,
    query.limit,
    query.search.toLowerCase(),
  ]);
  return rows.map(({ firstSentAt, lastSentAt, ...row }) => ({
    ...row,
    firstSentAt: firstSentAt.toISOString(),
    lastSentAt: lastSentAt.toISOString(),
    examples: row.examples.map((each) => ({ ...each, sentAt: new Date(each.sentAt).toISOString() })),
  }));
}

type UnmappedColumns = Omit<UnmappedRow, "firstSentAt" | "lastSentAt"> & {
  firstSentAt: Date;
  lastSentAt: Date;
};

const EXAMPLES = 3;

// Materialized, so that the look-ups compare columns with values that no policy guards: then they may use the index.
const PAGE = `
  WITH page AS MATERIALIZED (
    SELECT id, kind, identity, reason, items FROM unmapped_identity
    WHERE tenant_id = $1 AND connector_id = $2 AND (items, id) < ($3, $4)
      AND ($6 = '' OR strpos(identity, $6) > 0)
    ORDER BY items DESC, id DESC LIMIT $5
  )
  SELECT page.id, page.kind, page.identity, page.reason, page.items,
    (SELECT min(sent_at) FROM unmapped_item u
     WHERE u.tenant_id = $1 AND u.connector_id = $2 AND u.identity = page.identity) AS "firstSentAt",
    (SELECT max(sent_at) FROM unmapped_item u
     WHERE u.tenant_id = $1 AND u.connector_id = $2 AND u.identity = page.identity) AS "lastSentAt",
    (SELECT jsonb_agg(jsonb_build_object('runId', r.id, 'jobId', r.job_id, 'itemId', i.id::text,
       'sourceItemId', coalesce(i.source_item_id_long, i.source_item_id), 'sentAt', l.sent_at) ORDER BY l.sent_at DESC)
     FROM (
       SELECT u.sent_at, u.item_id FROM unmapped_item u
       WHERE u.tenant_id = $1 AND u.connector_id = $2 AND u.identity = page.identity
       ORDER BY u.sent_at DESC, u.item_id DESC LIMIT ${EXAMPLES}
     ) l
     JOIN item i ON i.tenant_id = $1 AND i.id = l.item_id
     JOIN run r ON r.tenant_id = $1 AND r.id = i.run_id) AS examples
  FROM page ORDER BY page.items DESC, page.id DESC`;
