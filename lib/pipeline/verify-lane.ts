import { findDelivery, forEachToFind } from "./find-delivery.ts";
import { listedKeys, type Lane } from "./lane.ts";
import type { DeliveryOutcome, UnverifiedDelivery, VerifiedDelivery } from "./ports/lane-store.ts";
import type { FoundMessage, KeySpan } from "./ports/mailbox.ts";

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
  const copies = new Map<string, FoundMessage[]>();
  for (const { importKey, sha256 } of page) copies.set(importKey, []).set(sha256, []);
  for await (const messages of listedKeys(lane, folderId, spanOf(page))) {
    for (const message of messages) copies.get(message.importKey ?? message.sha256)?.push(message);
  }
  const twins = Map.groupBy(page, ({ sha256 }) => sha256);
  const verified: VerifiedDelivery[] = [];
  const missing: UnverifiedDelivery[] = [];
  for (const delivery of page) {
    const { deliveryId, importKey, sha256 } = delivery;
    const messageId =
      onlyOne(copies.get(importKey)) ?? oneEach(delivery, copies.get(sha256), twins.get(sha256)?.length);
    if (messageId === undefined) missing.push(delivery);
    else verified.push({ deliveryId, messageId });
  }
  if (verified.length > 0) await deps.lanes.recordVerified(claim, verified, deps.clock.now());
  return missing;
}

function onlyOne(copies: readonly FoundMessage[] = []): string | undefined {
  return copies.length === 1 && copies[0]?.isComplete ? copies[0].messageId : undefined;
}

/** Of the messages of the same bytes there is one for each delivery, and this one's is among them. */
function oneEach(
  { messageId }: UnverifiedDelivery,
  sameBytes: readonly FoundMessage[] = [],
  deliveries = 0,
): string | undefined {
  const isThere = sameBytes.some((message) => message.messageId === messageId);
  return isThere && sameBytes.length === deliveries ? messageId : undefined;
}

/** One look-up each. @returns those that are nowhere in the mailbox */
async function verifyAnywhere(
  lane: Lane,
  deliveries: readonly UnverifiedDelivery[],
): Promise<UnverifiedDelivery[]> {
  const { deps, claim } = lane;
  const missing: UnverifiedDelivery[] = [];
  await forEachToFind(deliveries, async (delivery) => {
    const kept = await findDelivery(lane, delivery);
    if (!kept) return void missing.push(delivery);
    const verified = { deliveryId: delivery.deliveryId, messageId: kept.messageId };
    await deps.lanes.recordVerified(claim, [verified], deps.clock.now());
  });
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

function spanOf(page: readonly UnverifiedDelivery[]): KeySpan {
  const times = page.map(({ sentAt }) => sentAt.getTime());
  const seconds = new Set(times.map((time) => Math.floor(time / 1_000)));
  return { from: new Date(Math.min(...times)), to: new Date(Math.max(...times)), seconds };
}
