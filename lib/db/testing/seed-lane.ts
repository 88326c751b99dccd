import { createHash } from "node:crypto";
import { seedActiveConnector } from "./seed.ts";
import type { TestDatabase } from "./test-database.ts";

export type SeededLane = {
  tenantId: string;
  connectorId: string;
  runId: string;
  /** An ended run of the same connector, with a lane of the same mailbox. */
  otherRunId: string;
  userId: string;
};

/** A run with one lane and `count` pending deliveries, each of an item of its own. */
export async function seedLane(
  { db, admin }: TestDatabase,
  tenantId: string,
  count: number,
): Promise<SeededLane> {
  const { connectorId } = await seedActiveConnector(db, tenantId);
  const addRun = async (number: number, state: string) => {
    const { rows } = await admin.query<{ id: string }>(
      `INSERT INTO run (tenant_id, connector_id, number, job_id, window_from, window_to, trigger, queued_at, state, ended_at)
       VALUES ($1, $2, $3::int, 'ATT', now() - interval '1 day', now() + $3::int * interval '1 s', 'manual', now(), $4,
         CASE WHEN $4 = 'failed' THEN now() END) RETURNING id`,
      [tenantId, connectorId, number, state],
    );
    return rows[0]?.id ?? "";
  };
  const [otherRunId, runId] = [await addRun(1, "failed"), await addRun(2, "queued")];
  const userId = "user-1";
  await db.sql(tenantId, async (sql) => {
    await sql.query("INSERT INTO mailbox (tenant_id, user_id) VALUES ($1, $2)", [tenantId, userId]);
    await sql.query("INSERT INTO lane (tenant_id, run_id, user_id) SELECT $1, unnest($2::uuid[]), $3", [
      tenantId,
      [otherRunId, runId],
      userId,
    ]);
    const keys = Array.from({ length: count }, (_, n) =>
      createHash("sha256").update(`${tenantId} ${n}`).digest(),
    );
    await sql.query(
      `WITH added AS (
         INSERT INTO item (tenant_id, connector_id, run_id, source_item_id, archived_at)
         SELECT $1, $2, $3, 'item-' || n, now() + n * interval '1 s' FROM generate_series(1, cardinality($5::bytea[])) n
         RETURNING id, archived_at, substr(source_item_id, 6)::int AS n
       )
       INSERT INTO delivery (tenant_id, run_id, item_id, user_id, import_key, sent_at)
       SELECT $1, $3, a.id, $4, k.key, a.archived_at FROM added a
       JOIN unnest($5::bytea[]) WITH ORDINALITY AS k (key, n) ON k.n = a.n`,
      [tenantId, connectorId, runId, userId, keys],
    );
  });
  return { tenantId, connectorId, runId, otherRunId, userId };
}
