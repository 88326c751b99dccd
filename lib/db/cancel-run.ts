import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { Tx } from "./client.ts";
import { STALE_AFTER_MS } from "./run-claims.ts";
import { USAGE_AS_LEFT } from "./usage-rows.ts";

/**
 * Ends a run that no living worker is at work on, here and now; else asks its workers, who hear of it within a second.
 * The caller holds the run's lock. @returns whether it has ended
 */
export async function cancelNowOrAsk(tx: Tx, tenantId: string, runId: string, now: Date): Promise<boolean> {
  // By the database's clock, which also tells when those who do not let go have had their time.
  await tx.$executeRaw`
    UPDATE run SET cancel_requested_at = now()
    WHERE tenant_id = ${tenantId}::uuid AND id = ${runId}::uuid AND cancel_requested_at IS NULL`;
  const [held] = await tx.$queryRaw<{ isHeld: boolean }[]>`
    SELECT (r.worker_id IS NOT NULL AND r.heartbeat_at >= s.stale_before) OR EXISTS (
      SELECT 1 FROM mailbox m
      WHERE m.tenant_id = r.tenant_id AND m.run_id = r.id AND m.heartbeat_at >= s.stale_before) AS "isHeld"
    FROM run r, (SELECT now() - ${STALE_AFTER_MS}::int * interval '1 millisecond' AS stale_before) s
    WHERE r.tenant_id = ${tenantId}::uuid AND r.id = ${runId}::uuid`;
  if (held?.isHeld !== false) return false;
  await endCancelled((text, values) => tx.$executeRawUnsafe(text, ...values), { tenantId, runId }, now);
  return true;
}

type Execute = (text: string, values: unknown[]) => Promise<unknown>;

/**
 * A cancelled run ends with what it has. Its open lanes stay open: they name what the next run takes over. A delivery in
 * *posting* keeps the time of its request, because it may have been carried out and has to be looked up.
 */
export async function endCancelled(
  execute: Execute,
  { tenantId, runId }: Pick<RunClaim, "tenantId" | "runId">,
  now: Date,
): Promise<void> {
  await execute(REVOKE_LANES, [tenantId, runId]);
  await execute(FAIL_PENDING, [tenantId, runId, now]);
  await execute(END, [tenantId, runId, now]);
}

const REVOKE_LANES = `
  UPDATE mailbox m SET run_id = NULL, worker_id = NULL, heartbeat_at = NULL, epoch = m.epoch + 1,
    usage = ${USAGE_AS_LEFT}
  WHERE m.tenant_id = $1::uuid AND m.run_id = $2::uuid`;

const FAIL_PENDING = `
  UPDATE delivery SET state = 'failed', reason = 'cancelled-by-admin', settled_at = $3::timestamptz
  WHERE tenant_id = $1::uuid AND run_id = $2::uuid AND state IN ('pending', 'posting')`;

const END = `
  UPDATE run SET state = 'cancelled', reason = 'cancelled-by-admin', ended_at = $3::timestamptz, worker_id = NULL,
    retry_at = NULL, epoch = epoch + 1
  WHERE tenant_id = $1::uuid AND id = $2::uuid`;
