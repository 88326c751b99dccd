import type { Sql } from "./client.ts";

/** Between two digests of an organization, at least: what happens meanwhile travels together. */
export const DIGEST_EVERY_MS = 10 * 60_000;

/**
 * What nobody was told yet becomes one message a channel: new alerts, those that happened again, those that are over. The
 * first comes at once, further ones together. Without a channel they count as told: whoever adds one is told of what
 * happens from then on.
 */
export async function queueDigest(sql: Sql, tenantId: string): Promise<void> {
  await sql.query(QUEUE, [tenantId, DIGEST_EVERY_MS]);
  await sql.query(FORGET, [tenantId]);
}

const UNTOLD = "(a.told_count < a.count OR (a.resolved_at IS NOT NULL) <> a.is_told_resolved)";

const QUEUE = `
  WITH due AS (
    UPDATE alert_watch w SET digest_at = now()
    WHERE w.tenant_id = $1 AND w.digest_at <= now() - $2 * interval '1 millisecond'
      AND EXISTS (SELECT 1 FROM alert a WHERE a.tenant_id = $1 AND ${UNTOLD})
    RETURNING w.tenant_id
  ),
  told AS (
    UPDATE alert a SET told_count = a.count, is_told_resolved = a.resolved_at IS NOT NULL
    FROM due WHERE a.tenant_id = due.tenant_id AND ${UNTOLD}
    RETURNING a.*
  ),
  digest AS (
    SELECT jsonb_agg(jsonb_build_object(
      'alertId', t.id::text, 'kind', t.kind, 'connectorId', CASE WHEN c.state <> 'deleted' THEN t.connector_id END,
      'connectorName', c.name, 'runId', t.run_id,
      'jobId', r.job_id, 'code', t.code, 'amount', t.amount, 'count', t.count, 'firstAt', ${utc("t.first_at")},
      'lastAt', ${utc("t.last_at")}, 'resolvedAt', ${utc("t.resolved_at")}
    ) ORDER BY t.resolved_at IS NOT NULL, t.last_at DESC, t.id) AS alerts
    FROM told t
    LEFT JOIN connector c ON c.tenant_id = t.tenant_id AND c.id = t.connector_id
    LEFT JOIN run r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
  )
  INSERT INTO alert_message (tenant_id, channel, alerts)
  SELECT n.tenant_id, n.channel, d.alerts FROM alert_channel n CROSS JOIN digest d
  WHERE n.tenant_id = $1 AND n.is_on AND d.alerts IS NOT NULL`;

/** ISO 8601 in UTC, to the second. */
function utc(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}

const FORGET = `DELETE FROM alert_message WHERE tenant_id = $1 AND created_at < now() - interval '30 days'`;
