import type { RunClaim } from "#lib/pipeline/ports.ts";
import type { Db, Sql } from "./client.ts";
import { holdRun } from "./hold-run.ts";
import { STALE_AFTER_MS } from "./run-claims.ts";

/** Lanes that are not finished; of a cancelled run those alone that a living worker still holds. */
export async function countOpenLanes(db: Db, claim: RunClaim, workerId: string): Promise<number> {
  return db.sql(claim.tenantId, async (sql) => {
    const { isCancelRequested } = await holdRun(sql, claim, workerId);
    return isCancelRequested ? countHeld(sql, claim) : countOpen(sql, claim);
  });
}

export async function countOpen(sql: Sql, run: { tenantId: string; runId: string }): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM lane WHERE tenant_id = $1 AND run_id = $2 AND state = 'open'",
    [run.tenantId, run.runId],
  );
  return row?.count ?? 0;
}

export async function countHeld(sql: Sql, run: { tenantId: string; runId: string }): Promise<number> {
  const [row] = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM mailbox
     WHERE tenant_id = $1 AND run_id = $2 AND heartbeat_at >= now() - $3 * interval '1 millisecond'`,
    [run.tenantId, run.runId, STALE_AFTER_MS],
  );
  return row?.count ?? 0;
}
