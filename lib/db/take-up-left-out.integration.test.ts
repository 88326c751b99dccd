import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertRunOver } from "./insert-run.ts";
import { PICK_OF_RUN, PICK_OF_WINDOW, takeUpLeftOut } from "./take-up-left-out.ts";
import { seedActiveConnector } from "./testing/seed.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

const DAYS = 20;
const A_DAY = 6_000;
const dayAt = (n: number) => new Date(Date.UTC(2026, 9, 1 + n));

let database: TestDatabase;
let seeded: Awaited<ReturnType<typeof seed>>;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
  seeded = await seed();
}, 300_000);
afterAll(() => database.drop());

/** Many days of one connector under a scope of nobody: every item, whatever run accounts for it, leaves somebody out. */
async function seed() {
  const { db, admin } = database;
  const ids = await seedActiveConnector(db, randomUUID(), {
    isAutomatic: true,
    isCustom: false,
    defaultCountry: "US",
    overlapHours: 0,
    watermark: dayAt(0),
  });
  const { tenantId, connectorId } = ids;
  const insert = (from: number, trigger: "manual" | "again") =>
    db.tenant(tenantId, (tx) => {
      const window = { from: dayAt(from), to: dayAt(from + 1) };
      return insertRunOver(
        tx,
        tenantId,
        { id: connectorId, kind: "att-network" },
        { window, trigger },
        dayAt(DAYS),
      );
    });
  const runIds: string[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    const { runId } = await insert(day, "manual");
    await admin.query("UPDATE run SET state = 'cancelled', ended_at = now() WHERE id = $1", [runId]);
    runIds.push(runId);
  }
  const client = await admin.connect();
  // As a year of imports leaves them, without going through every step of each.
  await client.query("SET session_replication_role = replica");
  await client.query(
    `INSERT INTO pack (tenant_id, id, blob_name, key_id, wrapped_key, size_bytes)
     VALUES ($1, 'pack-1', 'pack-1', 'key-1', '\\x00', 10)`,
    [tenantId],
  );
  for (const [day, runId] of runIds.entries()) {
    await client.query(ITEMS, [tenantId, connectorId, runId, dayAt(day), A_DAY]);
    await client.query(COUNTS, [runId, A_DAY]);
  }
  await client.query(PARTICIPANTS, [tenantId]);
  await client.query("RESET session_replication_role");
  client.release();
  await admin.query("ANALYZE item, participant");
  return { ...ids, runId: runIds[3], again: (await insert(7, "again")).runId };
}

const ITEMS = `
  INSERT INTO item (tenant_id, connector_id, run_id, source_item_id, archived_at, state, kind, sent_at, sha256,
    size_bytes, pack_id, pack_offset, pack_length)
  SELECT $1, $2, $3::uuid, $3::text || n, $4::timestamptz + n * interval '10 seconds',
    'delivered', 'sms', now(), sha256('x'), 10, 'pack-1', 0, 10
  FROM generate_series(0, $5::integer - 1) AS n`;
const COUNTS =
  "UPDATE run SET participants_left_out = $2, items_available = $2, items_delivered = $2 WHERE id = $1";
const PARTICIPANTS = `
  INSERT INTO participant (tenant_id, item_id, ordinal, role, has_unreadable_number, resolution, via, user_id)
  SELECT tenant_id, id, 0, 'from', false, 'left-out', 'email', 'alice' FROM item WHERE tenant_id = $1`;

async function planOf(pick: string, values: unknown[]): Promise<string> {
  const plan = await database.db.sql(seeded.tenantId, (sql) =>
    sql.query<{ "QUERY PLAN": string }>(`EXPLAIN ${pick}`, values),
  );
  return plan.map((row) => row["QUERY PLAN"]).join("\n");
}

test("A page of a window is read along the window's index, and of a run along the run's, whatever else there is", async () => {
  const { tenantId, connectorId, runId } = seeded;
  const common = [tenantId, connectorId, "only", 5_000];
  const ofWindow = await planOf(PICK_OF_WINDOW, [...common, dayAt(8), dayAt(7), "0"]);
  expect(ofWindow).toMatch(
    /Index (Only )?Scan using item_of_window on item i.*\n +Index Cond: .*archived_at < .*ROW\(archived_at, id\) > /,
  );
  const ofRun = await planOf(PICK_OF_RUN, [...common, runId, "delivered", "0"]);
  expect(ofRun).toMatch(
    /Index (Only )?Scan using item_of_run on item i.*\n +Index Cond: .*run_id = .*state = .*id > /,
  );
  for (const plan of [ofWindow, ofRun]) {
    expect(plan).toMatch(/SubPlan \d+\n(.*\n){1,3}.*Index Scan using participant_pkey on participant p/);
    expect(plan).not.toMatch(/Sort|Seq Scan on (item|participant)/);
  }
});

test("A window takes up all of its own, page by page, and nothing of the days beside it", async () => {
  const { tenantId, connectorId, again } = seeded;
  const { db, admin } = database;
  const take = () => db.sql(tenantId, (sql) => takeUpLeftOut(sql, tenantId, again));
  const taken = async () => {
    const { rows } = await admin.query(
      `SELECT count(*)::int AS items, min(archived_at) >= $2 AND max(archived_at) < $3 AS "areOfTheDay",
         bool_and(state = 'staged') AS "areMappedOnceMore" FROM item WHERE run_id = $1`,
      [again, dayAt(7), dayAt(8)],
    );
    return rows[0];
  };
  await admin.query("UPDATE connector SET scope_kind = 'only' WHERE id = $1", [connectorId]);
  await take();
  expect(await taken()).toMatchObject({ items: 0 });
  await admin.query("UPDATE connector SET scope_kind = 'everybody' WHERE id = $1", [connectorId]);
  await take();
  expect(await taken()).toEqual({ items: A_DAY, areOfTheDay: true, areMappedOnceMore: true });
}, 120_000);
