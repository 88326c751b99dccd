import type { Window } from "#lib/domain/window.ts";

import { forEachBounded } from "./bounded.ts";
import { keepOldest, listedKeys, patiently, REQUESTS_IN_FLIGHT, type Lane } from "./lane.ts";
import type { DeliveryOutcome, FoundMessage, UnverifiedDelivery, VerifiedDelivery } from "./ports.ts";

const DELIVERIES_AT_ONCE = 500;

/**
 * Reads the mailbox back: what the ledger says is there must be there. A key that is there twice keeps its oldest
 * message. Missing ones are looked for in the whole mailbox, since users move things, and once more after the time that
 * the service may need to show them; only then has the delivery failed.
 * @returns early, with the rest not verified, when an admin asks to stop
 */
export async function verifyLane(lane: Lane, folderId: string): Promise<void> {
  const { deps, claim, pulse } = lane;
  const visibleFromMs = deps.clock.now().getTime() + deps.unknownOutcomeWaitMs;
  let after: UnverifiedDelivery | undefined;
  while (!pulse.isStopRequested) {
    const page = await deps.lanes.listUnverified(claim, after, DELIVERIES_AT_ONCE);
    if (page.length > 0) await verifyPage(lane, folderId, page, visibleFromMs);
    if (page.length < DELIVERIES_AT_ONCE) return;
    after = page.at(-1);
  }
}

async function verifyPage(
  lane: Lane,
  folderId: string,
  page: readonly UnverifiedDelivery[],
  visibleFromMs: number,
): Promise<void> {
  const { deps, pulse } = lane;
  let missing = await verifyInFolder(lane, folderId, page);
  missing = await verifyAnywhere(lane, missing);
  if (missing.length === 0) return;
  const waitMs = visibleFromMs - deps.clock.now().getTime();
  if (waitMs > 0) {
    await pulse.sleep(waitMs);
    if (pulse.isStopRequested) return;
    missing = await verifyAnywhere(lane, missing);
  }
  await recordMissing(lane, missing);
}

/** One listing of the folder for the whole page. @returns those that are not there exactly once and complete */
async function verifyInFolder(
  lane: Lane,
  folderId: string,
  page: readonly UnverifiedDelivery[],
): Promise<UnverifiedDelivery[]> {
  const { deps, claim } = lane;
  const copies = new Map<string, FoundMessage[]>(page.map(({ importKey }) => [importKey, []]));
  for await (const messages of listedKeys(lane, folderId, rangeOf(page))) {
    for (const message of messages) copies.get(message.importKey)?.push(message);
  }
  const verified: VerifiedDelivery[] = [];
  const missing: UnverifiedDelivery[] = [];
  for (const delivery of page) {
    const [only, second] = copies.get(delivery.importKey) ?? [];
    if (only?.isComplete && !second)
      verified.push({ deliveryId: delivery.deliveryId, messageId: only.messageId });
    else missing.push(delivery);
  }
  if (verified.length > 0) await deps.lanes.recordVerified(claim, verified, deps.clock.now());
  return missing;
}

/** One look-up each. @returns those that are nowhere in the mailbox */
async function verifyAnywhere(
  lane: Lane,
  deliveries: readonly UnverifiedDelivery[],
): Promise<UnverifiedDelivery[]> {
  const { deps, claim, mailbox, pulse } = lane;
  const verified: VerifiedDelivery[] = [];
  const missing: UnverifiedDelivery[] = [];
  await forEachBounded(deliveries, REQUESTS_IN_FLIGHT, async (delivery) => {
    const found = await patiently(lane, () => mailbox.findByKey(delivery.importKey, pulse.signal));
    const kept = await keepOldest(lane, found);
    if (kept) verified.push({ deliveryId: delivery.deliveryId, messageId: kept.messageId });
    else missing.push(delivery);
  });
  if (verified.length > 0) await deps.lanes.recordVerified(claim, verified, deps.clock.now());
  return missing;
}

async function recordMissing({ deps, claim }: Lane, missing: readonly UnverifiedDelivery[]): Promise<void> {
  const outcomes = missing.map(({ deliveryId }): DeliveryOutcome => ({
    deliveryId,
    state: "failed",
    reason: "not-found-on-read-back",
  }));
  if (outcomes.length > 0) await deps.lanes.recordOutcomes(claim, outcomes, deps.clock.now());
}

function rangeOf(page: readonly UnverifiedDelivery[]): Window {
  const times = page.map(({ sentAt }) => sentAt.getTime());
  return { from: new Date(Math.min(...times)), to: new Date(Math.max(...times)) };
}
