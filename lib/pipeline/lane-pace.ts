import { type Attachment, MAX_INLINE_REQUEST_BYTES, UPLOAD_SESSION_BYTES } from "#lib/domain/attachment.ts";
import { createSlidingWindow } from "#lib/domain/sliding-window.ts";

import type { Letter } from "./ports.ts";

const MINUTE_MS = 60_000;
const STEP_MS = 1_000;

/** A little below Graph's 10,000 requests a mailbox in 10 minutes, for what other requests cost. */
const REQUESTS = { limit: 9_600, windowMs: 10 * MINUTE_MS, stepMs: STEP_MS };
/** A little below Graph's 150 MB a mailbox in 5 minutes. */
const UPLOADED_BYTES = { limit: 145_000_000, windowMs: 5 * MINUTE_MS, stepMs: STEP_MS };

/** What a message will cost against the mailbox's limits. */
export type Cost = { requests: number; uploadBytes: number };

/** Keeps a lane below the mailbox's limits by itself, instead of being told by a 429. */
export type LanePace = {
  spend(now: Date, requests: number, uploadBytes: number): void;
  /** 0, or how long to wait until `cost` fits. */
  delayMs(now: Date, cost: Cost): number;
};

export function createLanePace(): LanePace {
  const requests = createSlidingWindow(REQUESTS);
  const bytes = createSlidingWindow(UPLOADED_BYTES);
  return {
    spend: (now, requestCount, uploadBytes) => {
      requests.add(now.getTime(), requestCount);
      bytes.add(now.getTime(), uploadBytes);
    },
    delayMs: (now, cost) =>
      Math.max(
        requests.delayMs(now.getTime(), cost.requests),
        bytes.delayMs(now.getTime(), cost.uploadBytes),
      ),
  };
}

/**
 * One request where everything fits, else one for the message, one each small attachment, and upload sessions. Originals
 * go to a server of the customer's own, which says by itself what is too much.
 */
export function costOf(letter: Letter): Cost {
  if (letter.kind === "original") return { requests: 0, uploadBytes: 0 };
  const { message } = letter;
  const sizes = message.attachments.map((attachment: Attachment) => attachment.bytes.byteLength);
  // Base64 in JSON: four characters for three bytes.
  const uploadBytes = Math.ceil(
    sizes.reduce((sum, size) => sum + size, message.body.content.length) * (4 / 3),
  );
  if (uploadBytes <= MAX_INLINE_REQUEST_BYTES) return { requests: 1, uploadBytes };
  const perAttachment = sizes.map((size) =>
    size < UPLOAD_SESSION_BYTES ? 1 : 1 + Math.ceil(size / UPLOAD_SESSION_BYTES),
  );
  return { requests: perAttachment.reduce((sum, count) => sum + count, 2), uploadBytes };
}
