"use client";
import { useSyncExternalStore } from "react";

/**
 * The time in milliseconds, once a second; `undefined` on the server and while the page hydrates, since no two clocks
 * agree.
 */
export function useNow(): number | undefined {
  return useSyncExternalStore(watchClock, readClock, () => undefined);
}

let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;
const watchers = new Set<() => void>();

function readClock(): number {
  if (timer === undefined) now = Math.floor(Date.now() / 1000) * 1000;
  return now;
}

function watchClock(onTick: () => void): () => void {
  watchers.add(onTick);
  // Hydration subscribes before anybody has read the clock, which must not stand at 1970 until the first tick.
  readClock();
  timer ??= setInterval(() => {
    now = Math.floor(Date.now() / 1000) * 1000;
    for (const tick of watchers) tick();
  }, 1000);
  return () => {
    watchers.delete(onTick);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
