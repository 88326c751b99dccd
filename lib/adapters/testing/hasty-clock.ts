import type { Clock } from "#lib/pipeline/ports/process.ts";

/** Tells the true time, and takes no time to sleep: what was slept stands in `slept`. */
export type HastyClock = Clock & { readonly slept: number[] };

export function hastyClock(): HastyClock {
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(),
    sleep: (delayMs, signal) => {
      signal.throwIfAborted();
      slept.push(delayMs);
      return Promise.resolve();
    },
  };
}
