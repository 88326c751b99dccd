/** What a request costs against a mailbox's limits, or a message with all of its requests. */
export type Cost = { requests: number; uploadBytes: number };

/** What was asked of a mailbox within one step of time. */
export type UsageStep = Cost & { startMs: number };

export type UsageLimit = { measure: keyof Cost; limit: number; windowMs: number };

/** Coarse enough to travel in the mailbox's row, and a step counts until all of it has left the window. */
export const USAGE_STEP_MS = 20_000;
const LONGEST_WINDOW_MS = 10 * 60_000;

/** What a worker that died may have asked since it last wrote its usage down: it is counted against the mailbox. */
export const MOST_UNWRITTEN: Cost = { requests: 500, uploadBytes: 15_000_000 };

/** What was asked of one mailbox lately, by whichever worker. It goes from one to the next with the mailbox's row. */
export type MailboxUsage = {
  add(nowMs: number, cost: Cost): void;
  /** 0, or how long to wait until `cost` fits below all limits; what alone is over one fits once nothing else counts. */
  delayMs(nowMs: number, cost: Cost, limits: readonly UsageLimit[]): number;
  /** The steps to be written now, oldest first. */
  write(nowMs: number): UsageStep[];
  /** More was asked since the last writing than a dead worker's successor could be left to guess. */
  isWritingDue(): boolean;
};

export function createMailboxUsage(earlier: readonly UsageStep[] = []): MailboxUsage {
  let steps = earlier.map((step) => ({ ...step })).toSorted((one, other) => one.startMs - other.startMs);
  let unwritten: Cost = { requests: 0, uploadBytes: 0 };

  const forgetUntil = (nowMs: number) => {
    const oldest = steps[0];
    if (oldest && leavesAt(oldest, LONGEST_WINDOW_MS) <= nowMs)
      steps = steps.filter((step) => leavesAt(step, LONGEST_WINDOW_MS) > nowMs);
  };

  return {
    add: (nowMs, cost) => {
      forgetUntil(nowMs);
      unwritten = sumOf(unwritten, cost);
      const startMs = nowMs - (nowMs % USAGE_STEP_MS);
      const latest = steps.at(-1);
      // A clock that was set back, or another worker's that is ahead: counted longer rather than not at all.
      if (latest && latest.startMs >= startMs) Object.assign(latest, sumOf(latest, cost));
      else steps.push({ startMs, ...cost });
    },
    delayMs: (nowMs, cost, limits) =>
      Math.max(0, ...limits.map((limit) => delayBelow(steps, nowMs, cost[limit.measure], limit))),
    write: (nowMs) => {
      forgetUntil(nowMs);
      unwritten = { requests: 0, uploadBytes: 0 };
      return steps.map((step) => ({ ...step }));
    },
    isWritingDue: () =>
      unwritten.requests >= MOST_UNWRITTEN.requests / 2 ||
      unwritten.uploadBytes >= MOST_UNWRITTEN.uploadBytes / 2,
  };
}

function delayBelow(
  steps: readonly UsageStep[],
  nowMs: number,
  amount: number,
  { measure, limit, windowMs }: UsageLimit,
): number {
  const counting = steps.filter((step) => leavesAt(step, windowMs) > nowMs);
  let excess = Math.min(amount, limit) - limit + counting.reduce((sum, step) => sum + step[measure], 0);
  if (excess <= 0) return 0;
  const last = counting.find((step) => (excess -= step[measure]) <= 0);
  return last ? leavesAt(last, windowMs) - nowMs : 0;
}

function leavesAt(step: UsageStep, windowMs: number): number {
  return step.startMs + USAGE_STEP_MS + windowMs;
}

function sumOf(one: Cost, other: Cost): Cost {
  return {
    requests: one.requests + other.requests,
    uploadBytes: one.uploadBytes + other.uploadBytes,
  };
}
