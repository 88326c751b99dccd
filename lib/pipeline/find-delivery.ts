import { forEachBounded } from "./bounded.ts";
import { patiently, REQUESTS_IN_FLIGHT, type Lane } from "./lane.ts";
import type { DeliveryToImport } from "./ports/lane-store.ts";
import type { FoundMessage, SoughtMessage } from "./ports/mailbox.ts";

type DeliveryToFind = Omit<DeliveryToImport, "lostCount"> & { messageId?: string };

/**
 * Looks for a delivery's message anywhere in the mailbox. Of its copies, the oldest complete one is kept and the others
 * are removed.
 * @returns the kept one, or `undefined` when none was complete
 */
export async function findDelivery(lane: Lane, delivery: DeliveryToFind): Promise<FoundMessage | undefined> {
  const found = await patiently(lane, () =>
    lane.mailbox.findByKey(soughtOf(lane, delivery), lane.pulse.signal),
  );
  const { own, surplus } = found.some((message) => message.importKey === undefined)
    ? await ownByBytes(lane, delivery, found)
    : ownByKey(found);
  for (const { messageId } of surplus) {
    await patiently(lane, () => lane.mailbox.remove(messageId, lane.pulse.signal));
  }
  return own;
}

/** Deliveries with the same bytes come one after the other, so that each sees what became of the one before. */
export async function forEachToFind<Delivery extends DeliveryToFind>(
  deliveries: readonly Delivery[],
  work: (delivery: Delivery) => Promise<void>,
): Promise<void> {
  const twins = [...Map.groupBy(deliveries, ({ sha256 }) => sha256).values()];
  await forEachBounded(twins, REQUESTS_IN_FLIGHT, async (group) => {
    for (const delivery of group) await work(delivery);
  });
}

type Share = { own: FoundMessage | undefined; surplus: FoundMessage[] };

function ownByKey(found: readonly FoundMessage[]): Share {
  const own = found.find((message) => message.isComplete);
  return { own, surplus: found.filter((message) => message !== own) };
}

/**
 * Two items may be the same bytes, and then each has a message of its own. What stands for another delivery is left
 * alone, and so is what may yet turn out to be another one's.
 */
async function ownByBytes(
  { deps, claim }: Lane,
  { deliveryId, messageId }: DeliveryToFind,
  found: readonly FoundMessage[],
): Promise<Share> {
  const twins = await deps.lanes.listTwins(claim, deliveryId);
  const free = found.filter((message) => !twins.messageIds.includes(message.messageId));
  const own = free.find((message) => message.messageId === messageId) ?? free[0];
  return { own, surplus: free.filter((message) => message !== own).slice(twins.openCount) };
}

function soughtOf({ deps, claim, pulse }: Lane, delivery: DeliveryToFind): SoughtMessage {
  const { importKey, sha256, sentAt, messageId, itemId, pack, location } = delivery;
  return {
    importKey,
    sha256,
    sentAt,
    messageId,
    original: () => deps.vault.read(claim.tenantId, itemId, pack, location, pulse.signal),
  };
}
