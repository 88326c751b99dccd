import type { Tx } from "./client.ts";
import type { Run } from "./generated/client.ts";
import { isUuid } from "./ids.ts";
import type { InsertedRun } from "./insert-run.ts";

/** The run that the wizard's Finish queued. */
export async function findFirstRun(
  tx: Tx,
  tenantId: string,
  connectorId: string,
): Promise<InsertedRun | undefined> {
  return toInserted(await tx.run.findFirst({ where: { tenantId, connectorId, trigger: "first" } }));
}

/** The connector's run that has not ended. */
export async function findActiveRun(
  tx: Tx,
  tenantId: string,
  connectorId: string,
): Promise<InsertedRun | undefined> {
  return toInserted(await tx.run.findFirst({ where: { tenantId, connectorId, endedAt: null } }));
}

/** A run's row, and nobody else changes it before the transaction ends. */
export async function findLockedRun(tx: Tx, tenantId: string, runId: string): Promise<Run | undefined> {
  if (!isUuid(runId)) return undefined;
  await tx.$queryRaw`
    SELECT 1 FROM run WHERE tenant_id = ${tenantId}::uuid AND id = ${runId}::uuid FOR NO KEY UPDATE`;
  return (await tx.run.findFirst({ where: { tenantId, id: runId } })) ?? undefined;
}

function toInserted(run: Pick<Run, "id" | "jobId"> | null): InsertedRun | undefined {
  return run ? { runId: run.id, jobId: run.jobId } : undefined;
}

/** How many of these deliveries the run has that failed or were never read back. */
export async function countRetryableOf(
  tx: Tx,
  tenantId: string,
  runId: string,
  deliveryIds: readonly string[],
): Promise<number> {
  return tx.delivery.count({
    where: {
      tenantId,
      runId,
      id: { in: deliveryIds.map(BigInt) },
      OR: [{ state: "failed" }, { state: { in: ["imported", "partial", "duplicate"] }, verifiedAt: null }],
    },
  });
}

/** What *Retry failed* would take up: failed deliveries, those never read back, and items that the vendor kept. */
export async function countRetryable(tx: Tx, tenantId: string, runId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT coalesce((
        SELECT sum(failed + imported + partial + duplicate - verified) FROM lane
        WHERE tenant_id = ${tenantId}::uuid AND run_id = ${runId}::uuid), 0)::int
      + coalesce((
        SELECT count FROM run_reason WHERE tenant_id = ${tenantId}::uuid AND run_id = ${runId}::uuid
          AND subject = 'item' AND code = 'vendor-item-missing'), 0)::int AS count`;
  return row?.count ?? 0;
}
