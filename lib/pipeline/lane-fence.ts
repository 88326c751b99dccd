import type { Failure } from "#lib/domain/failure.ts";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Lanes that were throttled together should not come back together. */
const MAX_JITTER_MS = 1_000;

/** Until when nothing is sent to a mailbox: one 429 stops the whole lane. */
export type LaneFence = {
  /** The peer's wish where it names one, else a pause that doubles while failures follow each other. */
  raise(failure: Failure, now: Date): void;
  /** A request was carried out: the next pause begins small again. */
  ease(): void;
  /** 0 when the way is open. */
  remainingMs(now: Date): number;
  /** For the screen; `undefined` when the way is open. */
  throttledUntil(now: Date): Date | undefined;
};

export function createLaneFence(jitter: () => number): LaneFence {
  let until = 0;
  let pauses = 0;
  const remainingMs = (now: Date) => Math.max(0, until - now.getTime());

  return {
    raise: (failure, now) => {
      const isUp = remainingMs(now) > 0;
      // Requests that were in flight together fail together: that is one reason to pause, not four.
      if (failure.retryAfterMs === undefined && isUp) return;
      const pauseMs =
        failure.retryAfterMs ?? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(pauses, 10));
      if (!isUp) pauses += 1;
      const spreadMs = jitter() * Math.min(MAX_JITTER_MS, pauseMs / 4);
      until = Math.max(until, now.getTime() + Math.ceil(pauseMs + spreadMs));
    },
    ease: () => {
      pauses = 0;
    },
    remainingMs,
    throttledUntil: (now) => (remainingMs(now) > 0 ? new Date(until) : undefined),
  };
}
