import { MAX_ATTACHMENT_BYTES } from "#lib/domain/attachment.ts";
import { Failure } from "#lib/domain/failure.ts";
import { letGo } from "#lib/domain/let-go.ts";

import { findDelivery, forEachToFind } from "./find-delivery.ts";
import type { Lane } from "./lane.ts";
import type { DeliveryOutcome, UnsettledDelivery } from "./ports/lane-store.ts";

/** A request that was lost this often is not the network's fault. */
const MAX_LOST = 20;

export type Settling = {
  /** Nothing was unsettled. */
  isClear: boolean;
  /** By then all that is still undecided can be decided. */
  decidableAt: Date | undefined;
};

/**
 * Looks up what became of requests whose answer is not known. A complete message is adopted, surplus and incomplete ones
 * are removed. One that is not there may still be on its way: only after the wait, and a look after it, is the delivery
 * sent again.
 */
export async function settleUnsettled(lane: Lane): Promise<Settling> {
  const { deps, claim } = lane;
  const unsettled = await deps.lanes.listUnsettled(claim);
  const record = (outcome: DeliveryOutcome) => deps.lanes.recordOutcomes(claim, [outcome], deps.clock.now());
  let decidableAtMs: number | undefined;
  await forEachToFind(unsettled, async (delivery) => {
    const lookedAtMs = deps.clock.now().getTime();
    const kept = await findDelivery(lane, delivery);
    const dueAtMs = mayArriveUntilMs(lane, delivery);
    if (kept) {
      await record(await adopted(lane, delivery, kept.messageId));
    } else if (lookedAtMs >= dueAtMs) {
      await record(lost(delivery));
    } else {
      decidableAtMs = Math.max(decidableAtMs ?? 0, dueAtMs);
    }
  });
  return {
    isClear: unsettled.length === 0,
    decidableAt: decidableAtMs === undefined ? undefined : new Date(decidableAtMs),
  };
}

/** Looks and waits until nothing is undecided, or an admin asks to stop. */
export async function settleAll(lane: Lane): Promise<void> {
  for (
    let settling = await settleUnsettled(lane);
    !settling.isClear;
    settling = await settleUnsettled(lane)
  ) {
    await sleepUntil(lane, settling.decidableAt);
    if (lane.pulse.isStopRequested) return;
  }
}

/** Returns early when an admin asks to stop. */
export async function sleepUntil({ deps, pulse }: Lane, time: Date | undefined): Promise<void> {
  const remainingMs = time === undefined ? 0 : time.getTime() - deps.clock.now().getTime();
  if (remainingMs > 0) await pulse.sleep(remainingMs);
}

/**
 * Taken and sent are not the same instant: a delivery waits its turn in *posting*. An earlier worker may have sent it up
 * to the moment when this attempt began, and this one knows when it lost the answer.
 */
function mayArriveUntilMs(lane: Lane, delivery: UnsettledDelivery): number {
  const sentAt = lane.lostAt.get(delivery.deliveryId) ?? lane.startedAt;
  return Math.max(sentAt.getTime(), delivery.postedAt.getTime()) + lane.deps.unknownOutcomeWaitMs;
}

function lost({ deliveryId, lostCount }: UnsettledDelivery): DeliveryOutcome {
  return lostCount + 1 >= MAX_LOST
    ? { deliveryId, state: "failed", reason: "message-refused" }
    : { deliveryId, state: "pending", wasLost: true };
}

/** Whether attachments were left out is only told by the original. */
async function adopted(lane: Lane, delivery: UnsettledDelivery, messageId: string): Promise<DeliveryOutcome> {
  const { deps, claim, context, pulse } = lane;
  const { deliveryId, itemId, pack, location, itemKind, sentAt } = delivery;
  const imported = { deliveryId, state: "imported", messageId } as const;
  if (lane.mailbox.takes === "original" || location.length <= MAX_ATTACHMENT_BYTES) return imported;
  const release = await deps.memory.acquire(location.length * 4, pulse.signal);
  try {
    const bytes = await deps.vault.read(claim.tenantId, itemId, pack, location, pulse.signal);
    const { skipped } = await deps.mail.readMessage(bytes, { kind: context.kind, itemKind, sentAt });
    letGo(bytes);
    if (skipped.length === 0) return imported;
    return { deliveryId, state: "partial", messageId, skippedBytes: skipped.map((each) => each.sizeBytes) };
  } catch (error) {
    if (error instanceof Failure && error.kind === "permanent") return imported;
    throw error;
  } finally {
    release();
  }
}
