import { findConnector } from "#lib/db/connectors.ts";
import { listDailyImports as listDays } from "#lib/db/daily-imports.ts";
import { isDailySchedule } from "#lib/domain/schedule.ts";
import type { DailyImports } from "#lib/domain/views/run.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { connectorNotFound } from "../shared/refusals.ts";

const DAYS = 30;

/** The last thirty days in the zone, today included; a zone that is none counts as UTC. @throws Refusal `not-found` */
export async function listDailyImports(
  context: ServiceContext,
  { connectorId, zone }: { connectorId: string; zone: string },
): Promise<DailyImports[]> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const connector = await context.db.tenant(tenantId, (tx) => findConnector(tx, tenantId, connectorId));
  if (!connector) throw connectorNotFound();
  const now = await context.world.readTime();
  const known = isDailySchedule({ time: "00:00", zone }) ? zone : "UTC";
  return context.db.sql(tenantId, (sql) =>
    listDays(sql, { tenantId, connectorId, zone: known, days: DAYS, now }),
  );
}
