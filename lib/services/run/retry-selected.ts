import { countRetryableOf, findLockedRun } from "#lib/db/find-run.ts";
import type { InsertedRun } from "#lib/db/insert-run.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { hintRun } from "../shared/hint-run.ts";
import { queueRepeat } from "../shared/queue-repeat.ts";
import { runNotFound } from "../shared/refusals.ts";

/**
 * Retry selected: of what failed in a run, the chosen deliveries are tried once more, and nothing else is.
 * @throws Refusal `not-found` | `paused` | `run-active` | `nothing-failed`
 */
export async function retrySelected(
  context: ServiceContext,
  { runId, deliveryIds }: { runId: string; deliveryIds: readonly string[] },
): Promise<InsertedRun> {
  authorize(context, "run");
  const { tenantId } = context.viewer;
  const now = await context.world.readTime();
  const retry = await context.db.tenant(tenantId, async (tx) => {
    const run = await findLockedRun(tx, tenantId, runId);
    if (!run) throw runNotFound();
    const count = await countRetryableOf(tx, tenantId, runId, deliveryIds);
    if (run.endedAt !== null && count === 0) {
      throw new Refusal(
        "nothing-failed",
        `None of the chosen deliveries has failed in the import ${run.jobId}, or a later run has taken them up. Look at the list once more.`,
      );
    }
    const window = { from: run.windowFrom, to: run.windowTo };
    const seed = { window, trigger: "retry", repeats: runId, isListed: true, only: deliveryIds } as const;
    const deed = { action: "retry-selected", seed, remarks: { repeats: run.jobId, deliveries: count } };
    return queueRepeat(tx, context, run.connectorId, deed, now);
  });
  await hintRun(context.world, retry.runId);
  return retry;
}
