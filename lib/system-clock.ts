import { setTimeout as delay } from "node:timers/promises";

import type { Clock } from "#lib/pipeline/ports/process.ts";

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(delayMs, signal) {
    signal.throwIfAborted();
    await delay(delayMs, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  },
};
