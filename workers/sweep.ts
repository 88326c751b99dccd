import { systemClock } from "#lib/system-clock.ts";
import type { WorkerDeps } from "./deps.ts";
import { recordBug } from "./faults.ts";

/**
 * Asks Postgres, again and again, what there is to do: due connectors, runs and lanes that nobody holds. This repairs lost
 * hints, dead workers and missed schedules alike; every worker does it, and repeating it is harmless.
 */
export async function sweepUntil(
  deps: WorkerDeps,
  everyMs: number,
  signal: AbortSignal,
  onSwept: () => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await sweepOnce(deps);
      onSwept();
    } catch (error) {
      recordBug(deps.log, "The sweep failed and tries again", error, {});
    }
    await systemClock.sleep(everyMs, signal).catch(() => undefined);
  }
}

/** One pass. The sign of life comes first: it tells the portal that somebody is there. */
export async function sweepOnce(deps: WorkerDeps): Promise<void> {
  await deps.claims.recordSign();
  await deps.renewShare();
  for (const due of await deps.claims.dueConnectors()) await insertDueRun(deps, due);
  for (const { userId, ...run } of await deps.claims.revokeStalled())
    deps.log.error("Work that stood still is taken from its worker", {
      ...run,
      ...(userId !== null && { userId }),
    });
  const round = String(Math.floor(deps.now().getTime() / ROUND_MS));
  const runs = await deps.claims.runsToResume();
  if (runs.length > 0) await deps.enqueue("run", runs, round);
  await sumEndedRuns(deps);
  // With hints enough in the queue nothing is forgotten yet, and another round of them would only pile up.
  if ((await deps.countWaiting("lane")) >= ENOUGH_LANES) return;
  const lanes = await deps.claims.lanesToResume();
  if (lanes.length > 0) await deps.enqueue("lane", lanes, round);
}

/** One connector whose run cannot be inserted holds up nobody else's. */
async function insertDueRun(deps: WorkerDeps, due: { tenantId: string; connectorId: string }): Promise<void> {
  try {
    await deps.claims.insertDueRun(due);
  } catch (error) {
    recordBug(deps.log, "A due run could not be queued and is tried again", error, due);
  }
}

/** The portal would be slower without, and nothing else. */
async function sumEndedRuns(deps: WorkerDeps): Promise<void> {
  try {
    await deps.claims.sumEndedRuns();
  } catch (error) {
    recordBug(deps.log, "Runs that have ended could not be summed up; it is tried again", error, {});
  }
}

const ROUND_MS = 5_000;
const ENOUGH_LANES = 1_000;
