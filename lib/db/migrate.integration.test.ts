import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { Client, Pool } from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { createDb } from "./client.ts";
import { applyMigrations } from "./migrate.ts";
import { sweepRuns } from "./sweeps.ts";
import { createTestDatabase } from "./testing/test-database.ts";

const server = new URL(
  process.env["DATABASE_ADMIN_URL"] ?? "postgresql://database-admin-url-is-not-set.invalid",
);
const password = new URL(process.env["DATABASE_URL"] ?? "postgresql://mac_app:mac-app-of-the-tests@localhost")
  .password;
const made: string[] = [];
const roles: string[] = [];

afterAll(async () => {
  for (const name of made) await run(server.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  for (const role of roles) await run(server.href, `DROP ROLE IF EXISTS ${role}`);
});

async function run(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function urls(name: string, owner?: { role: string; password: string }) {
  const admin = new URL(server);
  admin.pathname = `/${name}`;
  const application = new URL(admin);
  if (owner) Object.assign(admin, { username: owner.role, password: owner.password });
  Object.assign(application, { username: "mac_app", password });
  return { admin: admin.href, application: application.href };
}

const newName = () => `mac_test_${randomBytes(6).toString("hex")}`;

async function newDatabase(owner?: { role: string; password: string }) {
  const name = newName();
  await run(server.href, `CREATE DATABASE ${name}${owner ? ` OWNER ${owner.role}` : ""}`);
  made.push(name);
  return urls(name, owner);
}

const folders = async () =>
  (await readdir("prisma/migrations", { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted((one, other) => one.localeCompare(other));

describe("the migrations", () => {
  test("are applied in order, once, and recorded as prisma migrate deploy reads them", async () => {
    const { admin, application } = await newDatabase();
    const names = await folders();
    expect(await applyMigrations(admin, application)).toEqual(names);
    expect(await applyMigrations(admin, application)).toEqual([]);
    const pool = new Pool({ connectionString: admin, max: 1 });
    const { rows } = await pool.query(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished", applied_steps_count AS steps
       FROM _prisma_migrations ORDER BY migration_name`,
    );
    await pool.end();
    const expected = await Promise.all(
      names.map(async (name) => {
        const sql = await readFile(`prisma/migrations/${name}/migration.sql`);
        const checksum = createHash("sha256").update(sql).digest("hex");
        return { name, checksum, isFinished: true, steps: 1 };
      }),
    );
    expect(rows).toEqual(expected);
  });

  test("are applied once when several processes start at the same time", async () => {
    const { admin, application } = await newDatabase();
    const applied = await Promise.all(Array.from({ length: 4 }, () => applyMigrations(admin, application)));
    expect(applied.filter((names) => names.length > 0)).toEqual([await folders()]);
  });

  test("are applied to several databases of one cluster at the same time", async () => {
    const databases = [await newDatabase(), await newDatabase(), await newDatabase()];
    const applied = await Promise.all(databases.map((each) => applyMigrations(each.admin, each.application)));
    expect(applied).toEqual([await folders(), await folders(), await folders()]);
  });

  test("refuse a database to which another text of the same migration was applied", async () => {
    const { admin, application } = await newDatabase();
    await applyMigrations(admin, application);
    await run(admin, "UPDATE _prisma_migrations SET checksum = 'other' WHERE migration_name LIKE '%tenants'");
    await expect(applyMigrations(admin, application)).rejects.toThrow(
      "was changed after it had been applied",
    );
  });

  test("need no superuser: the owner of a managed database may apply them", async () => {
    const owner = { role: newName(), password: "owner" };
    roles.push(owner.role);
    await run(
      server.href,
      `CREATE ROLE ${owner.role} LOGIN PASSWORD 'owner' CREATEROLE NOSUPERUSER NOBYPASSRLS`,
    );
    // As on a managed server, this owner is the one who made the roles.
    await run(server.href, `GRANT mac_app, mac_sweep TO ${owner.role} WITH ADMIN OPTION`);
    const { admin, application } = await newDatabase(owner);
    expect(await applyMigrations(admin, application)).toEqual(await folders());
    const db = createDb(application, { max: 2 });
    expect(await sweepRuns(db, new Date(0), new Date())).toEqual([]);
    await db.close();
  });
});

describe("DATABASE_URL", () => {
  test.each(["postgresql://somebody:secret@localhost/x", "postgresql://mac_app@localhost/x"])(
    "has to name the application's role and a password: %s",
    async (url) => {
      await expect(applyMigrations(server.href, url)).rejects.toThrow(
        "DATABASE_URL has to name the role mac_app",
      );
    },
  );
});

describe("schema.prisma", () => {
  test("says what the migrations made: every table, column, type and default's presence", async () => {
    const database = await createTestDatabase(process.env);
    const { rows } = await database.admin.query<{ column: string }>(
      `SELECT c.table_name || '.' || c.column_name || ' ' || c.udt_name || CASE c.is_nullable WHEN 'YES' THEN '?' ELSE '' END
         || CASE WHEN c.column_default IS NOT NULL OR c.is_identity = 'YES' THEN ' default' ELSE '' END AS "column"
       FROM information_schema.columns c
       JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations'`,
    );
    await database.drop();
    const compare = (one: string, other: string) => one.localeCompare(other);
    const inDatabase = rows.map((row) => row.column).toSorted(compare);
    const inSchema = columnsOf(await readFile("prisma/schema.prisma", "utf8")).toSorted(compare);
    expect(inSchema).toEqual(inDatabase);
  });
});

const TYPES: Record<string, string> = {
  String: "text",
  Int: "int4",
  BigInt: "int8",
  "BigInt[]": "_int8",
  "String[]": "_text",
  Boolean: "bool",
  DateTime: "timestamptz",
  Json: "jsonb",
  Bytes: "bytea",
};

/** Each model's columns, as the query above spells them. An array is optional in the database and never in Prisma. */
function columnsOf(schema: string): string[] {
  return [...schema.matchAll(/^model (\w+) \{\n([\s\S]*?)\n\}/gm)].flatMap(([, , body = ""]) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? "";
    const fields = [...body.matchAll(/^ {2}(\w+) +(\w+(?:\[\])?)(\??)(.*)$/gm)];
    return fields.map(([, name = "", type = "", optional = "", attributes = ""]) => {
      const column = /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? name;
      const isUuid = attributes.includes("@db.Uuid");
      const isOptional = optional === "?" || type.endsWith("[]");
      const hasDefault = attributes.includes("@default(");
      return `${table}.${column} ${isUuid ? "uuid" : TYPES[type]}${isOptional ? "?" : ""}${hasDefault ? " default" : ""}`;
    });
  });
}
