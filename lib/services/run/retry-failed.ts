import { countRetryable } from "#lib/db/find-run.ts";
import type { InsertedRun } from "#lib/db/insert-run.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { queueRetry } from "../shared/queue-retry.ts";

/**
 * Retry failed: what failed in a run is tried once more, each delivery exactly once, and nothing else is.
 * @throws Refusal `not-found` | `paused` | `run-active` | `nothing-failed`
 */
export async function retryFailed(context: ServiceContext, runId: string): Promise<InsertedRun> {
  authorize(context, "run");
  return queueRetry(context, runId, {
    action: "retry-failed",
    count: (tx) => countRetryable(tx, context.viewer.tenantId, runId),
    nothing: (jobId) => `Nothing that failed is left in the run ${jobId}.`,
  });
}
