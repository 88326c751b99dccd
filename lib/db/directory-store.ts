import type { DirectoryPage, DirectoryStore, DirectoryUser } from "#lib/pipeline/ports/directory.ts";
import type { Db, Sql } from "./client.ts";

/**
 * The tenant's directory as /users/delta told it. A full synchronization writes a new generation beside the old one,
 * which answers look-ups until the last page is there.
 */
export function createDirectoryStore(db: Db): DirectoryStore {
  return {
    readDeltaLink: (tenantId) => readDeltaLink(db, tenantId),
    beginFullSync: (tenantId) => beginFullSync(db, tenantId),
    applyPage: (tenantId, page, now, generation) =>
      db.sql(tenantId, (sql) => applyPage(sql, tenantId, page, now, generation)),
  };
}

async function readDeltaLink(db: Db, tenantId: string): Promise<string | undefined> {
  const [row] = await db.sql(tenantId, (sql) =>
    sql.query<{ link: string | null }>(
      "SELECT delta_link AS link FROM directory_state WHERE tenant_id = $1",
      [tenantId],
    ),
  );
  return row?.link ?? undefined;
}

async function beginFullSync(db: Db, tenantId: string): Promise<number> {
  const [begun] = await db.sql(tenantId, (sql) =>
    sql.query<{ generation: number }>(
      `INSERT INTO directory_state AS s (tenant_id, generation) VALUES ($1, 1)
       ON CONFLICT (tenant_id) DO UPDATE SET generation = s.generation + 1, delta_link = NULL RETURNING generation`,
      [tenantId],
    ),
  );
  return begun?.generation ?? 1;
}

async function applyPage(
  sql: Sql,
  tenantId: string,
  page: DirectoryPage,
  now: Date,
  fullSync: number | undefined,
): Promise<void> {
  // Two workers that synchronize the same tenant take turns, page by page; the pages themselves may repeat.
  const [state] = await sql.query<{ latest: number; isFullSyncDue: boolean }>(
    `INSERT INTO directory_state AS s (tenant_id) VALUES ($1)
     ON CONFLICT (tenant_id) DO UPDATE SET generation = s.generation
     RETURNING generation AS latest, delta_link IS NULL AND generation > 0 AS "isFullSyncDue"`,
    [tenantId],
  );
  const { latest, isFullSyncDue } = state ?? { latest: 0, isFullSyncDue: false };
  const generation = fullSync ?? latest;
  await removeUsers(sql, tenantId, page.removedUserIds);
  await putUsers(sql, tenantId, page.users, generation);
  // A later full synchronization has not named everybody yet: its own last page tells who is gone and where to go on.
  if (page.deltaLink === undefined || (isFullSyncDue && fullSync !== latest)) return;
  if (fullSync !== undefined) await forgetBefore(sql, tenantId, generation);
  await sql.query("UPDATE directory_state SET delta_link = $2, synced_at = $3 WHERE tenant_id = $1", [
    tenantId,
    page.deltaLink,
    now,
  ]);
}

async function forgetBefore(sql: Sql, tenantId: string, generation: number): Promise<void> {
  for (const table of ["directory_user", "directory_domain"]) {
    await sql.query(`DELETE FROM ${table} WHERE tenant_id = $1 AND generation < $2`, [tenantId, generation]);
  }
}

async function removeUsers(sql: Sql, tenantId: string, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return;
  await sql.query("DELETE FROM directory_user WHERE tenant_id = $1 AND user_id = ANY ($2::text[])", [
    tenantId,
    userIds,
  ]);
}

const PUT_USERS = `
  INSERT INTO directory_user AS u (tenant_id, user_id, display_name, user_principal_name, is_member, is_enabled,
    has_mailbox, generation)
  SELECT $1, p.*, $8 FROM unnest($2::text[], $3::text[], $4::text[], $5::boolean[], $6::boolean[], $7::boolean[]) AS p
  ON CONFLICT (tenant_id, user_id) DO UPDATE SET display_name = excluded.display_name,
    user_principal_name = excluded.user_principal_name, is_member = excluded.is_member,
    is_enabled = excluded.is_enabled, has_mailbox = excluded.has_mailbox,
    generation = greatest(u.generation, excluded.generation)`;

const DROP_OLD_ADDRESSES = `
  DELETE FROM directory_address a
  WHERE a.tenant_id = $1 AND a.user_id = ANY ($2::text[])
    AND NOT EXISTS (
      SELECT 1 FROM unnest($3::text[], $4::text[]) AS n (address, user_id)
      WHERE n.address = a.address AND n.user_id = a.user_id)`;

const PUT_ADDRESSES = `
  INSERT INTO directory_address (tenant_id, address, user_id)
  SELECT $1, n.address, n.user_id FROM unnest($2::text[], $3::text[]) AS n (address, user_id)
  ON CONFLICT DO NOTHING`;

const PUT_DOMAINS = `
  INSERT INTO directory_domain AS d (tenant_id, domain, generation)
  SELECT DISTINCT $1::uuid, domain, $3::int FROM unnest($2::text[]) AS n (domain)
  ON CONFLICT (tenant_id, domain) DO UPDATE SET generation = excluded.generation WHERE d.generation < excluded.generation`;

async function putUsers(
  sql: Sql,
  tenantId: string,
  all: readonly DirectoryUser[],
  generation: number,
): Promise<void> {
  // A delta may name a user twice: the last one holds.
  const users = [...new Map(all.map((user) => [user.userId, user])).values()];
  if (users.length === 0) return;
  await sql.query(PUT_USERS, [
    tenantId,
    users.map((user) => user.userId),
    users.map((user) => user.displayName),
    users.map((user) => user.userPrincipalName),
    users.map((user) => user.isMember),
    users.map((user) => user.isEnabled),
    users.map((user) => user.hasMailbox),
    generation,
  ]);
  const addresses = users.flatMap((user) => user.addresses.map((address) => [address, user.userId] as const));
  const [texts, owners] = [addresses.map(([address]) => address), addresses.map(([, userId]) => userId)];
  await sql.query(DROP_OLD_ADDRESSES, [tenantId, users.map((user) => user.userId), texts, owners]);
  await sql.query(PUT_ADDRESSES, [tenantId, texts, owners]);
  const domains = users.filter((user) => isOwnMember(user)).flatMap((user) => user.addresses.map(domainOf));
  if (domains.length > 0) await sql.query(PUT_DOMAINS, [tenantId, domains, generation]);
}

/** A member invited from another organization keeps that one's domain, which does not become ours. */
function isOwnMember(user: DirectoryUser): boolean {
  return user.isMember && !user.userPrincipalName.toLowerCase().includes("#ext#");
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
