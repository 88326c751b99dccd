import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seedLedger, type SeededLedger } from "./testing/seed-ledger.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const OF_NO_TENANT = ["_prisma_migrations", "worker_process", "request_cap", "deployment"];

let database: TestDatabase;
let ours: SeededLedger;
let theirs: SeededLedger;
let tables: string[];
beforeAll(async () => {
  database = await createTestDatabase(process.env);
  ours = await seedLedger(database, randomUUID());
  theirs = await seedLedger(database, randomUUID());
  tables = (await listTables()).filter((table) => !OF_NO_TENANT.includes(table));
});
afterAll(() => database.drop());

async function listTables(): Promise<string[]> {
  const { rows } = await database.admin.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

/** As the application: `tenantId` undefined is a connection on which no tenant was set. */
async function asApplication<T>(
  tenantId: string | undefined,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: database.applicationUrl });
  await client.connect();
  try {
    await client.query("BEGIN");
    if (tenantId !== undefined)
      await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
    return await work(client);
  } finally {
    await client.end();
  }
}

async function tenantsSeen(tenantId: string | undefined, table: string): Promise<string[]> {
  return asApplication(tenantId, async (client) => {
    const { rows } = await client.query<{ tenant: string }>(
      `SELECT DISTINCT tenant_id::text AS tenant FROM ${table}`,
    );
    return rows.map((row) => row.tenant);
  });
}

/** The SQLSTATE that the statement ends with, or how many rows it touched. */
async function outcomeOf(tenantId: string | undefined, statement: string, values: unknown[] = []) {
  return asApplication(tenantId, async (client) => {
    try {
      return (await client.query(statement, values)).rowCount;
    } catch (error) {
      return error instanceof Error && "code" in error ? error.code : error;
    }
  });
}

describe("every table of the catalog", () => {
  test("has rows of both tenants here, so that none of the tests below passes on emptiness", async () => {
    for (const table of tables) {
      const { rows } = await database.admin.query<{ tenants: number }>(
        `SELECT count(DISTINCT tenant_id)::int AS tenants FROM ${table}`,
      );
      expect({ table, tenants: rows[0]?.tenants }).toEqual({ table, tenants: 2 });
    }
  });

  test("carries the tenant and forces row level security on its owner too", async () => {
    const { rows } = await database.admin.query<{ name: string; isForced: boolean; hasTenant: boolean }>(
      `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS "isForced",
         EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull
           AND a.atttypid = 'uuid'::regtype) AS "hasTenant"
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> ALL ($1)`,
      [OF_NO_TENANT],
    );
    expect(rows.filter((row) => !row.isForced || !row.hasTenant)).toEqual([]);
  });

  test("lets the application in by the one policy alone, and mac_sweep only to read", async () => {
    const { rows } = await database.admin.query(
      `SELECT tablename, policyname, cmd, roles::text[] AS roles, qual = with_check AS "isSame" FROM pg_policies
       WHERE schemaname = 'public' AND NOT (policyname = 'own_tenant' AND cmd = 'ALL' AND qual = with_check
         AND qual LIKE '%tenant_id = (NULLIF(current_setting(''app.tenant_id''%')
         AND NOT (cmd = 'SELECT' AND roles = '{mac_sweep}')`,
    );
    expect(rows).toEqual([]);
  });

  test("is empty where no tenant was set, or an empty one", async () => {
    for (const table of tables) {
      expect({ table, seen: await tenantsSeen(undefined, table) }).toEqual({ table, seen: [] });
      expect({ table, seen: await tenantsSeen("", table) }).toEqual({ table, seen: [] });
    }
  });

  test("shows a tenant its own rows and no other's", async () => {
    for (const table of tables) {
      expect({ table, seen: await tenantsSeen(ours.tenantId, table) }).toEqual({
        table,
        seen: [ours.tenantId],
      });
    }
  });

  test("lets no tenant change, remove or plant another's rows", async () => {
    for (const table of tables) {
      const own = `tenant_id = '${theirs.tenantId}'`;
      const removed = await outcomeOf(ours.tenantId, `DELETE FROM ${table} WHERE ${own}`);
      const moved = await outcomeOf(ours.tenantId, `UPDATE ${table} SET tenant_id = '${theirs.tenantId}'`);
      const planted = await outcomeOf(
        ours.tenantId,
        `INSERT INTO ${table} (tenant_id) VALUES ('${theirs.tenantId}')`,
      );
      // 42501: no privilege, or the policy's check. 23514: the table keeps its rows from everybody.
      expect({ table, removed: [0, "42501"].includes(removed as string) }).toEqual({ table, removed: true });
      expect({ table, moved }).toEqual({ table, moved: "42501" });
      expect({ table, planted }).toEqual({ table, planted: "42501" });
    }
  });

  test("refers to no table of tenants without naming the tenant, so that no row points into another's", async () => {
    const { rows } = await database.admin.query(
      `SELECT c.conrelid::regclass::text AS "from", c.confrelid::regclass::text AS "to" FROM pg_constraint c
       WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND NOT EXISTS (
         SELECT 1 FROM unnest(c.conkey, c.confkey) AS k (here, there)
         JOIN pg_attribute h ON h.attrelid = c.conrelid AND h.attnum = k.here AND h.attname = 'tenant_id'
         JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = k.there AND t.attname = 'tenant_id')`,
    );
    expect(rows).toEqual([]);
  });
});

