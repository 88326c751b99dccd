import { Failure } from "#lib/domain/failure.ts";
import { runLane } from "#lib/pipeline/import-lane.ts";
import type { LaneClaim } from "#lib/pipeline/ports/claims.ts";
import type { JobPayload } from "#lib/queue/catalog.ts";

import { backoffMs, MAX_FAULTS } from "../backoff.ts";
import type { WorkerDeps } from "../deps.ts";
import { recordBug } from "../faults.ts";

/** Takes the mailbox's lease and imports the run's deliveries into it. A mailbox held elsewhere is left alone. */
export async function importLane(
  deps: WorkerDeps,
  lane: JobPayload<"lane">,
  signal: AbortSignal,
): Promise<void> {
  const claim = await deps.claims.claimLane(lane);
  if (!claim) return;
  const fields = { tenantId: lane.tenantId, runId: lane.runId, userId: lane.userId };
  try {
    const advance = await runLane(deps.pipelineOf(claim.tenantId), claim, signal);
    if (advance.kind === "finished") {
      if (advance.openLanes === 0) await deps.enqueue("run", [{ runId: lane.runId }]);
      return;
    }
    if (advance.kind === "waiting") return await pause(deps, claim, advance.until, "throttled");
    // A cancelled run ends within a second after no worker holds a lane of it any more: `tellWishes` finds it.
    await deps.claims.releaseLane(claim, undefined);
  } catch (error) {
    if (signal.aborted) return deps.claims.releaseLane(claim, undefined);
    if (!(error instanceof Failure)) recordBug(deps.log, "The lane met an unexpected fault", error, fields);
    await settle(deps, claim, error);
  }
}

async function settle(deps: WorkerDeps, claim: LaneClaim, error: unknown): Promise<void> {
  const fields = { tenantId: claim.tenantId, runId: claim.runId, userId: claim.userId };
  if (!(error instanceof Failure)) return settleFault(deps, claim);
  if (error.code === "put-down") return deps.claims.releaseLane(claim, undefined);
  if (error.code === "claim-lost") {
    deps.log.warn("Lane taken over by another worker", fields);
    return;
  }
  if (error.kind === "permanent" && error.scope === "connector") {
    deps.log.error("The connector stops: an admin must act", { ...fields, code: error.code });
    await deps.claims.releaseLane(claim, undefined);
    await deps.claims.failRun(claim.tenantId, claim.runId, error.code);
    return;
  }
  await pause(deps, claim, new Date(deps.now().getTime() + (error.retryAfterMs ?? backoffMs(1))), error.code);
}

/** Tried again a few times, in case it passes; then the lane ends, and all others go on. */
async function settleFault(deps: WorkerDeps, claim: LaneClaim): Promise<void> {
  const faults = await deps.claims.countLaneFault(claim);
  if (faults < MAX_FAULTS)
    return pause(deps, claim, new Date(deps.now().getTime() + backoffMs(faults)), "internal-error");
  const openLanes = await deps.claims.giveLaneUp(claim, "internal-error");
  if (openLanes === 0) await deps.enqueue("run", [{ runId: claim.runId }]);
}

/** Gives the mailbox back until `until`, when the sweep finds it: this very job still holds its id in the queue. */
async function pause(deps: WorkerDeps, claim: LaneClaim, until: Date, code: string): Promise<void> {
  const { tenantId, runId, userId } = claim;
  deps.log.info("Lane waits", { tenantId, runId, userId, code, until: until.toISOString() });
  await deps.claims.releaseLane(claim, { until, code });
}
