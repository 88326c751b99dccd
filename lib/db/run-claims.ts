import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { Db, Sql } from "./client.ts";
import { areLanesDrained, takeOverUnfinished } from "./take-over.ts";
import { takeUpFailed } from "./take-up.ts";
import { takeUpLeftOut } from "./take-up-left-out.ts";
import { takeUpUnmapped } from "./take-up-unmapped.ts";

/** A hold that has not beaten for so long belongs to a dead worker. Heartbeats come every 5 s. */
export const STALE_AFTER_MS = 30_000;

/** A cancelled run that its holders have not let go of by then is taken from them. */
export const CANCEL_WITHIN_MS = 3_500;

/** The claim, and how often in a row the run has met a transient failure, and a fault of the program itself. */
export type ClaimedRun = RunClaim & { attempts: number; faults: number };

/**
 * Takes a run that nobody holds: queued, released, or left by a worker whose last heartbeat lies before `staleBefore`;
 * and a cancelled one that its holder does not let go of.
 * A run claimed for the first time takes over what earlier runs of its connector left unfinished, and, where it repeats
 * one, what failed in it and what the scope no longer leaves out, or, where it replays, the items that it is for.
 * @returns undefined when it is held, ended, paused, unknown, or its next try is later than `now`
 */
export async function claimRun(
  db: Db,
  runId: string,
  workerId: string,
  now: Date,
  staleBefore: Date,
): Promise<ClaimedRun | undefined> {
  const tenantId = await findTenantOfRun(db, runId);
  if (tenantId === undefined) return undefined;
  return db.sql(tenantId, async (sql) => {
    const run = await lockClaimable(sql, tenantId, runId, now, staleBefore);
    if (!run) return undefined;
    if (run.state === "queued") {
      if (!(await areLanesDrained(sql, tenantId, run.connectorId, staleBefore))) return undefined;
      await takeOverUnfinished(sql, tenantId, run.connectorId, runId);
      await takeUpFailed(sql, tenantId, runId);
      await takeUpUnmapped(sql, tenantId, runId);
      await takeUpLeftOut(sql, tenantId, runId);
    }
    const [claimed] = await sql.query<{ epoch: number; attempts: number; faults: number }>(
      `UPDATE run SET state = 'running', epoch = epoch + 1, worker_id = $3, heartbeat_at = now(), progress_at = now(), retry_at = NULL,
         reason = NULL, started_at = coalesce(started_at, $4)
       WHERE tenant_id = $1 AND id = $2
       RETURNING epoch, attempts, faults`,
      [tenantId, runId, workerId, now],
    );
    return claimed && { tenantId, runId, ...claimed };
  });
}

export async function findTenantOfRun(db: Db, runId: string): Promise<string | undefined> {
  const [row] = await db.system((sql) =>
    sql.query<{ tenantId: string | null }>(`SELECT tenant_of_run($1) AS "tenantId"`, [runId]),
  );
  return row?.tenantId ?? undefined;
}

async function lockClaimable(sql: Sql, tenantId: string, runId: string, now: Date, staleBefore: Date) {
  const [run] = await sql.query<{ state: "queued" | "running"; connectorId: string }>(
    `SELECT r.state, r.connector_id AS "connectorId" FROM run r
     JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
     WHERE r.tenant_id = $1 AND r.id = $2 AND r.state IN ('queued', 'running')
       AND (r.worker_id IS NULL OR r.heartbeat_at < $4
         OR r.cancel_requested_at < now() - $5 * interval '1 millisecond')
       AND (r.cancel_requested_at IS NOT NULL
         OR (c.state = 'active' AND (r.retry_at IS NULL OR r.retry_at <= $3)))
     FOR NO KEY UPDATE OF r`,
    [tenantId, runId, now, staleBefore, CANCEL_WITHIN_MS],
  );
  return run;
}

/**
 * Why a run is put down: `reason` counts as one more transient failure, unless it is only throttled; `undefined` when the
 * worker merely stops.
 */
export type RunPause = { retryAt: Date; reason: string | undefined };

/** Gives a run back, to be claimed again at once or at `retryAt`. A claim that is lost already is left alone. */
export async function releaseRun(db: Db, claim: RunClaim, pause?: RunPause): Promise<void> {
  await db.sql(claim.tenantId, (sql) =>
    sql.query(
      `UPDATE run SET worker_id = NULL, retry_at = $4, reason = $5,
         attempts = attempts + CASE WHEN coalesce($5::text, 'throttled') = 'throttled' THEN 0 ELSE 1 END,
         faults = faults + CASE WHEN $5::text = 'internal-error' THEN 1 ELSE 0 END
       WHERE tenant_id = $1 AND id = $2 AND epoch = $3 AND state = 'running'`,
      [claim.tenantId, claim.runId, claim.epoch, pause?.retryAt ?? null, pause?.reason ?? null],
    ),
  );
}

/**
 * Ends a run that cannot go on before an admin acts, and marks its connector with the reason. What is unfinished stays
 * pending; the connector's next run takes it over. Asked by the holder of the run or of one of its lanes.
 * @returns false when the run had ended already
 */
export async function failRun(
  db: Db,
  run: Pick<RunClaim, "tenantId" | "runId">,
  reason: string,
  now: Date,
): Promise<boolean> {
  const rows = await db.sql(run.tenantId, (sql) =>
    sql.query(
      `WITH failed AS (
         UPDATE run SET state = 'failed', reason = $3, ended_at = $4, worker_id = NULL, retry_at = NULL
         WHERE tenant_id = $1 AND id = $2 AND state IN ('queued', 'running')
         RETURNING tenant_id, connector_id
       )
       UPDATE connector c SET action_required = $3 FROM failed f
       WHERE c.tenant_id = f.tenant_id AND c.id = f.connector_id
       RETURNING 1`,
      [run.tenantId, run.runId, reason, now],
    ),
  );
  return rows.length > 0;
}
