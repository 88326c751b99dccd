import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { RunTrigger } from "#lib/domain/run.ts";
import { isDailySchedule, nextOccurrence } from "#lib/domain/schedule.ts";
import { nextWindow } from "#lib/domain/window.ts";
import type { Db, Tx } from "./client.ts";
import { isUniqueViolation } from "./errors.ts";

export type InsertedRun = { runId: string; jobId: string };

/** A connector as far as a new run depends on it. */
export type RunnableConnector = { id: string; kind: string; watermark: Date | null };

/**
 * Queues the run from the connector's watermark to `now`, numbered in its tenant. One active run a connector and one run
 * a window are the database's rules: the loser of a race gets a unique violation (`isUniqueViolation`).
 * @returns undefined when nothing lies between the watermark and now
 */
export async function insertRun(
  tx: Tx,
  tenantId: string,
  connector: RunnableConnector,
  trigger: RunTrigger,
  now: Date,
): Promise<InsertedRun | undefined> {
  const window = connector.watermark === null ? undefined : nextWindow(connector.watermark, now);
  if (!window) return undefined;
  const { lastRunNumber } = await tx.tenant.update({
    where: { tenantId },
    data: { lastRunNumber: { increment: 1 } },
    select: { lastRunNumber: true },
  });
  const earlier = await tx.run.count({
    where: { tenantId, connectorId: connector.id, windowFrom: window.from, windowTo: window.to },
  });
  const run = await tx.run.create({
    data: {
      tenantId,
      connectorId: connector.id,
      number: lastRunNumber,
      jobId: jobIdOf(connector.kind, lastRunNumber),
      windowFrom: window.from,
      windowTo: window.to,
      attemptNo: earlier + 1,
      trigger,
      queuedAt: now,
    },
    select: { id: true, jobId: true },
  });
  return { runId: run.id, jobId: run.jobId };
}

/** Two that want to change or run the same connector do it one after the other. */
export async function lockConnector(tx: Tx, tenantId: string, connectorId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM connector WHERE tenant_id = ${tenantId}::uuid AND id = ${connectorId}::uuid FOR NO KEY UPDATE`;
}

/** What the admin sees: the kind's first three letters and the tenant's count of runs, `ATT-000017`. */
export function jobIdOf(kind: string, number: number): string {
  const prefix = (findConnectorKind(kind)?.messageClass ?? kind).slice(0, 3).toUpperCase();
  return `${prefix}-${String(number).padStart(6, "0")}`;
}

/**
 * The scheduled run of a connector whose time has come. Double firing is harmless: only the one that still finds the
 * connector due inserts a run, and it moves the connector to its next occurrence in the same transaction. While a run is
 * active the connector stays due, so that a missed time is made up as soon as that run has ended.
 */
export async function insertDueRun(
  db: Db,
  tenantId: string,
  connectorId: string,
  now: Date,
): Promise<InsertedRun | undefined> {
  try {
    return await db.tenant(tenantId, async (tx) => {
      const connector = await findDue(tx, tenantId, connectorId, now);
      if (!connector) return undefined;
      const run = await insertRun(tx, tenantId, connector, "schedule", now);
      await tx.connector.updateMany({
        where: { tenantId, id: connectorId },
        data: { nextRunAt: nextRunAt(connector.scheduleTime, connector.scheduleZone, now) },
      });
      return run;
    });
  } catch (error) {
    if (isUniqueViolation(error)) return undefined;
    throw error;
  }
}

async function findDue(tx: Tx, tenantId: string, connectorId: string, now: Date) {
  await lockConnector(tx, tenantId, connectorId);
  const active = await tx.run.count({ where: { tenantId, connectorId, endedAt: null } });
  if (active > 0) return undefined;
  return tx.connector.findFirst({
    where: { tenantId, id: connectorId, state: "active", nextRunAt: { lte: now } },
  });
}

/** A zone that a newer database of zones no longer knows runs at the same time of day in UTC. */
function nextRunAt(time: string, zone: string, now: Date): Date {
  return nextOccurrence(isDailySchedule({ time, zone }) ? { time, zone } : { time, zone: "UTC" }, now);
}
