import { findLockedRun } from "#lib/db/find-run.ts";
import type { InsertedRun } from "#lib/db/insert-run.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { hintRun } from "../shared/hint-run.ts";
import { queueRepeat } from "../shared/queue-repeat.ts";
import { runNotFound } from "../shared/refusals.ts";

/**
 * Imports the window of an ended run once more: what is missing of it, and what failed. Nothing is doubled.
 * @throws Refusal `not-found` | `paused` | `run-active`
 */
export async function runAgain(context: ServiceContext, runId: string): Promise<InsertedRun> {
  authorize(context, "run");
  const { tenantId } = context.viewer;
  const now = await context.world.readTime();
  const again = await context.db.tenant(tenantId, async (tx) => {
    const run = await findLockedRun(tx, tenantId, runId);
    if (!run) throw runNotFound();
    const seed = {
      window: { from: run.windowFrom, to: run.windowTo },
      trigger: "again",
      repeats: runId,
    } as const;
    const deed = { action: "run-again", seed, remarks: { repeats: run.jobId } };
    return queueRepeat(tx, context, run.connectorId, deed, now);
  });
  await hintRun(context.world, again.runId);
  return again;
}
