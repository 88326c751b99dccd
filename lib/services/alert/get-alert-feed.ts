import { countAlerts, listAlertPage } from "#lib/db/alerts.ts";
import type { AlertFeed } from "#lib/domain/views/alert.ts";
import { authorize, type ServiceContext } from "../context.ts";

const FEED_ROWS = 20;

/** What the bell shows: how many alerts the viewer has not read, and the latest of all. */
export async function getAlertFeed(context: ServiceContext): Promise<AlertFeed> {
  authorize(context, "look");
  const { viewer } = context;
  return context.db.sql(viewer.tenantId, async (sql) => {
    const counts = await countAlerts(sql, viewer);
    const page = await listAlertPage(sql, viewer, { isOpenOnly: false }, undefined, FEED_ROWS);
    return { ...counts, alerts: page.map(({ row }) => row) };
  });
}