// $1 is our tenant; the rest are ids of theirs.
const POINTING: [what: string, statement: string, values: () => unknown[]][] = [
  [
    "a run of their connector",
    `INSERT INTO run (tenant_id, connector_id, number, job_id, window_from, window_to, trigger, queued_at)
     VALUES ($1, $2, 99, 'ATT-000099', now(), now() + interval '1 day', 'manual', now())`,
    () => [theirs.connectorId],
  ],
  [
    "an item of their run",
    `INSERT INTO item (tenant_id, connector_id, run_id, source_item_id, archived_at)
     VALUES ($1, $3, $2, 'x', now())`,
    () => [theirs.runId, ours.connectorId],
  ],
  [
    "a delivery of their item",
    `INSERT INTO delivery (tenant_id, run_id, item_id, user_id, import_key, sent_at)
     VALUES ($1, $3, $2, 'user-1', sha256('x'), now())`,
    () => [theirs.itemId, ours.runId],
  ],
  [
    "a secret of their connector",
    `INSERT INTO connector_secret (tenant_id, connector_id, key_id, wrapped_key, ciphertext)
     VALUES ($1, $2, 'k', '', '')`,
    () => [theirs.connectorId],
  ],
  [
    "a rule in their mapping",
    `INSERT INTO mapping_rule (tenant_id, version_id, phone, line, address)
     VALUES ($1, $2, '+1', 1, 'a@b.example')`,
    () => [theirs.versionId],
  ],
  [
    "their mapping in force",
    "UPDATE connector SET mapping_version_id = $2 WHERE tenant_id = $1",
    () => [theirs.versionId],
  ],
  [
    "a mailbox held for their run",
    "UPDATE mailbox SET run_id = $2, worker_id = 'w', heartbeat_at = now() WHERE tenant_id = $1",
    () => [theirs.runId],
  ],
];

test.each(POINTING)("a row of ours cannot be %s", async (_what, statement, values) => {
  expect(await outcomeOf(ours.tenantId, statement, [ours.tenantId, ...values()])).toBe("23503");
});

describe("a function that runs as the owner of the tables and is given a tenant", () => {
  const CALLS: Record<string, string> = {
    forget_people: "SELECT forget_people($1, 0, 10)",
    sum_ended_run: "SELECT sum_ended_run($1, $2)",
  };

  test("is one of those that are tried here", async () => {
    const { rows } = await database.admin.query<{ name: string }>(
      `SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
         AND 'a_tenant' = ANY (proargnames) AND has_function_privilege('mac_app', oid, 'EXECUTE') ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(CALLS));
  });

  test.each(Object.entries(CALLS))("does nothing for another tenant, or none: %s", async (_, call) => {
    await database.admin.query("UPDATE tenant SET forgotten_at = now() WHERE tenant_id = $1", [
      theirs.tenantId,
    ]);
    const values = [theirs.tenantId, theirs.runId].slice(0, call.split("$").length - 1);
    for (const tenantId of [ours.tenantId, undefined, ""])
      expect(await outcomeOf(tenantId, call, values), tenantId).toBe("42501");
    expect(await outcomeOf(theirs.tenantId, call, values), "and for that one it does").toBe(1);
  });
});

describe("the application's role", () => {
  test("is no superuser, bypasses nothing, is a member of nothing and owns nothing", async () => {
    const { rows } = await database.admin.query(
      `SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,
         (SELECT count(*)::int FROM pg_auth_members m WHERE m.member = r.oid) AS memberships,
         (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid) AS tables,
         (SELECT count(*)::int FROM pg_proc p WHERE p.proowner = r.oid) AS functions
       FROM pg_roles r WHERE r.rolname = 'mac_app'`,
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        memberships: 0,
        tables: 0,
        functions: 0,
      },
    ]);
  });

  test.each([
    "SET ROLE mac_sweep",
    "SET SESSION AUTHORIZATION mac_sweep",
    "ALTER TABLE delivery DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE delivery NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY own_tenant ON delivery",
    "CREATE POLICY all_of_it ON delivery USING (true)",
    "ALTER TABLE delivery DISABLE TRIGGER ALL",
    "ALTER ROLE mac_app BYPASSRLS",
    "CREATE TABLE own (id int)",
    "CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT add_run_reason(NULL, NULL, 'item', 'x', 1)",
    "CALL keep_to_tenant('delivery')",
    "UPDATE lane SET imported = 7, available = available + 7",
    "UPDATE run SET items_available = 0",
    "UPDATE run_reason SET count = 0",
    "UPDATE delivery SET import_key = sha256('x')",
    "DELETE FROM delivery",
    "UPDATE audit_entry SET action = 'nothing'",
    "DELETE FROM audit_entry",
    "TRUNCATE item CASCADE",
  ])("may not: %s", async (statement) => {
    expect(await outcomeOf(ours.tenantId, statement)).toBe("42501");
  });

  test("reads no rows with row security switched off: the query is refused instead", async () => {
    const code = await asApplication(ours.tenantId, async (client) => {
      await client.query("SET LOCAL row_security = off");
      return client.query("SELECT 1 FROM delivery").then(
        () => "read",
        (error: { code: string }) => error.code,
      );
    });
    expect(code).toBe("42501");
  });

  test("sees its own connectors alone through the view", async () => {
    expect(await tenantsSeen(ours.tenantId, "connector_state")).toEqual([ours.tenantId]);
    expect(await tenantsSeen(undefined, "connector_state")).toEqual([]);
  });
});
