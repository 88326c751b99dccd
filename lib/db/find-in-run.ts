import type { Sql } from "./client.ts";
import { DELIVERIES_OF_ITEM } from "./item-deliveries.ts";

type InRun = { tenantId: string; runId: string };

/** An item of the run's connector, and who accounts for its deliveries: the run alone, others too, or there are none. */
export type FoundItem = { itemId: string; deliveries: "here" | "elsewhere" | "none" };

/** The item that the vendor calls so, whichever run of the connector accounts for it. */
export async function findItem(
  sql: Sql,
  { tenantId, runId }: InRun,
  sourceItemId: string,
): Promise<FoundItem | undefined> {
  const [item] = await sql.query<{ itemId: string }>(ITEM, [tenantId, runId, sourceItemId]);
  if (!item) return undefined;
  const [found] = await sql.query<{ areHere: boolean | null }>(ARE_HERE, [tenantId, runId, item.itemId]);
  const areHere = found?.areHere ?? undefined;
  if (areHere === undefined) return { ...item, deliveries: "none" };
  return { ...item, deliveries: areHere ? "here" : "elsewhere" };
}

const ITEM = `
  SELECT i.id AS "itemId" FROM run r
  JOIN item i ON i.tenant_id = r.tenant_id AND i.connector_id = r.connector_id AND i.source_item_id = $3
  WHERE r.tenant_id = $1 AND r.id = $2`;

const FROM_ITEM = `
  FROM run r
  JOIN item i ON i.tenant_id = r.tenant_id AND i.id = $3::bigint AND i.connector_id = r.connector_id
  ${DELIVERIES_OF_ITEM}`;

const ARE_HERE = `
  SELECT bool_and(d.run_id = r.id) AS "areHere" ${FROM_ITEM} WHERE r.tenant_id = $1 AND r.id = $2`;

/** An item's deliveries in the run: `d` delivery, `i` item, `u` directory user; $1 tenant, $2 run, $3 the item's row. */
export const FROM_ITEM_IN_RUN = `
  ${FROM_ITEM}
  LEFT JOIN directory_user u ON u.tenant_id = d.tenant_id AND u.user_id = d.user_id
  WHERE r.tenant_id = $1 AND r.id = $2 AND d.run_id = r.id`;

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
