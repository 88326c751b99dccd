import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { USUAL_KEEP_DAYS } from "#lib/domain/retention.ts";
import { explainDelivery } from "../run/explain-delivery.ts";
import { listDeliveries } from "../run/list-deliveries.ts";
import { seedDeliveries } from "../testing/seed-deliveries.ts";
import { activate, createStage, refusalOf } from "../testing/stage.ts";
import { changeRetention } from "./change-retention.ts";
import { getRetention } from "./get-retention.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

async function organization() {
  const stage = createStage(database);
  const ids = await activate(stage.admin);
  return { ...stage, ...ids };
}

async function auditOf(tenantId: string) {
  const { rows } = await database.admin.query(
    "SELECT before, after FROM audit_entry WHERE tenant_id = $1 AND action = 'change-retention' ORDER BY id",
    [tenantId],
  );
  return rows;
}

describe("data retention", () => {
  test("is the usual days until an admin says otherwise, and the audit log tells what was there before", async () => {
    const { admin, tenantId } = await organization();
    expect(await getRetention(admin)).toEqual({
      keepDays: USUAL_KEEP_DAYS,
      keptBytes: 0,
      unsettledBytes: 0,
      nextDeletionAt: null,
      deletedBytes: 0,
      lastDeletedAt: null,
    });
    expect(await changeRetention(admin, { isForEver: false, days: " 90 " })).toBe(90);
    expect(await changeRetention(admin, { isForEver: false, days: "90" })).toBe(90);
    expect(await changeRetention(admin, { isForEver: true, days: "no number" })).toBeNull();
    expect((await getRetention(admin)).keepDays).toBeNull();
    expect(await auditOf(tenantId)).toEqual([
      { before: { keepDays: USUAL_KEEP_DAYS }, after: { keepDays: 90 } },
      { before: { keepDays: 90 }, after: { keepDays: "forever" } },
    ]);
  });

  test.each(["", "0", "3651", "soon"])("refuses %j days, at their field", async (days) => {
    const { admin, tenantId } = await organization();
    const refusal = await refusalOf(changeRetention(admin, { isForEver: false, days }));
    expect(refusal).toMatchObject({ code: "days-unreadable", field: "days" });
    expect(await auditOf(tenantId)).toEqual([]);
  });

  test("tells how much is kept, how much of it is not settled, and when the next of it goes", async () => {
    const { admin, tenantId } = await organization();
    await database.admin.query(
      `INSERT INTO pack (tenant_id, id, blob_name, key_id, wrapped_key, size_bytes, settled_at, deleted_at)
       SELECT $1, id, id, 'k', '', size, at::timestamptz, gone::timestamptz FROM (VALUES
         ('open', 1000, NULL, NULL), ('early', 200, '2026-11-01T00:00:00Z', NULL), ('late', 30, '2026-11-05T00:00:00Z', NULL),
         ('gone', 4, '2026-10-01T00:00:00Z', '2026-11-01T00:00:00Z')) AS v (id, size, at, gone)`,
      [tenantId],
    );
    const settings = await getRetention(admin);
    expect(settings).toMatchObject({ keptBytes: 1230, unsettledBytes: 1000 });
    expect(settings.nextDeletionAt).toBe("2026-12-01T00:00:00.000Z");
    await changeRetention(admin, { isForEver: true, days: "" });
    expect((await getRetention(admin)).nextDeletionAt).toBeNull();
  });

  test("leaves to the new rule what the storage would not let go of under the old one", async () => {
    const { admin, tenantId, world } = await organization();
    await database.admin.query(
      `INSERT INTO pack (tenant_id, id, blob_name, key_id, wrapped_key, size_bytes, settled_at, delete_after, retention_days)
       SELECT $1, id, id, 'k', '', 1, '2026-10-01', after::timestamptz, 30
       FROM (VALUES ('held', $2::timestamptz + interval '1 hour'), ('under way', $2::timestamptz - interval '1 hour')) AS v (id, after)`,
      [tenantId, world.clock.now],
    );
    await changeRetention(admin, { isForEver: true, days: "" });
    const { rows } = await database.admin.query(
      "SELECT id, delete_after IS NOT NULL AS marked FROM pack WHERE tenant_id = $1 ORDER BY id",
      [tenantId],
    );
    expect(rows).toEqual([
      { id: "held", marked: false },
      { id: "under way", marked: true },
    ]);
  });
});

describe("Explain", () => {
  test("tells until when an original is kept, and by which rule it was deleted", async () => {
    const { admin, runId, tenantId, connectorId } = await organization();
    await seedDeliveries(database, { tenantId, connectorId, runId }, [
      { userId: "alice", state: "imported", isVerified: true },
    ]);
    const packOf = async () => {
      const { rows } = await listDeliveries(admin, { runId });
      const trace = await explainDelivery(admin, { runId, deliveryId: rows[0]?.deliveryId ?? "" });
      return trace.item.pack;
    };
    const settle = (what: string) =>
      database.admin.query(`UPDATE pack SET ${what} WHERE tenant_id = $1`, [tenantId]);
    expect(await packOf()).toMatchObject({ deleteAfter: null, deletedAt: null, keepDays: 30 });
    await settle("settled_at = '2026-11-01T00:00:00Z'");
    expect(await packOf()).toMatchObject({ deleteAfter: "2026-12-01T00:00:00.000Z", keepDays: 30 });
    await changeRetention(admin, { isForEver: true, days: "" });
    expect(await packOf()).toMatchObject({ deleteAfter: null, keepDays: null });
    await settle("retention_days = 30, deleted_at = '2026-12-01T00:10:00Z'");
    expect(await packOf()).toMatchObject({ deletedAt: "2026-12-01T00:10:00.000Z", keepDays: 30 });
  });
});

test("whether something of a pack needs its original is looked up by the deliveries' keys, however many there are", async () => {
  const { tenantId, connectorId, runId } = await organization();
  await seedDeliveries(
    database,
    { tenantId, connectorId, runId },
    Array.from({ length: 60 }, () => ({ userId: "alice", state: "imported" as const, isVerified: true })),
  );
  await database.admin.query("ANALYZE delivery, item, participant");
  const body = await database.admin.query<{ text: string }>(
    `SELECT replace(replace(prosrc, 'a_tenant', '$1'), 'a_pack', '$2') AS text FROM pg_proc WHERE proname = 'items_of_pack'`,
  );
  const plan = await database.db.sql(tenantId, async (sql) => {
    await sql.query("SET LOCAL enable_seqscan = off");
    await sql.query("SET LOCAL enable_bitmapscan = off");
    const values = [tenantId, "pack-1"];
    return sql.query<{ "QUERY PLAN": string }>(`EXPLAIN ${body.rows[0]?.text ?? ""}`, values);
  });
  const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
  expect(text).toMatch(
    /using delivery_tenant_id_import_key_key on delivery.*\n.*Index Cond: .*import_key = /,
  );
});
