import type { LaneClaim, RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { Db } from "./client.ts";
import { USAGE_AS_LEFT } from "./usage-rows.ts";

/**
 * Takes the lease of the lane's mailbox, which all runs and connectors share, for an open lane of a run that is
 * importing. A lease whose holder has not beaten since `staleBefore` is taken over.
 * @returns undefined when it is held, throttled beyond `now`, finished, paused or cancelled
 */
export async function claimLane(
  db: Db,
  tenantId: string,
  runId: string,
  userId: string,
  workerId: string,
  now: Date,
  staleBefore: Date,
): Promise<LaneClaim | undefined> {
  const [lease] = await db.sql(tenantId, (sql) =>
    sql.prepared<{ epoch: number }>(
      `UPDATE mailbox m SET run_id = $2, worker_id = $4, epoch = m.epoch + 1, heartbeat_at = now(), progress_at = now(),
         waiting_code = NULL, usage = ${USAGE_AS_LEFT}
       FROM lane l
       JOIN run r ON r.tenant_id = l.tenant_id AND r.id = l.run_id
       JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
       WHERE m.tenant_id = $1 AND m.user_id = $3
         AND l.tenant_id = $1 AND l.run_id = $2 AND l.user_id = $3 AND l.state = 'open'
         AND r.state = 'running' AND r.step IN ('import', 'verify') AND r.cancel_requested_at IS NULL
         AND c.state = 'active'
         AND (m.worker_id IS NULL OR m.heartbeat_at < $6)
         AND (m.throttled_until IS NULL OR m.throttled_until <= $5)
       RETURNING m.epoch`,
      [tenantId, runId, userId, workerId, now, staleBefore],
    ),
  );
  return lease && { tenantId, runId, userId, epoch: lease.epoch };
}

/** Until when nobody takes a mailbox, and why: a reason's code. */
export type LaneWait = { until: Date; code: string };

/**
 * Gives the mailbox back; until `wait.until`, or as long as the last heartbeat said, nobody takes it. A lease that is
 * lost already is left alone.
 */
export async function releaseLane(db: Db, claim: LaneClaim, wait?: LaneWait): Promise<void> {
  await db.sql(claim.tenantId, (sql) =>
    sql.prepared(
      `UPDATE mailbox SET run_id = NULL, worker_id = NULL, heartbeat_at = NULL,
         throttled_until = coalesce($5, throttled_until), waiting_code = $6
       WHERE tenant_id = $1 AND user_id = $2 AND run_id = $3 AND epoch = $4`,
      [claim.tenantId, claim.userId, claim.runId, claim.epoch, wait?.until ?? null, wait?.code ?? null],
    ),
  );
}

/** Mailboxes of the run's open lanes that nobody holds, in the order of their ids after `afterUserId`. */
export async function listOpenLanes(
  db: Db,
  { tenantId, runId }: Pick<RunClaim, "tenantId" | "runId">,
  limit: number,
  afterUserId = "",
): Promise<string[]> {
  const rows = await db.sql(tenantId, (sql) =>
    sql.prepared<{ userId: string }>(
      `SELECT l.user_id AS "userId" FROM lane l
       JOIN mailbox m ON m.tenant_id = l.tenant_id AND m.user_id = l.user_id
       WHERE l.tenant_id = $1 AND l.run_id = $2 AND l.state = 'open' AND l.user_id > $3 AND m.worker_id IS NULL
       ORDER BY l.user_id LIMIT $4`,
      [tenantId, runId, afterUserId, limit],
    ),
  );
  return rows.map((row) => row.userId);
}
