import type { Sql } from "./client.ts";

type InRun = { tenantId: string; runId: string };

/** An item of the run's connector, and whether the run accounts for a delivery of it. */
export type FoundItem = { itemId: string; hasDeliveries: boolean };

/** The item that the vendor calls so, whichever run of the connector accounts for it. */
export async function findItem(
  sql: Sql,
  { tenantId, runId }: InRun,
  sourceItemId: string,
): Promise<FoundItem | undefined> {
  const [item] = await sql.query<{ itemId: string }>(ITEM, [tenantId, runId, sourceItemId]);
  if (!item) return undefined;
  const deliveries = await sql.query(ANY_DELIVERY, [tenantId, runId, item.itemId]);
  return { ...item, hasDeliveries: deliveries.length > 0 };
}

const ITEM = `
  SELECT i.id AS "itemId" FROM run r
  JOIN item i ON i.tenant_id = r.tenant_id AND i.connector_id = r.connector_id AND i.source_item_id = $3
  WHERE r.tenant_id = $1 AND r.id = $2`;

/**
 * From the item through its participants to its deliveries in the run: `d` delivery, `i` item. Each look is into an index,
 * however many deliveries there are: $1 tenant, $2 run, $3 the item's row.
 */
export const FROM_ITEM = `
  FROM run r
  JOIN item i ON i.tenant_id = r.tenant_id AND i.id = $3::bigint AND i.connector_id = r.connector_id
  CROSS JOIN LATERAL (
    SELECT DISTINCT p.user_id FROM participant p
    WHERE p.tenant_id = i.tenant_id AND p.item_id = i.id AND p.user_id IS NOT NULL
  ) p
  JOIN delivery d ON d.tenant_id = r.tenant_id AND d.run_id = r.id
    AND d.state IN ('pending', 'posting', 'imported', 'partial', 'duplicate', 'failed')
    AND d.user_id = p.user_id AND d.sent_at = i.sent_at AND d.item_id = i.id
  LEFT JOIN directory_user u ON u.tenant_id = d.tenant_id AND u.user_id = d.user_id
  WHERE r.tenant_id = $1 AND r.id = $2`;

const ANY_DELIVERY = `SELECT 1 ${FROM_ITEM} LIMIT 1`;

/** A mailbox of a run, and how many deliveries of the run go there. */
export type RunMailbox = { userId: string; mailbox: string; name: string; available: number };

/** Mailboxes of the run whose address or person's name has the text in it, by address. */
export async function listRunMailboxes(
  sql: Sql,
  { tenantId, runId }: InRun,
  text: string,
  limit: number,
): Promise<RunMailbox[]> {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql.query<RunMailbox>(MAILBOXES, [tenantId, runId, pattern, limit]);
}

// The organization's users are looked through, never the deliveries.
const MAILBOXES = `
  SELECT u.user_id AS "userId", u.user_principal_name AS mailbox, u.display_name AS name, l.available
  FROM directory_user u
  JOIN lane l ON l.tenant_id = u.tenant_id AND l.run_id = $2 AND l.user_id = u.user_id AND l.available > 0
  WHERE u.tenant_id = $1 AND (lower(u.user_principal_name) LIKE $3 OR lower(u.display_name) LIKE $3)
  ORDER BY u.user_principal_name LIMIT $4`;
