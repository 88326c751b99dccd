import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Client, DatabaseError } from "pg";

/** The application's role, as the migrations name it. */
export const APPLICATION_ROLE = "mac_app";

const MIGRATIONS = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
// The key under which `prisma migrate deploy` keeps others out, so that both ways exclude each other.
const LOCK_KEY = 72707369;

const CREATE_RECORD = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  varchar(36) PRIMARY KEY NOT NULL,
    checksum            varchar(64) NOT NULL,
    finished_at         timestamptz,
    migration_name      varchar(255) NOT NULL,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;

/**
 * Brings the database of `adminUrl` up to date and lets the role of `applicationUrl` (always `mac_app`) log in with the
 * password given there. Safe to repeat and to start twice at once; several databases of one cluster share the role.
 * @returns the names of the migrations applied now
 */
export async function applyMigrations(adminUrl: string, applicationUrl: string): Promise<string[]> {
  const application = new URL(applicationUrl);
  if (decodeURIComponent(application.username) !== APPLICATION_ROLE || application.password === "") {
    throw new Error(`DATABASE_URL has to name the role ${APPLICATION_ROLE} and a password for it`);
  }
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]);
    const applied = await applyPending(client);
    await letApplicationLogIn(client, applicationUrl, decodeURIComponent(application.password));
    return applied;
  } finally {
    await client.end();
  }
}

async function applyPending(client: Client): Promise<string[]> {
  await client.query(CREATE_RECORD);
  const recorded = await client.query<{ migration_name: string; checksum: string }>(
    "SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  const checksums = new Map(recorded.rows.map((row) => [row.migration_name, row.checksum]));
  const applied: string[] = [];
  for (const migration of await readMigrations()) {
    const known = checksums.get(migration.name);
    if (known === undefined) {
      await applyOne(client, migration);
      applied.push(migration.name);
    } else if (known !== migration.checksum) {
      throw new Error(`migration ${migration.name} was changed after it had been applied`);
    }
  }
  return applied;
}

type Migration = { name: string; sql: string; checksum: string };

/** The migrations that this version came with, in their order. */
export async function listMigrationNames(): Promise<string[]> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.toSorted();
}

async function readMigrations(): Promise<Migration[]> {
  const names = await listMigrationNames();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(MIGRATIONS, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** The migration and its record are one transaction: it is there, or it is as if it had never been tried. */
async function applyOne(client: Client, migration: Migration): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`migration ${migration.name} failed`, { cause: error });
  }
}

async function letApplicationLogIn(client: Client, applicationUrl: string, password: string): Promise<void> {
  if (await canLogIn(applicationUrl)) return;
  await client.query("SET password_encryption = 'scram-sha-256'");
  const statement = `ALTER ROLE ${APPLICATION_ROLE} LOGIN PASSWORD ${client.escapeLiteral(password)}`;
  for (let attempt = 1; ; attempt += 1) {
    const code = await client.query(statement).then(
      () => undefined,
      (error: unknown) => (error instanceof DatabaseError ? error.code : "connection lost"),
    );
    if (code === undefined) return;
    // "tuple concurrently updated": another database of the cluster sets the same role at this moment. The server
    // quotes the statement, password and all, in some of its errors: only the code is passed on.
    if (code !== "XX000" || attempt === 10) {
      throw new Error(`role ${APPLICATION_ROLE} cannot be given its password (PostgreSQL error ${code})`);
    }
  }
}

async function canLogIn(applicationUrl: string): Promise<boolean> {
  const client = new Client({ connectionString: applicationUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
