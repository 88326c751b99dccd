import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { Db, Sql } from "./client.ts";
import { holdRun } from "./hold-run.ts";
import { CANCEL_WITHIN_MS, STALE_AFTER_MS } from "./run-claims.ts";

/** Lanes that are not finished; of a cancelled run those alone that a living worker still holds, for a few seconds. */
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
    `SELECT count(*)::int AS count FROM mailbox m
     JOIN run r ON r.tenant_id = m.tenant_id AND r.id = m.run_id
     WHERE m.tenant_id = $1 AND m.run_id = $2 AND m.heartbeat_at >= now() - $3 * interval '1 millisecond'
       AND (r.cancel_requested_at IS NULL OR r.cancel_requested_at >= now() - $4 * interval '1 millisecond')`,
    [run.tenantId, run.runId, STALE_AFTER_MS, CANCEL_WITHIN_MS],
  );
  return row?.count ?? 0;
}
