import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDb } from "./client.ts";
import { seedLane } from "./testing/seed-lane.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const UNREACHABLE = { code: "database-unreachable", kind: "transient" };

test("a database that is not there is an outage, not a fault of the program", async () => {
  const nowhere = createDb("postgresql://mac_app:x@127.0.0.1:9/none", { max: 1 });
  await expect(nowhere.system((sql) => sql.query("SELECT 1"))).rejects.toMatchObject(UNREACHABLE);
  await nowhere.close();
});

test("a lock that is held for ever and a statement without an end are given up in time", async () => {
  const { tenantId, runId } = await seedLane(database, randomUUID(), 1);
  const lock = "SELECT 1 FROM run WHERE id = $1 FOR UPDATE";
  await database.db.sql(tenantId, async (holder) => {
    await holder.query(lock, [runId]);
    const waiting = database.db.sql(tenantId, async (sql) => {
      await sql.query("SET LOCAL lock_timeout = 20");
      await sql.query(lock, [runId]);
    });
    await expect(waiting).rejects.toMatchObject(UNREACHABLE);
  });
  const endless = database.db.system(async (sql) => {
    await sql.query("SET LOCAL statement_timeout = 20");
    await sql.query("SELECT pg_sleep(60)");
  });
  await expect(endless).rejects.toMatchObject(UNREACHABLE);
  const settings = await database.db.system((sql) =>
    sql.query<{ name: string; setting: string }>(
      "SELECT name, setting FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout') ORDER BY name",
    ),
  );
  expect(settings).toEqual([
    { name: "lock_timeout", setting: "30000" },
    { name: "statement_timeout", setting: "300000" },
  ]);
});

test("a statement that is wrong stays a fault of the program", async () => {
  const wrong = database.db.system((sql) => sql.query("SELECT 1 FROM no_such_table"));
  await expect(wrong).rejects.toMatchObject({ code: "42P01" });
});
