import { afterAll, beforeAll, expect, test } from "vitest";
import { createDb, type Db } from "./client.ts";
import { noticeRestore } from "./deployment.ts";
import { examineDatabase } from "./examine-database.ts";
import { applyMigrations } from "./migrate.ts";
import { seedLedger } from "./testing/seed-ledger.ts";
import { startSystemPostgres, type SystemPostgres } from "./testing/system-postgres.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

// The commands of docs/operations.md, "Back up and restore", with PostgreSQL's own programs.

const CONTOSO = "c0a70500-0000-4000-8000-000000000001";
const FABRIKAM = "c0a70500-0000-4000-8000-000000000002";

let postgres: SystemPostgres;
let database: TestDatabase;
let restored: Db;
let before: Map<string, string>;
let migratedAgain: string[];

beforeAll(async () => {
  postgres = await startSystemPostgres();
  database = await createTestDatabase({ DATABASE_ADMIN_URL: postgres.adminUrl });
  await seedLedger(database, CONTOSO);
  await seedLedger(database, FABRIKAM);
  await noticeRestore(database.db);
  before = await contents();
  const { db, adminUrl, applicationUrl } = database;
  const name = new URL(adminUrl).pathname.slice(1);
  const dump = postgres.run("pg_dump", ["-Fc", name]);
  await db.close();

  postgres.run("dropdb", ["--force", name]);
  postgres.run("createdb", [name]);
  await applyMigrations(adminUrl, applicationUrl);
  // Ends with an error where anything of the backup could not be put back.
  postgres.run("pg_restore", ["-d", name, "--clean", "--if-exists"], dump);
  migratedAgain = await applyMigrations(adminUrl, applicationUrl);
  restored = createDb(applicationUrl, { max: 2 });
});
afterAll(async () => {
  await restored.close();
  await database.admin.end();
  await postgres.close();
});

/** Every table's rows, as one text in an order of their own. */
async function contents(): Promise<Map<string, string>> {
  const { rows } = await database.admin.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1",
  );
  const found = new Map<string, string>();
  for (const { name } of rows) {
    const answer = await database.admin.query<{ text: string | null }>(
      `SELECT string_agg(t::text, E'\n' ORDER BY t::text) AS text FROM "${name}" t`,
    );
    found.set(name, answer.rows[0]?.text ?? "");
  }
  return found;
}

test("every row of every table is back, and nothing is left to migrate", async () => {
  expect(migratedAgain).toEqual([]);
  expect([...before.values()].filter((text) => text !== "").length).toBeGreaterThan(20);
  expect(Object.fromEntries(await contents())).toEqual(Object.fromEntries(before));
});

test("the product's role reads its tenant's rows, and is kept from all others", async () => {
  const facts = await examineDatabase(restored);
  expect(facts).toMatchObject({
    role: "mac_app",
    canBypassRules: false,
    ownedTables: [],
    openTables: [],
    missingMigrations: [],
  });
  const count = (tenantId: string) =>
    restored.sql(tenantId, async (sql) => {
      const rows = await sql.query<{ tenant: string }>("SELECT tenant_id AS tenant FROM connector");
      return rows.map(({ tenant }) => tenant);
    });
  expect(await count(CONTOSO)).toEqual([CONTOSO]);
  expect(await count(FABRIKAM)).toEqual([FABRIKAM]);
});

test("the audit log is still append-only", async () => {
  for (const statement of ["DELETE FROM audit_entry", "UPDATE audit_entry SET actor_name = 'Eve'"])
    await expect(restored.sql(CONTOSO, (sql) => sql.query(statement))).rejects.toThrow(/permission denied/);
});

test("the database notices that it was restored, so that imports look into the mailboxes first", async () => {
  expect(await noticeRestore(restored)).toBe(true);
  expect(await noticeRestore(restored)).toBe(false);
});
