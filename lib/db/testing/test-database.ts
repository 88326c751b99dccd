import { randomBytes } from "node:crypto";
import { Client, Pool } from "pg";
import { createDb, type Db } from "../client.ts";
import { APPLICATION_ROLE, applyMigrations } from "../migrate.ts";

/** A migrated database of its own for one test file. */
export type TestDatabase = {
  /** Connected as the application, under row level security. */
  db: Db;
  /** Connected as the owner, for looking behind the rules. */
  admin: Pool;
  applicationUrl: string;
  adminUrl: string;
  drop(): Promise<void>;
};

/**
 * A missing server is red, never skipped. The role belongs to the cluster, so the password of `DATABASE_URL` is kept
 * where there is one: a test locks nobody out.
 */
export async function createTestDatabase(
  environment: Record<string, string | undefined>,
  max = 10,
): Promise<TestDatabase> {
  const adminUrl = environment["DATABASE_ADMIN_URL"];
  if (adminUrl === undefined)
    throw new Error("DATABASE_ADMIN_URL has to name a PostgreSQL for integration tests");
  const known = environment["DATABASE_URL"];
  const name = `mac_test_${randomBytes(6).toString("hex")}`;
  await runOnce(adminUrl, `CREATE DATABASE ${name}`);
  const ownUrl = new URL(adminUrl);
  ownUrl.pathname = `/${name}`;
  const applicationUrl = new URL(ownUrl);
  applicationUrl.username = APPLICATION_ROLE;
  applicationUrl.password = known === undefined ? "mac-app-of-the-tests" : new URL(known).password;
  await applyMigrations(ownUrl.href, applicationUrl.href);
  const db = createDb(applicationUrl.href, { max });
  const admin = new Pool({ connectionString: ownUrl.href, max: 4 });
  // Dropping the database may end a connection that is still closing.
  admin.on("error", () => {});
  return {
    db,
    admin,
    applicationUrl: applicationUrl.href,
    adminUrl: ownUrl.href,
    async drop() {
      await db.close();
      await admin.end();
      await runOnce(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function runOnce(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
