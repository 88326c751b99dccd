import { afterAll, beforeAll, expect, test } from "vitest";

import { createDb } from "./client.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
  await database.admin.query("CREATE TABLE scrap (n integer)");
  await database.admin.query("INSERT INTO scrap VALUES (0)");
  await database.admin.query("GRANT SELECT, UPDATE ON scrap TO mac_app");
});
afterAll(() => database.drop());

const UNREACHABLE = { code: "database-unreachable", kind: "transient" };
const BUMP = "UPDATE scrap SET n = n + 1";

test("a process that stands still in a transaction lets go of its rows, and learns of it when it wakes up", async () => {
  const stalled = createDb(database.applicationUrl, { max: 1, standstillMs: 300 });
  const other = createDb(database.applicationUrl, { max: 1 });
  await expect(
    stalled.system(async (sql) => {
      await sql.query(BUMP);
      // It does nothing while the other one waits for the row.
      await other.system((others) => others.query(BUMP));
      await sql.query(BUMP);
    }),
  ).rejects.toMatchObject(UNREACHABLE);
  expect((await database.admin.query("SELECT n FROM scrap")).rows).toEqual([{ n: 1 }]);
  await Promise.all([stalled.close(), other.close()]);
});

test("a connection that breaks in the middle of a transaction fails that transaction and not the process", async () => {
  const db = createDb(database.applicationUrl, { max: 1 });
  await expect(
    db.system(async (sql) => {
      const [session] = await sql.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await database.admin.query("SELECT pg_terminate_backend($1, 5000)", [session?.pid]);
      // The news arrives while no statement is under way.
      await new Promise((resolve) => setImmediate(resolve));
      await sql.query("SELECT 1");
    }),
  ).rejects.toMatchObject(UNREACHABLE);
  expect(await db.system((sql) => sql.query("SELECT 1 AS one"))).toEqual([{ one: 1 }]);
  await db.close();
});
