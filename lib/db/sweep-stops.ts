import type { Db } from "./client.ts";
import { CANCEL_WITHIN_MS } from "./run-claims.ts";
import { USAGE_AS_LEFT } from "./usage-rows.ts";

/** Of the runs that a worker has in hand: those that an admin asked to stop, or that have ended otherwise. */
export async function sweepWishes(db: Db, runIds: readonly string[]): Promise<string[]> {
  const rows = await db.system((sql) =>
    sql.prepared<{ runId: string }>(`SELECT run_id AS "runId" FROM sweep_wishes($1)`, [runIds]),
  );
  return rows.map(({ runId }) => runId);
}

/** Cancelled runs that nobody is at work on any more, or that their holders do not let go of: to be ended now. */
export async function sweepCancelled(
  db: Db,
  staleBefore: Date,
): Promise<{ tenantId: string; runId: string }[]> {
  return db.system((sql) =>
    sql.prepared(
      `SELECT tenant_id AS "tenantId", run_id AS "runId"
       FROM sweep_cancelled($1, now() - $2 * interval '1 millisecond')`,
      [staleBefore, CANCEL_WITHIN_MS],
    ),
  );
}

/** Holds whose heartbeats come although their work has come no further since `before`: a run's, or a lane's with `userId`. */
export async function sweepStalled(
  db: Db,
  before: Date,
): Promise<{ tenantId: string; runId: string; userId: string | null }[]> {
  return db.system((sql) =>
    sql.query(
      `SELECT tenant_id AS "tenantId", run_id AS "runId", user_id AS "userId" FROM sweep_stalled($1)`,
      [before],
    ),
  );
}

/** Takes a hold that has stalled from its holder, whose next write is refused; the work is there for another. */
export async function revokeStalled(
  db: Db,
  { tenantId, runId, userId }: { tenantId: string; runId: string; userId: string | null },
  before: Date,
): Promise<void> {
  const [text, values] = userId === null ? [REVOKE_RUN, [runId]] : [REVOKE_LANE, [runId, userId]];
  await db.sql(tenantId, (sql) => sql.query(text, [tenantId, before, ...values]));
}

const REVOKE_RUN = `
  UPDATE run SET worker_id = NULL, epoch = epoch + 1, attempts = attempts + 1
  WHERE tenant_id = $1 AND id = $3 AND state = 'running' AND worker_id IS NOT NULL AND progress_at < $2`;

const REVOKE_LANE = `
  UPDATE mailbox m SET run_id = NULL, worker_id = NULL, heartbeat_at = NULL, epoch = m.epoch + 1,
    usage = ${USAGE_AS_LEFT}
  WHERE m.tenant_id = $1 AND m.run_id = $3 AND m.user_id = $4 AND m.progress_at < $2`;
