import type { Tx } from "./client.ts";

/** A run that nobody has taken owns no row but its own. The caller holds the run's lock. */
export async function endQueuedRun(tx: Tx, tenantId: string, runId: string, now: Date): Promise<void> {
  await tx.run.updateMany({
    where: { tenantId, id: runId, state: "queued" },
    data: { state: "cancelled", reason: "cancelled-by-admin", cancelRequestedAt: now, endedAt: now },
  });
}

/** Its worker finds the request at the next heartbeat; without one, the next worker does. */
export async function requestCancel(tx: Tx, tenantId: string, runId: string, now: Date): Promise<void> {
  await tx.run.updateMany({
    where: { tenantId, id: runId, cancelRequestedAt: null },
    data: { cancelRequestedAt: now },
  });
}
