import { Failure } from "#lib/domain/failure.ts";
import { runConnector, type RunAdvance } from "#lib/pipeline/run-connector.ts";
import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { JobPayload } from "#lib/queue/catalog.ts";

import { backoffMs, MAX_FAULTS } from "../backoff.ts";
import type { WorkerDeps } from "../deps.ts";
import { recordBug } from "../faults.ts";

/** Claims the run and takes it as far as it goes now. Finding it claimed, finished or gone is no fault: hints repeat. */
export async function executeRun(
  deps: WorkerDeps,
  { runId }: JobPayload<"run">,
  signal: AbortSignal,
): Promise<void> {
  const claimed = await deps.claims.claimRun(runId);
  if (!claimed) return;
  const { claim, attempts, faults } = claimed;
  const fields = { tenantId: claim.tenantId, runId };
  deps.log.info("Run claimed", fields);
  try {
    await goOn(deps, claim, await runConnector(deps.pipelineOf(claim.tenantId), claim, signal));
  } catch (error) {
    if (signal.aborted) return deps.claims.releaseRun(claim, { retryAt: deps.now(), reason: undefined });
    if (!(error instanceof Failure)) {
      recordBug(deps.log, "The run met an unexpected fault", error, fields);
      if (faults >= MAX_FAULTS) return deps.claims.failRun(claim.tenantId, runId, "internal-error");
    }
    await settle(deps, claim, attempts, error);
  }
}

async function goOn(deps: WorkerDeps, claim: RunClaim, advance: RunAdvance): Promise<void> {
  const fields = { tenantId: claim.tenantId, runId: claim.runId };
  if (advance.kind === "finished") {
    deps.log.info("Run finished", { ...fields, code: advance.outcome });
    return;
  }
  await deps.claims.releaseRun(claim, undefined);
  if (advance.kind === "stopped") {
    deps.log.info("Run put down on request", fields);
    return;
  }
  deps.log.info("Run is importing", { ...fields, count: advance.openLanes });
  for await (const lanes of deps.claims.openLanes(claim)) await deps.enqueue("lane", lanes);
}

async function settle(deps: WorkerDeps, claim: RunClaim, attempts: number, error: unknown): Promise<void> {
  const fields = { tenantId: claim.tenantId, runId: claim.runId };
  const code = error instanceof Failure ? error.code : "internal-error";
  if (code === "put-down") return deps.claims.releaseRun(claim, undefined);
  if (code === "claim-lost") {
    deps.log.warn("Run taken over by another worker", fields);
    return;
  }
  if (error instanceof Failure && error.kind === "permanent") {
    deps.log.warn("Run failed: an admin must act", {
      ...fields,
      code,
      ...(error.requestId && { requestId: error.requestId }),
    });
    await deps.claims.failRun(claim.tenantId, claim.runId, error.code);
    return;
  }
  const delayMs =
    error instanceof Failure && error.retryAfterMs !== undefined ? error.retryAfterMs : backoffMs(attempts);
  // No hint from here: this very job still holds its id. The sweep gives it when the time has come.
  const retryAt = new Date(deps.now().getTime() + delayMs);
  deps.log.warn("Run waits and tries again", { ...fields, code, until: retryAt.toISOString() });
  await deps.claims.releaseRun(claim, { retryAt, reason: code });
}
