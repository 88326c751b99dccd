import { systemClock } from "#lib/system-clock.ts";

import type { WorkerDeps } from "./deps.ts";
import { recordBug } from "./faults.ts";

/**
 * Asks whether the database is a restored one, until it answers: a worker that did not know would create again what was
 * imported after the backup.
 */
export async function beforeWork(
  deps: Pick<WorkerDeps, "log" | "noticeRestore">,
  everyMs: number,
  workerId: string,
): Promise<void> {
  for (;;) {
    try {
      if (await deps.noticeRestore())
        deps.log.warn("The database was restored: runs over the time before ask the mailboxes first", {
          workerId,
        });
      return;
    } catch (error) {
      recordBug(deps.log, "The database cannot be asked yet", error, { workerId });
      await systemClock.sleep(everyMs, new AbortController().signal);
    }
  }
}
