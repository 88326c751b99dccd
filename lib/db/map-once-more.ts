import type { Sql } from "./client.ts";

/**
 * Moves mapped items to the run, out of the vault and back before the step *map*. Who has a mailbox keeps it, and the
 * deliveries to it stay where they are; everybody else of the items is looked for once more, by what is in force then.
 */
export async function mapOnceMore(
  sql: Sql,
  tenantId: string,
  runId: string,
  itemIds: readonly string[],
): Promise<void> {
  // First, so that the counters of the run that the item leaves go down.
  await sql.query(FORGET, [tenantId, itemIds]);
  await sql.query(TAKE, [tenantId, runId, itemIds]);
}

const FORGET = `
  UPDATE participant p SET resolution = NULL, reason = NULL, via = NULL, user_id = NULL, mapping_version = NULL,
    mapping_line = NULL
  FROM unnest($2::bigint[]) AS u (item_id)
  WHERE p.tenant_id = $1 AND p.item_id = u.item_id AND p.resolution IN ('unmapped', 'external', 'left-out')`;

// An original that is no longer in the vault is fetched once more.
const TAKE = `
  UPDATE item i SET run_id = $2, state = 'staged', reason = NULL,
    refetch_run_id = CASE WHEN EXISTS (
      SELECT 1 FROM pack p WHERE p.tenant_id = $1 AND p.id = i.pack_id AND p.deleted_at IS NOT NULL
    ) THEN $2::uuid ELSE i.refetch_run_id END
  FROM unnest($3::bigint[]) AS u (item_id)
  WHERE i.tenant_id = $1 AND i.id = u.item_id`;
