import { countRetryableOf } from "#lib/db/find-run.ts";
import type { InsertedRun } from "#lib/db/insert-run.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { queueRetry } from "../shared/queue-retry.ts";

/**
 * Retry selected: of what failed in a run, the chosen deliveries are tried once more, and nothing else is.
 * @throws Refusal `not-found` | `paused` | `run-active` | `nothing-failed`
 */
export async function retrySelected(
  context: ServiceContext,
  { runId, deliveryIds }: { runId: string; deliveryIds: readonly string[] },
): Promise<InsertedRun> {
  authorize(context, "run");
  return queueRetry(context, runId, {
    action: "retry-selected",
    only: deliveryIds,
    count: (tx) => countRetryableOf(tx, context.viewer.tenantId, runId, deliveryIds),
    nothing: (jobId) =>
      `None of the selected deliveries has failed in the run ${jobId}, or a later run has taken them up. Check the list again.`,
    remarks: (deliveries) => ({ deliveries }),
  });
}
