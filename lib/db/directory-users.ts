import type { Db } from "./client.ts";

/** The name that a user signs in with; `undefined` for one whom the directory does not know. */
export async function findPrincipalName(
  db: Db,
  tenantId: string,
  userId: string,
): Promise<string | undefined> {
  const [row] = await db.sql(tenantId, (sql) =>
    sql.prepared<{ name: string }>(
      "SELECT user_principal_name AS name FROM directory_user WHERE tenant_id = $1 AND user_id = $2",
      [tenantId, userId],
    ),
  );
  return row?.name;
}
