import { systemClock } from "#lib/system-clock.ts";
import type { WorkerDeps } from "./deps.ts";
import { recordBug } from "./faults.ts";

/** One question a second and process, however many lanes it has: a wish is honoured within five seconds. */
const EVERY_MS = 1_000;

/** Asks Postgres what admins wish, and tells those at work. Heartbeats find the same out, a few seconds later. */
export async function watchWishesUntil(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await tellWishes(deps);
    } catch (error) {
      recordBug(deps.log, "The admins' wishes could not be read and are asked for again", error, {});
    }
    await systemClock.sleep(EVERY_MS, signal).catch(() => undefined);
  }
}

/** Those told once are told again until they let go: a beat too many is harmless. */
export async function tellWishes(deps: WorkerDeps): Promise<void> {
  const { claims, news } = deps;
  for (const runId of await claims.wishedToStop(news.runsInHand())) news.tell(runId);
  const ending = await claims.cancelledToEnd();
  const round = `end-${Math.floor(deps.now().getTime() / EVERY_MS)}`;
  if (ending.length > 0) await deps.enqueue("run", ending, round);
}
