import { type Attachment, UPLOAD_SESSION_BYTES } from "#lib/domain/attachment.ts";
import { Failure } from "#lib/domain/failure.ts";
import type { Cost, MailboxUsage, UsageLimit } from "#lib/domain/mailbox-usage.ts";

/**
 * What one app may ask of one mailbox, a little below what Microsoft allows: 10,000 requests in 10 minutes and 150 MB in
 * 5 minutes. Source: Microsoft Graph service-specific throttling limits, Outlook service.
 */
const LIMITS: readonly UsageLimit[] = [
  { measure: "requests", limit: 9_800, windowMs: 600_000 },
  { measure: "uploadBytes", limit: 146_000_000, windowMs: 300_000 },
];

/**
 * Counts a cost against the mailbox's limits before anything is sent: what Microsoft would say with a 429 is said here.
 * @throws Failure `throttled`, with the time after which it fits
 */
export function pay(usage: MailboxUsage, nowMs: number, cost: Cost): void {
  const delayMs = usage.delayMs(nowMs, cost, LIMITS);
  if (delayMs > 0) {
    throw new Failure("throttled", { kind: "transient", scope: "mailbox", retryAfterMs: delayMs });
  }
  usage.add(nowMs, cost);
}

/**
 * What a message costs that does not fit into one request: two for the message itself, one each small attachment, and
 * the upload sessions. `jsonBytes`: all of it as JSON, which is more than what upload sessions send.
 */
export function costOf(attachments: readonly Attachment[], jsonBytes: number): Cost {
  const requests = attachments.map(({ bytes }) =>
    bytes.byteLength < UPLOAD_SESSION_BYTES ? 1 : 1 + Math.ceil(bytes.byteLength / UPLOAD_SESSION_BYTES),
  );
  return { requests: requests.reduce((sum, count) => sum + count, 2), uploadBytes: jsonBytes + 1_000 };
}
