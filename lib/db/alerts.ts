import { ALERT_RULES, type AlertKind } from "#lib/domain/alert.ts";
import type { AlertRow } from "#lib/domain/views/alert.ts";
import type { Sql } from "./client.ts";

/** Where a page of alerts ends: microseconds of the time that it goes by, and the id. */
export type AlertPlace = { atMicros: string; id: string };

export type AlertFilter = { isOpenOnly: boolean };

/** Alerts behind a place, the latest first, as one viewer has read them. */
export async function listAlertPage(
  sql: Sql,
  viewer: { tenantId: string; userId: string },
  { isOpenOnly }: AlertFilter,
  after: AlertPlace | undefined,
  limit: number,
): Promise<{ row: AlertRow; place: AlertPlace }[]> {
  const rows = await sql.prepared<StoredAlert>(isOpenOnly ? OPEN_PAGE : PAGE, [
    viewer.tenantId,
    viewer.userId,
    after?.atMicros ?? null,
    after?.id ?? null,
    limit,
  ]);
  return rows.map(({ atMicros, ...stored }) => ({
    row: alertRowOf(stored),
    place: { atMicros, id: stored.alertId },
  }));
}

/** How many of the last thirty days the viewer has not read, up to 100, and how many are open. */
export async function countAlerts(
  sql: Sql,
  viewer: { tenantId: string; userId: string },
): Promise<{ unread: number; open: number }> {
  const [counts] = await sql.prepared<{ unread: number; open: number }>(COUNTS, [
    viewer.tenantId,
    viewer.userId,
  ]);
  return counts ?? { unread: 0, open: 0 };
}

/** @param alertIds undefined for all of the last thirty days @returns those that were unread until now */
export async function markAlertsRead(
  sql: Sql,
  viewer: { tenantId: string; userId: string },
  alertIds: readonly string[] | undefined,
): Promise<string[]> {
  const marked = await sql.query<{ id: string }>(MARK, [viewer.tenantId, viewer.userId, alertIds ?? null]);
  return marked.map(({ id }) => id);
}

export async function markAlertsUnread(
  sql: Sql,
  viewer: { tenantId: string; userId: string },
  alertIds: readonly string[],
): Promise<void> {
  await sql.query(UNMARK, [viewer.tenantId, viewer.userId, alertIds]);
}

type StoredAlert = Omit<AlertRow, "severity" | "firstAt" | "lastAt" | "resolvedAt"> & {
  kind: AlertKind;
  firstAt: Date;
  lastAt: Date;
  resolvedAt: Date | null;
  atMicros: string;
};

function alertRowOf({ firstAt, lastAt, resolvedAt, ...row }: Omit<StoredAlert, "atMicros">): AlertRow {
  return {
    ...row,
    severity: ALERT_RULES[row.kind].severity,
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
  };
}

const READ = `EXISTS (
  SELECT 1 FROM alert_read r
  WHERE r.tenant_id = a.tenant_id AND r.alert_id = a.id AND r.user_id = $2 AND r.read_at >= a.last_at)`;

const SELECT = `
  SELECT a.id::text AS "alertId", a.kind, CASE WHEN c.state <> 'deleted' THEN a.connector_id END AS "connectorId",
    c.name AS "connectorName",
    a.run_id AS "runId", x.job_id AS "jobId", a.code, a.amount, a.count, a.first_at AS "firstAt", a.last_at AS "lastAt",
    a.resolved_at AS "resolvedAt", ${READ} AS "isRead",
    (extract(epoch FROM a.last_at) * 1000000)::bigint::text AS "atMicros"
  FROM alert a
  LEFT JOIN connector c ON c.tenant_id = a.tenant_id AND c.id = a.connector_id
  LEFT JOIN run x ON x.tenant_id = a.tenant_id AND x.id = a.run_id
  WHERE a.tenant_id = $1
    AND ($3::bigint IS NULL OR (a.last_at, a.id) < ('epoch'::timestamptz + $3 * interval '1 microsecond', $4::bigint))`;
const ORDER = "ORDER BY a.last_at DESC, a.id DESC LIMIT $5";
const PAGE = `${SELECT} ${ORDER}`;
const OPEN_PAGE = `${SELECT} AND a.resolved_at IS NULL ${ORDER}`;

const COUNTS = `
  SELECT (
    SELECT count(*)::int FROM (
      SELECT 1 FROM alert a
      WHERE a.tenant_id = $1 AND a.last_at > now() - interval '30 days' AND NOT ${READ} LIMIT 100) unread) AS unread,
    (SELECT count(*)::int FROM alert a WHERE a.tenant_id = $1 AND a.resolved_at IS NULL) AS open`;

const MARK = `
  INSERT INTO alert_read AS r (tenant_id, alert_id, user_id, read_at)
  SELECT a.tenant_id, a.id, $2, now() FROM alert a
  WHERE a.tenant_id = $1 AND a.last_at > now() - interval '30 days' AND ($3::bigint[] IS NULL OR a.id = ANY ($3))
    AND NOT ${READ}
  ON CONFLICT (tenant_id, alert_id, user_id) DO UPDATE SET read_at = excluded.read_at
  RETURNING r.alert_id::text AS id`;

// Read before anything happened is not read.
const UNMARK = `
  UPDATE alert_read SET read_at = 'epoch' WHERE tenant_id = $1 AND user_id = $2 AND alert_id = ANY ($3::bigint[])`;
