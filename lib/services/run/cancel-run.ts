import { cancelNowOrAsk } from "#lib/db/cancel-run.ts";
import { findLockedRun } from "#lib/db/find-run.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { hintRun } from "../shared/hint-run.ts";
import { recordDeed } from "../shared/record-deed.ts";
import { runNotFound } from "../shared/refusals.ts";

/**
 * What is under way is finished within seconds or broken off, nothing new is begun; the window stays open for the next
 * run. A run that no worker is at work on ends here.
 * @throws Refusal `not-found` | `run-ended` | `cancel-requested`
 */
export async function cancelRun(context: ServiceContext, runId: string): Promise<void> {
  authorize(context, "cancel-run");
  const { tenantId } = context.viewer;
  const now = context.world.now();
  const isAsked = await context.db.tenant(tenantId, async (tx) => {
    const run = await findLockedRun(tx, tenantId, runId);
    if (!run) throw runNotFound();
    if (run.endedAt !== null) {
      throw new Refusal(
        "run-ended",
        `The run ${run.jobId} has already ended, so there is nothing to cancel.`,
      );
    }
    if (run.cancelRequestedAt !== null) {
      throw new Refusal("cancel-requested", `The run ${run.jobId} is already being cancelled.`);
    }
    const hasEnded = await cancelNowOrAsk(tx, tenantId, runId, now);
    await recordDeed(tx, context, {
      action: "cancel-run",
      targetKind: "run",
      targetId: runId,
      before: { state: run.state, step: run.step },
    });
    return !hasEnded;
  });
  if (isAsked) await hintRun(context.world, runId);
}
