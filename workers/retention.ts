import { systemClock } from "#lib/system-clock.ts";
import type { WorkerDeps } from "./deps.ts";
import { recordBug } from "./faults.ts";

const EVERY_MS = 30_000;

/** Keeps the rules on how long originals are kept, beside the sweep: a slow storage holds up no import. */
export async function keepRetentionUntil(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await deps.originals.pass(signal);
    } catch (error) {
      recordBug(deps.log, "The retention rules could not be kept and are tried again", error, {});
    }
    await systemClock.sleep(EVERY_MS, signal).catch(() => undefined);
  }
}
