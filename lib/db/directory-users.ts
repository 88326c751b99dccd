import type { SmtpAddress } from "#lib/domain/address.ts";
import type { DirectoryMatch } from "#lib/domain/mapping.ts";
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

/** The users whom each address leads to, as the mapping asks for them; an address of nobody is missing. */
export async function listAddressMatches(
  db: Db,
  tenantId: string,
  addresses: readonly SmtpAddress[],
): Promise<Map<string, DirectoryMatch[]>> {
  const rows = await db.sql(tenantId, (sql) =>
    sql.query<DirectoryMatch & { address: string }>(
      `SELECT a.address, u.user_id AS "userId", u.is_member AS "isMember", u.is_enabled AS "isEnabled",
         u.has_mailbox AS "hasMailbox"
       FROM directory_address a JOIN directory_user u ON u.tenant_id = a.tenant_id AND u.user_id = a.user_id
       WHERE a.tenant_id = $1 AND a.address = ANY ($2::text[]) ORDER BY u.user_id`,
      [tenantId, addresses],
    ),
  );
  const byAddress = Map.groupBy(rows, ({ address }) => address);
  return new Map(
    [...byAddress].map(([address, matches]) => [
      address,
      matches.map(({ address: _address, ...match }) => match),
    ]),
  );
}
