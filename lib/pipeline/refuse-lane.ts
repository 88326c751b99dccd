import { Failure, type FailureCode } from "#lib/domain/failure.ts";
import { nextLookAt } from "#lib/domain/parking.ts";

import type { Lane } from "./lane.ts";
import type { DeliveryOutcome } from "./ports/lane-store.ts";
import { settleAll } from "./settle-unsettled.ts";
import { verifyLane } from "./verify-lane.ts";

/**
 * Puts the lane of a mailbox that refuses the application aside, where that may pass by itself: a grant in Exchange
 * Online takes its time to spread, and the run goes on with the others. What is undecided stays so.
 * @returns when to look again; `undefined` when there is nothing to wait for, or there was enough of it
 */
export async function parkLane(lane: Lane, reason: FailureCode): Promise<Date | undefined> {
  const { deps, claim, context } = lane;
  if (reason !== "mailbox-access-denied") return undefined;
  const now = deps.clock.now();
  const since = context.parkedSince ?? now;
  const lookAt = nextLookAt(since, now, context.nextRunAt);
  if (lookAt) await deps.lanes.recordParking(claim, { reason, since });
  return lookAt;
}

/** A failure after which no delivery of this mailbox can succeed: full, without licence, out of the app's scope. */
export function isMailboxRefusal(error: unknown): error is Failure {
  return error instanceof Failure && error.kind === "permanent" && error.scope === "mailbox";
}

/**
 * What a refusal of the mailbox means for the connector. A token without the application's permissions is right where
 * Exchange Online itself grants access to some mailboxes: then this is none of them. Everywhere else nobody is served.
 * @throws Failure `consent-missing` for the whole connector
 */
export function refusalOf({ context }: Lane, { code, requestId }: Failure): FailureCode {
  if (code !== "consent-missing") return code;
  if (context.isConsentScoped) return "mailbox-access-denied";
  throw new Failure(code, {
    kind: "permanent",
    scope: "connector",
    ...(requestId !== undefined && { requestId }),
  });
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
