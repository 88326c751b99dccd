import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LaneClaim } from "#lib/pipeline/ports/claims.ts";
import type { Sql } from "./client.ts";
import { listUnverified } from "./delivery-rows.ts";
import { recordDuplicates, recordOutcomes, recordVerified } from "./outcome-rows.ts";
import { seedLane, type SeededLane } from "./testing/seed-lane.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const DELIVERIES = 20_000;
const BATCH = 24;

let database: TestDatabase;
let lane: SeededLane;
let claim: LaneClaim;
let batches: { id: string; key: string }[][];
beforeAll(async () => {
  database = await createTestDatabase(process.env);
  const { admin } = database;
  // What PostgreSQL knows of the tables is what the step before told it; autovacuum has not looked yet.
  for (const table of ["item", "lane", "delivery"]) {
    await admin.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  }
  lane = await seedLane(database, randomUUID(), DELIVERIES);
  claim = { ...lane, epoch: 1 };
  await database.db.system((sql) => sql.query("SELECT analyze_grown_tables()"));
  // Since then most of the lane has been imported.
  await admin.query("UPDATE delivery SET state = 'posting', posted_at = now() WHERE run_id = $1", [
    lane.runId,
  ]);
  await admin.query(
    `UPDATE delivery SET state = 'imported', message_id = 'm', settled_at = now()
     WHERE run_id = $1 AND id > (SELECT min(id) FROM delivery) + 100`,
    [lane.runId],
  );
  const { rows } = await admin.query<{ id: string; key: string }>(
    "SELECT id, encode(import_key, 'hex') AS key FROM delivery WHERE run_id = $1 ORDER BY id",
    [lane.runId],
  );
  batches = [rows.slice(0, BATCH), rows.slice(-BATCH)];
});
afterAll(() => database.drop());

/** Rows of the ledger's table that the work looked at. */
async function rowsRead(work: (sql: Sql) => Promise<unknown>): Promise<number> {
  return database.db.sql(lane.tenantId, async (sql) => {
    await work(sql);
    const [row] = await sql.query<{ read: number }>(
      `SELECT (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS read
       FROM pg_stat_xact_user_tables WHERE relname = 'delivery'`,
    );
    return row?.read ?? 0;
  });
}

// Guarantee: a batch costs what it names, however long its lane is, from the first run of a new installation on.
test.each<[string, (sql: Sql) => Promise<unknown>]>([
  [
    "outcomes",
    (sql) => {
      const outcomes = (batches[0] ?? []).map(
        ({ id }) => ({ deliveryId: id, state: "imported", messageId: "m" }) as const,
      );
      return recordOutcomes(sql, claim, outcomes, new Date());
    },
  ],
  [
    "verified",
    (sql) => {
      const verified = (batches[1] ?? []).map(({ id }) => ({ deliveryId: id, messageId: "m" }));
      return recordVerified(sql, claim, verified, new Date());
    },
  ],
  [
    "duplicates",
    (sql) => {
      const found = (batches[1] ?? []).map(({ key }) => ({
        messageId: "m",
        importKey: key,
        isComplete: true,
      }));
      return recordDuplicates(sql, claim, found, new Date());
    },
  ],
  ["a page to verify", (sql) => listUnverified(sql, claim, undefined, BATCH)],
])("%s: a batch of a long lane reads no more than a few rows for each of its own", async (_what, work) => {
  const read = await rowsRead(work);
  expect(read).toBeGreaterThanOrEqual(BATCH);
  expect(read).toBeLessThan(BATCH * 10);
});
