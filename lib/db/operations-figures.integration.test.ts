import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";

import { noticeRestore } from "./deployment.ts";
import { readOperationsFigures, readStagingBytes } from "./operations-figures.ts";
import { seedLedger } from "./testing/seed-ledger.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

async function figures(): Promise<Record<string, number>> {
  const now = new Date();
  const read = await readOperationsFigures(database.db, now);
  return Object.fromEntries(read.map(({ figure, label, value }) => [`${figure} ${label}`.trim(), value]));
}

test("an empty deployment has figures, and all of them are zero", async () => {
  expect(await figures()).toEqual({
    deliveries_pending: 0,
    run_queued_seconds: 0,
    watermark_age_seconds: 0,
  });
  expect(await readStagingBytes(database.db)).toBe(0);
});

test("figures count over all tenants, and carry no id of any of them", async () => {
  const ours = await seedLedger(database, randomUUID());
  await seedLedger(database, randomUUID());
  const { admin } = database;
  await admin.query(
    "UPDATE connector SET state = 'active', name = id::text, watermark = now() - interval '2 hours' WHERE tenant_id = $1",
    [ours.tenantId],
  );
  const { rows } = await admin.query<{ states: string; open: number; pending: number; bytes: string }>(
    `SELECT (SELECT count(*)::int FROM lane l JOIN run r ON r.id = l.run_id
         WHERE l.state = 'open' AND r.state IN ('queued', 'running')) AS open,
       (SELECT coalesce(sum(l.pending), 0)::int FROM lane l JOIN run r ON r.id = l.run_id
         WHERE l.state = 'open' AND r.state IN ('queued', 'running')) AS pending,
       (SELECT sum(size_bytes) FROM pack WHERE deleted_at IS NULL)::text AS bytes`,
  );
  const read = await figures();
  const lanes = ["lanes open", "lanes held", "lanes throttled"].map((name) => read[name] ?? 0);
  expect(lanes.reduce((sum, count) => sum + count, 0)).toBe(rows[0]?.open);
  expect(read["deliveries_pending"]).toBe(rows[0]?.pending);
  expect(read["watermark_age_seconds"]).toBeGreaterThanOrEqual(7_199);
  expect(await readStagingBytes(database.db)).toBe(Number(rows[0]?.bytes));
  const answer = JSON.stringify(await readOperationsFigures(database.db, new Date()));
  expect(answer).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
});

test("a database knows itself again, and is told from a copy of it once", async () => {
  const { admin, db } = database;
  expect(await noticeRestore(db)).toBe(false);
  await admin.query("UPDATE deployment SET database_id = 'of another cluster/1'");
  expect(await noticeRestore(db)).toBe(true);
  expect(await noticeRestore(db)).toBe(false);
  const { rows } = await admin.query<{ isNow: boolean }>(
    `SELECT restored_at > now() - interval '1 minute' AS "isNow" FROM deployment`,
  );
  expect(rows).toEqual([{ isNow: true }]);
  expect(await noticeRestore(db, true), "an operator's word counts, whatever the ids say").toBe(true);
});
