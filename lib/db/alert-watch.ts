import { ACCESS_REASONS, type AlertRules } from "#lib/domain/alert.ts";
import { queueDigest } from "./alert-digests.ts";
import { readAlertRules } from "./alert-rules.ts";
import type { Db, Sql } from "./client.ts";
import { FOUND_AND_EXPECTED } from "./connector-summaries.ts";
import { ONLY_FINISHES } from "./finishing-runs.ts";

/** A tenant's rows are looked at no more often than that, however many watch. */
export const LOOK_EVERY_MS = 15_000;

/** Tenants whose rows nobody has looked at lately. */
export async function sweepAlerts(db: Db): Promise<string[]> {
  const rows = await db.system((sql) =>
    sql.prepared<{ tenantId: string }>(
      `SELECT tenant_id AS "tenantId" FROM sweep_alerts(now() - $1 * interval '1 millisecond')`,
      [LOOK_EVERY_MS],
    ),
  );
  return rows.map(({ tenantId }) => tenantId);
}

/**
 * Raises what is the matter with a tenant's connectors now, counts what happened once more, and resolves what is over:
 * one statement over the rows. What nobody was told of yet is put into the next digest. Whoever comes while another looks, or too early, leaves it.
 * @returns whether this call looked
 */
export async function watchAlerts(db: Db, tenantId: string): Promise<boolean> {
  return db.sql(tenantId, async (sql) => {
    if (!(await takeWatch(sql, tenantId))) return false;
    const rules = await readAlertRules(sql, tenantId);
    await sql.query(WATCH, [tenantId, ACCESS_REASONS, ...thresholdsOf(rules), kindsOn(rules)]);
    await sql.query(FORGET, [tenantId]);
    await queueDigest(sql, tenantId);
    return true;
  });
}

async function takeWatch(sql: Sql, tenantId: string): Promise<boolean> {
  await sql.prepared("INSERT INTO alert_watch (tenant_id) VALUES ($1) ON CONFLICT DO NOTHING", [tenantId]);
  const taken = await sql.prepared<{ taken: number }>(TAKE, [tenantId, LOOK_EVERY_MS]);
  return taken.length > 0;
}

const TAKE = `
  UPDATE alert_watch SET looked_at = now()
  WHERE tenant_id = (
    SELECT tenant_id FROM alert_watch
    WHERE tenant_id = $1 AND looked_at < now() - $2 * interval '1 millisecond' FOR UPDATE SKIP LOCKED)
  RETURNING 1 AS taken`;

function thresholdsOf(rules: AlertRules): (number | null)[] {
  return [
    rules["run-missing"].threshold,
    rules["nothing-imported"].threshold,
    rules["no-worker"].threshold,
    rules["ledger-finding"].threshold,
  ];
}

function kindsOn(rules: AlertRules): string[] {
  return Object.entries(rules).flatMap(([kind, { isOn }]) => (isOn ? [kind] : []));
}

/**
 * Of a connector: its last ended run, and what in its last thirty is still open. A cancelled run says nothing, and one that
 * only finished what earlier ones had fetched does not say that imports work again.
 */
const CONNECTORS = `
  SELECT c.*, last.run_id, last.run_state, last.reason, last.rejected, f.found, f.expected, f.complete_run_id,
    coalesce(o.failed, 0) AS failed, o.failed_run_id
  FROM connector c
  LEFT JOIN LATERAL (
    SELECT r.id AS run_id, r.state AS run_state, r.reason, r.items_rejected + r.findings AS rejected
    FROM run r
    WHERE r.tenant_id = c.tenant_id AND r.connector_id = c.id AND r.ended_at IS NOT NULL AND r.state <> 'cancelled'
      AND (r.state = 'failed' OR NOT ${ONLY_FINISHES})
    ORDER BY r.number DESC LIMIT 1
  ) last ON true
  CROSS JOIN LATERAL (${FOUND_AND_EXPECTED}) f
  CROSS JOIN LATERAL (
    SELECT sum(x.count) AS failed, (array_agg(r.id ORDER BY r.number DESC))[1] AS failed_run_id
    FROM (
      SELECT r.id, r.number FROM run r
      WHERE r.tenant_id = c.tenant_id AND r.connector_id = c.id AND r.ended_at IS NOT NULL
      ORDER BY r.number DESC LIMIT 30
    ) r
    JOIN run_reason x ON x.tenant_id = c.tenant_id AND x.run_id = r.id
    WHERE x.subject = 'delivery' AND x.count > 0 AND x.code NOT IN ('attachment-too-large', 'cancelled-by-admin')
  ) o
  WHERE c.tenant_id = $1 AND c.state IN ('active', 'paused')`;

