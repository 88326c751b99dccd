import { setTimeout as delay } from "node:timers/promises";

import type { Screen, ScreenLook } from "./screen.ts";
import { untruthsOf } from "./screen-invariants.ts";

/** Somebody who looks at the portal all the time and notes what cannot be true. */
export type ScreenWatch = {
  looks: number;
  /** Looks that the portal did not answer, or answered with a problem. */
  unanswered: number;
  untruths: string[];
  last: ScreenLook | undefined;
  /** Waits until the screen shows it. @throws Error when it does not within the time */
  shows(what: string, isShown: (look: ScreenLook) => boolean, seconds: number): Promise<void>;
  stop(): Promise<void>;
};

const EVERY_MS = 200;
const MAX_UNTRUTHS = 20;

/** @param nobodyWorksSinceMs asked at every look: since when no worker process has been at work */
export function watchScreen(screen: Screen, nobodyWorksSinceMs: () => number | undefined): ScreenWatch {
  const ending = new AbortController();
  const watch: ScreenWatch = {
    looks: 0,
    unanswered: 0,
    untruths: [],
    last: undefined,
    async shows(what, isShown, seconds) {
      const until = Date.now() + seconds * 1000;
      while (Date.now() < until) {
        if (watch.last && isShown(watch.last)) return;
        await delay(EVERY_MS / 2);
      }
      throw new Error(`the screen did not show ${what} within ${seconds} s`);
    },
    async stop() {
      ending.abort();
      await looking;
    },
  };
  const looking = (async () => {
    while (!ending.signal.aborted) {
      const silentSince = nobodyWorksSinceMs();
      const look = await screen.look();
      if (look) {
        watch.looks += 1;
        // Somebody who has come meanwhile may have been seen.
        const silentStill = silentSince === nobodyWorksSinceMs() ? silentSince : undefined;
        watch.untruths.push(...untruthsOf(watch.last, look, silentStill));
        watch.untruths = [...new Set(watch.untruths)].slice(0, MAX_UNTRUTHS);
        watch.last = look;
      } else watch.unanswered += 1;
      await delay(EVERY_MS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })().catch((error: unknown) => {
    watch.untruths.push(`the screen could not be watched: ${String(error)}`);
  });
  return watch;
}
