import { countRetryable, findLockedRun } from "#lib/db/find-run.ts";
import type { InsertedRun } from "#lib/db/insert-run.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { hintRun } from "../shared/hint-run.ts";
import { queueRepeat } from "../shared/queue-repeat.ts";
import { runNotFound } from "../shared/refusals.ts";

/**
 * Retry failed: what failed in a run is tried once more, each delivery exactly once, and nothing else is.
 * @throws Refusal `not-found` | `paused` | `run-active` | `nothing-failed`
 */
export async function retryFailed(context: ServiceContext, runId: string): Promise<InsertedRun> {
  authorize(context, "run");
  const { tenantId } = context.viewer;
  const now = await context.world.readTime();
  const retry = await context.db.tenant(tenantId, async (tx) => {
    const run = await findLockedRun(tx, tenantId, runId);
    if (!run) throw runNotFound();
    if (run.endedAt !== null && (await countRetryable(tx, tenantId, runId)) === 0) {
      throw new Refusal("nothing-failed", `Nothing of the import ${run.jobId} is left that has failed.`);
    }
    const window = { from: run.windowFrom, to: run.windowTo };
    const seed = { window, trigger: "retry", repeats: runId, isListed: true } as const;
    const deed = { action: "retry-failed", seed, remarks: { repeats: run.jobId } };
    return queueRepeat(tx, context, run.connectorId, deed, now);
  });
  await hintRun(context.world, retry.runId);
  return retry;
}
