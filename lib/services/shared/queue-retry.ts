import type { Tx } from "#lib/db/client.ts";
import { findLockedRun } from "#lib/db/find-run.ts";
import type { InsertedRun } from "#lib/db/insert-run.ts";
import type { AuditFields } from "#lib/domain/audit.ts";
import { Refusal } from "#lib/domain/failure.ts";
import type { ServiceContext } from "../context.ts";
import { hintRun } from "./hint-run.ts";
import { queueRepeat } from "./queue-repeat.ts";
import { runNotFound } from "./refusals.ts";

type Retry = {
  /** The verb, as the audit log has it. */
  action: string;
  /** The deliveries that are meant; all that failed where it is left out. */
  only?: readonly string[];
  /** How many of those meant can be retried. */
  count: (tx: Tx) => Promise<number>;
  /** What is said when there are none. */
  nothing: (jobId: string) => string;
  remarks?: (count: number) => AuditFields;
};

/**
 * What failed in a run is tried once more in a run of its own. The caller has checked that the viewer may.
 * @throws Refusal `not-found` | `paused` | `run-active` | `nothing-failed`
 */
export async function queueRetry(
  context: ServiceContext,
  runId: string,
  { action, only, count: countRetryable, nothing, remarks }: Retry,
): Promise<InsertedRun> {
  const { tenantId } = context.viewer;
  const now = await context.world.readTime();
  const retry = await context.db.tenant(tenantId, async (tx) => {
    const run = await findLockedRun(tx, tenantId, runId);
    if (!run) throw runNotFound();
    const count = await countRetryable(tx);
    if (run.endedAt !== null && count === 0) throw new Refusal("nothing-failed", nothing(run.jobId));
    const window = { from: run.windowFrom, to: run.windowTo };
    const seed = { window, trigger: "retry", repeats: runId, isListed: true, ...(only && { only }) } as const;
    const deed = { action, seed, remarks: { repeats: run.jobId, ...remarks?.(count) } };
    return queueRepeat(tx, context, run.connectorId, deed, now);
  });
  await hintRun(context.world, retry.runId);
  return retry;
}
