import { systemClock } from "#lib/system-clock.ts";
import type { WorkerDeps } from "./deps.ts";
import { recordBug } from "./faults.ts";

const EVERY_MS = 5_000;

/** Looks for what admins should know of, beside the sweep: a mail server that is slow holds up no import. */
export async function watchAlertsUntil(deps: WorkerDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await deps.alerts.pass();
    } catch (error) {
      recordBug(deps.log, "Alerts could not be looked for and are tried again", error, {});
    }
    await systemClock.sleep(EVERY_MS, signal).catch(() => undefined);
  }
}
