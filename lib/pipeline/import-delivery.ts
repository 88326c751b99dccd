import type { SkippedAttachment } from "#lib/domain/attachment.ts";
import { Failure } from "#lib/domain/failure.ts";
import { letGo } from "#lib/domain/let-go.ts";

import { findDelivery } from "./find-delivery.ts";
import { confirmHold, type Lane } from "./lane.ts";
import type { ByteBudget } from "./ports/process.ts";
import type { DeliveryOutcome, DeliveryToImport } from "./ports/lane-store.ts";
import type { Letter } from "./ports/mailbox.ts";

/** The encrypted original, the original, and its parts decoded or encoded anew. */
const BYTES_HELD_PER_BYTE = 3;

/** What became of one attempt. `failure` is missing where the lane closed before anything was sent. */
export type Attempt =
  | { kind: "settled"; outcome: DeliveryOutcome }
  | { kind: "unsent"; failure: Failure | undefined }
  | { kind: "lost"; failure: Failure };

/** The folder to write to, the turns at the mailbox, and whether it may be written to at this moment. */
export type Way = { folderId(): string; turns: ByteBudget; isOpen(): boolean };

/**
 * Reads one delivery's original and creates the message as soon as it is its turn. The reading goes on while others
 * have theirs, so that the mailbox never waits for the vault.
 */
export async function importDelivery(lane: Lane, way: Way, delivery: DeliveryToImport): Promise<Attempt> {
  const { deps, claim, context, pulse } = lane;
  const { deliveryId, location } = delivery;
  const releaseBytes = await deps.memory.acquire(location.length * BYTES_HELD_PER_BYTE, pulse.signal);
  try {
    const { letter, skipped } = await letterOf(lane, delivery);
    const releaseTurn = await way.turns.acquire(1, pulse.signal);
    try {
      if (!way.isOpen()) return { kind: "unsent", failure: undefined };
      // Anywhere in the mailbox: what lies in the folder was found before, in one listing.
      const earlier = context.isRestored ? await findDelivery(lane, delivery) : undefined;
      if (earlier) {
        return { kind: "settled", outcome: { deliveryId, state: "duplicate", messageId: earlier.messageId } };
      }
      await confirmHold(lane);
      const { importKey, sha256 } = delivery;
      const keys = { importKey, sha256 };
      const create = () => lane.mailbox.create(way.folderId(), letter, keys, pulse.signal);
      const messageId = await deps.draftAlarm.guard(claim.runId, async () =>
        way.isOpen() ? create() : undefined,
      );
      if (messageId === undefined) return { kind: "unsent", failure: undefined };
      letGoOf(letter);
      return { kind: "settled", outcome: outcomeOf(deliveryId, messageId, skipped) };
    } finally {
      releaseTurn();
    }
  } catch (error) {
    pulse.signal.throwIfAborted();
    return failedAttempt(deliveryId, error);
  } finally {
    releaseBytes();
  }
}

/**
 * A destination that takes originals takes them whole: nothing is composed, and nothing left out. For any other one the
 * original is let go of here, before the request is sent.
 */
async function letterOf(
  { deps, claim, context, mailbox, pulse }: Lane,
  { itemId, itemKind, sentAt, pack, location }: DeliveryToImport,
): Promise<{ letter: Letter; skipped: SkippedAttachment[] }> {
  const bytes = await deps.vault.read(claim.tenantId, itemId, pack, location, pulse.signal);
  if (mailbox.takes === "original") return { letter: { kind: "original", bytes, sentAt }, skipped: [] };
  const { message, skipped } = await deps.mail.readMessage(bytes, { kind: context.kind, itemKind, sentAt });
  // What could not be taken apart travels whole, in the same memory.
  if (message.attachments.every((attachment) => attachment.bytes.buffer !== bytes.buffer)) letGo(bytes);
  return { letter: { kind: "composed", message }, skipped };
}

/** What was taken in and answered for is on its way no more. */
function letGoOf(letter: Letter): void {
  if (letter.kind === "composed") for (const { bytes } of letter.message.attachments) letGo(bytes);
  else letGo(letter.bytes);
}

function outcomeOf(
  deliveryId: string,
  messageId: string,
  skipped: readonly SkippedAttachment[],
): DeliveryOutcome {
  if (skipped.length === 0) return { deliveryId, state: "imported", messageId };
  return { deliveryId, state: "partial", messageId, skippedBytes: skipped.map((each) => each.sizeBytes) };
}

/** @throws what is no failure of the outside world, and a lost claim */
function failedAttempt(deliveryId: string, error: unknown): Attempt {
  if (!(error instanceof Failure) || error.code === "claim-lost") throw error;
  if (error.isOutcomeUnknown) return { kind: "lost", failure: error };
  const endsHere =
    error.kind === "permanent" &&
    error.scope === "delivery" &&
    error.code !== "throttled" &&
    error.code !== "folder-missing";
  if (!endsHere) return { kind: "unsent", failure: error };
  return { kind: "settled", outcome: { deliveryId, state: "failed", reason: error.code } };
}
