import type { Db } from "./client.ts";
import { listMigrationNames } from "./migrate.ts";
import { listCredentials, type SealedCredentials } from "./vendor-credentials.ts";

/** What `npm run doctor` asks of the database, as the product's own role sees it. */
export type DatabaseFacts = {
  version: number;
  now: Date;
  role: string;
  /** Row-level security does not hold it. */
  canBypassRules: boolean;
  /** Tables that it owns: an owner may change what holds it. */
  ownedTables: string[];
  /** Tables with a tenant whose rows are not kept to it. */
  openTables: string[];
  missingMigrations: string[];
};

export async function examineDatabase(db: Db): Promise<DatabaseFacts> {
  const known = await listMigrationNames();
  return db.system(async (sql) => {
    const [facts] = await sql.query<Omit<DatabaseFacts, "missingMigrations">>(
      `SELECT current_setting('server_version_num')::int / 10000 AS version, clock_timestamp() AS now,
         current_user AS role, r.rolsuper OR r.rolbypassrls AS "canBypassRules",
         ARRAY(SELECT relname::text FROM pg_class WHERE relowner = r.oid AND relkind IN ('r', 'p') ORDER BY 1) AS "ownedTables",
         ARRAY(
           SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
             AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1
         ) AS "openTables"
       FROM pg_roles r WHERE r.rolname = current_user`,
    );
    if (!facts) throw new Error("the database does not know who asks");
    const applied = await sql.query<{ name: string }>(
      `SELECT migration_name AS name FROM _prisma_migrations
       WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    );
    const names = new Set(applied.map(({ name }) => name));
    return { ...facts, missingMigrations: known.filter((name) => !names.has(name)) };
  });
}

/** What is stored of one tenant, to be tried with the keys and at Microsoft. */
export type TenantFacts = {
  tenantId: string;
  /** Ids of the keys that its secrets and originals are wrapped with. */
  keyIds: string[];
  /** Of its connectors that are in use. */
  credentials: SealedCredentials[];
  hasConnectors: boolean;
  /** Somebody with a mailbox, to be looked up where consent is not told by the token. */
  probeUserId: string | undefined;
};

const TENANTS_AT_MOST = 1_000;
/** Of one tenant. */
const CONNECTORS_AT_MOST = 100;

export async function listTenantFacts(db: Db): Promise<TenantFacts[]> {
  const tenants = await db.system((sql) =>
    sql.query<{ tenantId: string }>(`SELECT tenant_id AS "tenantId" FROM tenant_ids($1)`, [TENANTS_AT_MOST]),
  );
  return Promise.all(tenants.map(({ tenantId }) => readTenantFacts(db, tenantId)));
}

type TenantRow = {
  keyIds: string[];
  hasConnectors: boolean;
  probeUserId: string | null;
};

async function readTenantFacts(db: Db, tenantId: string): Promise<TenantFacts> {
  const [row] = await db.sql(tenantId, (sql) =>
    sql.query<TenantRow>(
      `SELECT ARRAY(
           SELECT key_id FROM connector_secret WHERE tenant_id = $1
           UNION SELECT key_id FROM alert_channel WHERE tenant_id = $1 AND key_id IS NOT NULL
           -- Whose key was destroyed needs none, though the storage may hold on to the blob.
           UNION SELECT key_id FROM pack
             WHERE tenant_id = $1 AND deleted_at IS NULL AND octet_length(wrapped_key) > 0
         ) AS "keyIds",
         EXISTS (SELECT 1 FROM connector WHERE tenant_id = $1 AND state IN ('active', 'paused')) AS "hasConnectors",
         (SELECT user_id FROM directory_user WHERE tenant_id = $1 AND has_mailbox AND is_enabled LIMIT 1) AS "probeUserId"`,
      [tenantId],
    ),
  );
  if (!row) throw new Error("a row was expected");
  return {
    tenantId,
    keyIds: row.keyIds,
    credentials: await listCredentials(db, tenantId, CONNECTORS_AT_MOST),
    hasConnectors: row.hasConnectors,
    probeUserId: row.probeUserId ?? undefined,
  };
}
