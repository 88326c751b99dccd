import { type DailySchedule, isDailySchedule, nextOccurrence } from "#lib/domain/schedule.ts";
import type { Db, Tx } from "./client.ts";
import { isUniqueViolation } from "./errors.ts";
import { type InsertedRun, insertRun, lockConnector } from "./insert-run.ts";

/**
 * The scheduled run of a connector whose time has come by `now`, the database's own time. Double firing is harmless: only
 * the one that still finds the connector due inserts a run, and it moves the connector to its next occurrence in the same
 * transaction. While a run is active the connector stays due, so that a missed time is made up as soon as that run has
 * ended. A next run that lies further away than the schedule's next occurrence was planned by a clock that ran ahead, and
 * is planned again.
 */
export async function insertDueRun(
  db: Db,
  tenantId: string,
  connectorId: string,
  now: Date,
): Promise<InsertedRun | undefined> {
  try {
    return await db.tenant(tenantId, async (tx) => {
      const connector = await findIdle(tx, tenantId, connectorId);
      if (!connector?.nextRunAt) return undefined;
      const isDue = connector.nextRunAt <= now;
      const run = isDue ? await insertRun(tx, tenantId, connector, "schedule", now) : undefined;
      const next = nextOccurrence(scheduleOf(connector.scheduleTime, connector.scheduleZone), now);
      if (isDue || connector.nextRunAt > next) {
        await tx.connector.updateMany({ where: { tenantId, id: connectorId }, data: { nextRunAt: next } });
      }
      return run;
    });
  } catch (error) {
    if (isUniqueViolation(error)) return undefined;
    throw error;
  }
}

async function findIdle(tx: Tx, tenantId: string, connectorId: string) {
  await lockConnector(tx, tenantId, connectorId);
  const active = await tx.run.count({ where: { tenantId, connectorId, endedAt: null } });
  if (active > 0) return undefined;
  return tx.connector.findFirst({ where: { tenantId, id: connectorId, state: "active" } });
}

/** A zone that a newer database of zones no longer knows runs at the same time of day in UTC. */
function scheduleOf(time: string, zone: string): DailySchedule {
  return isDailySchedule({ time, zone }) ? { time, zone } : { time, zone: "UTC" };
}
