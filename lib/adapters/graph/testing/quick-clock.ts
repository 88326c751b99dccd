import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "#lib/pipeline/ports/process.ts";

const TIMES = 100;

/** A clock that runs a hundred times as fast: the waits of a lane pass within a test, in their order. */
export function quickClock(): Clock {
  const start = Date.now();
  return {
    now: () => new Date(start + (Date.now() - start) * TIMES),
    async sleep(delayMs, signal) {
      signal.throwIfAborted();
      await delay(delayMs / TIMES, undefined, { signal }).catch(() => undefined);
      signal.throwIfAborted();
    },
  };
}
