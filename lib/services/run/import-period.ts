import type { InsertedRun } from "#lib/db/insert-run.ts";
import { Refusal } from "#lib/domain/failure.ts";
import type { Window } from "#lib/domain/window.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { hintRun } from "../shared/hint-run.ts";
import { queueRepeat } from "../shared/queue-repeat.ts";

/** Ten years: nothing was archived before. */
const MAX_AGE_MS = 3650 * 24 * 60 * 60 * 1000;

/**
 * Imports a past period of the admin's choice, known or not: what is missing of it, and what failed. Nothing is doubled,
 * and the schedule goes on from where it was.
 * @throws Refusal at `from` or `to`; `not-found` | `paused` | `run-active`
 */
export async function importPeriod(
  context: ServiceContext,
  connectorId: string,
  period: Window,
): Promise<InsertedRun> {
  authorize(context, "run");
  const now = await context.world.readTime();
  refuseImpossible(period, now);
  const run = await context.db.tenant(context.viewer.tenantId, (tx) => {
    const remarks = { from: period.from.toISOString(), to: period.to.toISOString() };
    const seed = { window: period, trigger: "again" } as const;
    return queueRepeat(tx, context, connectorId, { action: "import-period", seed, remarks }, now);
  });
  await hintRun(context.world, run.runId);
  return run;
}

function refuseImpossible({ from, to }: Window, now: Date): void {
  if (!(from < to)) {
    throw new Refusal("period-empty", "The period ends before it begins. Enter a later end.", "to");
  }
  if (to > now) {
    throw new Refusal("period-future", "The period lies in the future. Enter an end that has passed.", "to");
  }
  if (now.getTime() - from.getTime() <= MAX_AGE_MS) return;
  throw new Refusal("period-too-old", "Enter a beginning within the last ten years.", "from");
}
