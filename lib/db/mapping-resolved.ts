import type { Db } from "./client.ts";

/** Addresses that lead to exactly one user, who is a member, enabled and has a mailbox: a subquery named `valid`. */
export const VALID_ADDRESSES = `(
  SELECT a.address FROM directory_address a
  JOIN directory_user u ON u.tenant_id = a.tenant_id AND u.user_id = a.user_id
  WHERE a.tenant_id = $1
  GROUP BY a.address
  HAVING count(*) = 1 AND bool_and(u.is_member AND u.is_enabled AND u.has_mailbox)
) valid`;

const COUNT = `
  UPDATE mapping_version v SET resolved_rows = (
    SELECT count(*) FROM mapping_rule m JOIN ${VALID_ADDRESSES} ON valid.address = m.address WHERE m.version_id = $2)
  WHERE v.tenant_id = $1 AND v.id = $2
    AND EXISTS (SELECT 1 FROM directory_state s WHERE s.tenant_id = $1 AND s.synced_at IS NOT NULL)
  RETURNING resolved_rows AS "resolvedRows"`;

/**
 * Looks all rows of a version up in the directory as it is known now, and keeps how many lead to a mailbox.
 * @returns null before the directory was first read, and when the version is gone
 */
export async function countResolvedRows(db: Db, tenantId: string, versionId: bigint): Promise<number | null> {
  const [row] = await db.sql(tenantId, (sql) =>
    sql.query<{ resolvedRows: number }>(COUNT, [tenantId, versionId.toString()]),
  );
  return row?.resolvedRows ?? null;
}
