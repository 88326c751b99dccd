import { createSlidingWindow } from "#lib/domain/sliding-window.ts";

// Every mailbox of the process is remembered, so in coarse steps.
const STEP_MS = 5_000;

/** What one app may ask of one mailbox. Source: Microsoft Graph service-specific throttling limits, Outlook service. */
const LIMITS = {
  /** Of 10,000 in 10 minutes. */
  requests: { limit: 9_900, windowMs: 600_000, stepMs: STEP_MS },
  /** Of 150 MB in 5 minutes. */
  uploadBytes: { limit: 148_000_000, windowMs: 300_000, stepMs: STEP_MS },
} as const;

/**
 * What this process has asked of one mailbox lately, over all lanes. A lane paces itself below this, visibly; here it is
 * caught what several lanes ask one after the other, so that Microsoft need not say it with a 429.
 */
export type MailboxBudget = {
  spend(nowMs: number, uploadBytes: number): void;
  /** 0, or how long to wait until a request with so many bytes fits. */
  delayMs(nowMs: number, uploadBytes: number): number;
  /** Nothing that was spent counts any more. */
  isIdle(nowMs: number): boolean;
};

export function createMailboxBudget(): MailboxBudget {
  const requests = createSlidingWindow(LIMITS.requests);
  const bytes = createSlidingWindow(LIMITS.uploadBytes);
  return {
    spend: (nowMs, uploadBytes) => {
      requests.add(nowMs, 1);
      bytes.add(nowMs, uploadBytes);
    },
    delayMs: (nowMs, uploadBytes) => Math.max(requests.delayMs(nowMs, 1), bytes.delayMs(nowMs, uploadBytes)),
    isIdle: (nowMs) => requests.total(nowMs) === 0 && bytes.total(nowMs) === 0,
  };
}
