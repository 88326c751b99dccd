import { setTimeout as delay } from "node:timers/promises";

import type { RenewableDatabase } from "#lib/db/testing/renewable-database.ts";

/** When the run's rows moved on, and how long that took after each kill of a worker. */
export type ProgressWatch = {
  noteKill(): void;
  /** Times from a kill to the next progress, in milliseconds. */
  resumedAfterMs: number[];
  stop(): Promise<void>;
};

// Whatever a worker does for a run changes one of these counters.
const PROGRESS = `
  SELECT (SELECT coalesce(sum(items_available * 3 - items_listed * 2 - items_staged + is_listing_complete::int
      + (ended_at IS NOT NULL)::int), 0) FROM run)
    + (SELECT coalesce(sum(available - pending + verified + (state = 'done')::int), 0) FROM lane) AS done`;

const EVERY_MS = 50;

export function watchProgress(database: RenewableDatabase): ProgressWatch {
  const ending = new AbortController();
  const resumedAfterMs: number[] = [];
  let kills: number[] = [];
  let last: string | undefined;
  const watching = (async () => {
    while (!ending.signal.aborted) {
      const askedAt = performance.now();
      const [row] = await database.query<{ done: string }>(PROGRESS).catch(() => []);
      if (row && row.done !== last) {
        // What was killed before the question was asked is over.
        resumedAfterMs.push(...kills.filter((at) => at < askedAt).map((at) => Math.round(askedAt - at)));
        kills = kills.filter((at) => at >= askedAt);
        last = row.done;
      }
      await delay(EVERY_MS, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  return {
    noteKill: () => kills.push(performance.now()),
    resumedAfterMs,
    async stop() {
      ending.abort();
      await watching;
    },
  };
}
