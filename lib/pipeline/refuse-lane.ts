import { Failure, type FailureCode } from "#lib/domain/failure.ts";

import type { Lane } from "./lane.ts";
import type { DeliveryOutcome } from "./ports.ts";
import { settleAll } from "./settle-unsettled.ts";
import { verifyLane } from "./verify-lane.ts";

/** A failure after which no delivery of this mailbox can succeed: full, without licence, out of the app's scope. */
export function isMailboxRefusal(error: unknown): error is Failure {
  return error instanceof Failure && error.kind === "permanent" && error.scope === "mailbox";
}

/**
 * Ends the lane of a mailbox that takes nothing: what is undecided is looked up as far as the mailbox can still be read,
 * the rest fails with the mailbox's reason, and what was imported before is still verified where that is possible.
 */
export async function refuseLane(
  lane: Lane,
  reason: FailureCode,
  folderId: string | undefined,
): Promise<void> {
  const { deps, claim, pulse } = lane;
  const canBeRead = await unlessRefused(() => settleAll(lane));
  if (pulse.isStopRequested) return;
  if (!canBeRead) await failUnsettled(lane, reason);
  await deps.lanes.failPending(claim, reason, deps.clock.now());
  if (canBeRead && folderId !== undefined) await unlessRefused(() => verifyLane(lane, folderId));
}

/** @returns false when the mailbox refused this too */
async function unlessRefused(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (isMailboxRefusal(error)) return false;
    throw error;
  }
}

async function failUnsettled({ deps, claim }: Lane, reason: FailureCode): Promise<void> {
  const unsettled = await deps.lanes.listUnsettled(claim);
  const outcomes = unsettled.map(({ deliveryId }): DeliveryOutcome => ({
    deliveryId,
    state: "failed",
    reason,
  }));
  if (outcomes.length > 0) await deps.lanes.recordOutcomes(claim, outcomes, deps.clock.now());
}
