import { Failure } from "#lib/domain/failure.ts";
import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { Sql } from "./client.ts";

export type HeldRun = { connectorId: string; attempts: number; isCancelRequested: boolean };

/**
 * Locks the claimed run's row until the transaction ends: whoever takes the run over waits until then, and afterwards
 * nothing is written under the old claim.
 * @throws Failure `claim-lost`
 */
export async function holdRun(sql: Sql, claim: RunClaim, workerId: string): Promise<HeldRun> {
  const [run] = await sql.prepared<HeldRun>(
    `SELECT connector_id AS "connectorId", attempts, cancel_requested_at IS NOT NULL AS "isCancelRequested"
     FROM run
     WHERE tenant_id = $1 AND id = $2 AND epoch = $3 AND worker_id = $4 AND state = 'running'
     FOR NO KEY UPDATE`,
    [claim.tenantId, claim.runId, claim.epoch, workerId],
  );
  if (!run) throw claimLost();
  return run;
}

/** Another worker took over, or the run or lane has ended: the caller stops without writing. */
export function claimLost(): Failure {
  return new Failure("claim-lost", { kind: "transient", scope: "connector" });
}
