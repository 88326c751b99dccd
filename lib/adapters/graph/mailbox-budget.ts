/** What one app may ask of one mailbox. Source: Microsoft Graph service-specific throttling limits, Outlook service. */
const LIMITS = {
  /** Of 10,000 in 10 minutes. */
  requests: { most: 9_900, windowMs: 600_000 },
  /** Of 150 MB in 5 minutes. */
  uploadBytes: { most: 148_000_000, windowMs: 300_000 },
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
  const requests = createWindow(LIMITS.requests.most, LIMITS.requests.windowMs);
  const bytes = createWindow(LIMITS.uploadBytes.most, LIMITS.uploadBytes.windowMs);
  return {
    spend: (nowMs, uploadBytes) => {
      requests.add(nowMs, 1);
      bytes.add(nowMs, uploadBytes);
    },
    delayMs: (nowMs, uploadBytes) => Math.max(requests.delayMs(nowMs, 1), bytes.delayMs(nowMs, uploadBytes)),
    isIdle: (nowMs) => requests.total(nowMs) === 0 && bytes.total(nowMs) === 0,
  };
}

const STEP_MS = 5_000;

/** A sliding sum in steps; a step counts until all of it has left the window. */
function createWindow(most: number, windowMs: number) {
  let steps: { startMs: number; amount: number }[] = [];
  const leavesAt = (startMs: number) => startMs + STEP_MS + windowMs;
  const total = (nowMs: number) => {
    if (steps[0] && leavesAt(steps[0].startMs) <= nowMs) {
      steps = steps.filter(({ startMs }) => leavesAt(startMs) > nowMs);
    }
    return steps.reduce((sum, { amount }) => sum + amount, 0);
  };
  return {
    total,
    add: (nowMs: number, amount: number) => {
      const startMs = nowMs - (nowMs % STEP_MS);
      const latest = steps.at(-1);
      if (latest?.startMs === startMs) latest.amount += amount;
      else steps.push({ startMs, amount });
    },
    delayMs: (nowMs: number, amount: number) => {
      let excess = total(nowMs) + amount - most;
      for (const step of steps) {
        if (excess <= 0) return 0;
        excess -= step.amount;
        if (excess <= 0) return leavesAt(step.startMs) - nowMs;
      }
      // More than the whole budget on its own: nothing that waiting would mend.
      return 0;
    },
  };
}
