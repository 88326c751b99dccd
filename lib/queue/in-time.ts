import { setTimeout as delay } from "node:timers/promises";

const PATIENCE_MS = 5_000;

/**
 * BullMQ waits for a Redis that is not there for as long as it takes; an admin, and a worker that stops, do not.
 * @throws Error after five seconds without an answer
 */
export async function inTime<T>(answer: Promise<T>): Promise<T> {
  const patience = new AbortController();
  const tooLate = delay(PATIENCE_MS, undefined, { signal: patience.signal, ref: false }).then(() => {
    throw new Error("Redis did not answer in time");
  });
  // Whichever comes second has nobody left to tell.
  for (const each of [answer, tooLate]) each.catch(() => undefined);
  return Promise.race([answer, tooLate]).finally(() => patience.abort());
}