/**
 * Everything that is the matter now, a row each. `occurrence` changes where it happened once more: with a further run, or
 * with a further day without one.
 */
const CONDITIONS = `
  SELECT 'run-failed' AS kind, id AS connector_id, run_id, reason AS code, NULL::int AS amount, run_id::text AS occurrence
  FROM at_hand WHERE run_state = 'failed' AND coalesce(reason, '') <> ALL ($2::text[])
  UNION ALL
  SELECT 'access-broken', id, CASE run_state WHEN 'failed' THEN run_id END, action_required, NULL,
    coalesce(CASE run_state WHEN 'failed' THEN run_id END::text, action_required)
  FROM at_hand WHERE action_required = ANY ($2)
  UNION ALL
  SELECT 'run-missing', id, NULL, NULL, extract(epoch FROM since.lasts)::int / 3600,
    'day ' || extract(epoch FROM since.lasts)::int / 86400
  FROM at_hand CROSS JOIN LATERAL (SELECT now() - greatest(watermark, activated_at) AS lasts) since
  WHERE state = 'active' AND since.lasts > $3 * interval '1 hour'
  UNION ALL
  SELECT 'nothing-imported', id, complete_run_id, NULL, expected, complete_run_id::text
  FROM at_hand WHERE state = 'active' AND found = 0 AND expected >= $4
  UNION ALL
  SELECT 'no-worker', NULL, NULL, NULL, extract(epoch FROM now() - silent.since)::int / 60, 'silent'
  FROM (SELECT max(heartbeat_at) AS at FROM worker_process) sign
  CROSS JOIN LATERAL (
    SELECT coalesce(sign.at, min(activated_at)) AS since FROM at_hand WHERE state = 'active') silent
  WHERE silent.since < now() - $5 * interval '1 minute' AND EXISTS (SELECT 1 FROM at_hand WHERE state = 'active')
  UNION ALL
  SELECT 'ledger-finding', id, coalesce(CASE WHEN rejected > 0 THEN run_id END, failed_run_id), NULL,
    failed + coalesce(rejected, 0), coalesce(CASE WHEN rejected > 0 THEN run_id END, failed_run_id)::text
  FROM at_hand WHERE failed + coalesce(rejected, 0) >= $6`;

const WATCH = `
  WITH at_hand AS MATERIALIZED (${CONNECTORS}),
  condition AS MATERIALIZED (SELECT * FROM (${CONDITIONS}) c WHERE kind = ANY ($7::text[])),
  over AS (
    UPDATE alert a SET resolved_at = now()
    WHERE a.tenant_id = $1 AND a.resolved_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM condition c WHERE c.kind = a.kind AND c.connector_id IS NOT DISTINCT FROM a.connector_id)
  )
  INSERT INTO alert AS a (tenant_id, kind, connector_id, run_id, code, amount, occurrence, first_at, last_at)
  SELECT $1, kind, connector_id, run_id, code, amount, occurrence, now(), now() FROM condition
  ON CONFLICT (tenant_id, kind, connector_id) WHERE resolved_at IS NULL
  DO UPDATE SET count = a.count + 1, last_at = now(), run_id = excluded.run_id, code = excluded.code,
    amount = excluded.amount, occurrence = excluded.occurrence
  WHERE a.occurrence <> excluded.occurrence`;

/** What was over a year ago. */
const FORGET = `DELETE FROM alert WHERE tenant_id = $1 AND resolved_at < now() - interval '1 year'`;
