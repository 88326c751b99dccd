/** A sum over the last `windowMs`, kept in steps: a step counts until all of it has left the window. */
export type SlidingWindow = {
  add(nowMs: number, amount: number): void;
  total(nowMs: number): number;
  /** 0, or how long to wait until `amount` fits below the limit; 0 too for what alone is over it, since waiting mends nothing. */
  delayMs(nowMs: number, amount: number): number;
};

/** A finer `stepMs` wastes less of the limit, a coarser one remembers less. */
export function createSlidingWindow(options: {
  limit: number;
  windowMs: number;
  stepMs: number;
}): SlidingWindow {
  const { limit, windowMs, stepMs } = options;
  const steps: { startMs: number; amount: number }[] = [];
  let sum = 0;
  const leavesAt = (startMs: number) => startMs + stepMs + windowMs;

  const total = (nowMs: number) => {
    for (let oldest = steps[0]; oldest && leavesAt(oldest.startMs) <= nowMs; oldest = steps[0]) {
      sum -= oldest.amount;
      steps.shift();
    }
    return sum;
  };

  return {
    total,
    add: (nowMs, amount) => {
      total(nowMs);
      const startMs = nowMs - (nowMs % stepMs);
      const latest = steps.at(-1);
      if (latest?.startMs === startMs) latest.amount += amount;
      else steps.push({ startMs, amount });
      sum += amount;
    },
    delayMs: (nowMs, amount) => {
      let excess = total(nowMs) + amount - limit;
      for (const step of steps) {
        if (excess <= 0) break;
        excess -= step.amount;
        if (excess <= 0) return leavesAt(step.startMs) - nowMs;
      }
      return 0;
    },
  };
}
