import type { LaneClaim } from "#lib/pipeline/ports/claims.ts";
import type { Db } from "./client.ts";
import { createLaneStore } from "./lane-store.ts";

/** @returns how many faults of the program itself this lane has met */
export async function countLaneFault(db: Db, { tenantId, runId, userId }: LaneClaim): Promise<number> {
  const [lane] = await db.sql(tenantId, (sql) =>
    sql.query<{ faults: number }>(
      `UPDATE lane SET faults = faults + 1 WHERE tenant_id = $1 AND run_id = $2 AND user_id = $3 RETURNING faults`,
      [tenantId, runId, userId],
    ),
  );
  return lane?.faults ?? 0;
}

/**
 * Ends a lane that the program itself cannot carry through. A delivery whose request may have been carried out keeps the
 * time of it. @returns the run's lanes that are still open
 * @throws Failure `claim-lost`
 */
export async function giveLaneUp(
  db: Db,
  claim: LaneClaim,
  workerId: string,
  reason: string,
  now: Date,
): Promise<number> {
  const lanes = createLaneStore(db, workerId);
  const { tenantId, runId, userId, epoch } = claim;
  await db.sql(tenantId, (sql) =>
    sql.query(FAIL_UNSETTLED, [tenantId, runId, userId, reason, now, epoch, workerId]),
  );
  return lanes.finish(claim);
}

const FAIL_UNSETTLED = `
  UPDATE delivery d SET state = 'failed', reason = $4, settled_at = $5
  FROM mailbox m
  WHERE m.tenant_id = $1 AND m.user_id = $3 AND m.run_id = $2 AND m.epoch = $6 AND m.worker_id = $7
    AND d.tenant_id = $1 AND d.run_id = $2 AND d.user_id = $3 AND d.state IN ('pending', 'posting')`;
