import type { DailyImports } from "#lib/domain/views/run.ts";
import type { Sql } from "./client.ts";

type Span = { tenantId: string; connectorId: string; zone: string; days: number; now: Date };

/** What each of the last days' runs made, by the day on which a run ended in the zone; days without a run are there. */
export async function listDailyImports(sql: Sql, span: Span): Promise<DailyImports[]> {
  const { tenantId, connectorId, zone, days, now } = span;
  return sql.prepared<DailyImports>(DAILY, [tenantId, connectorId, zone, days, now]);
}

const DAILY = `
  WITH span AS (
    SELECT ($5::timestamptz AT TIME ZONE $3)::date - ($4::int - 1) AS first, ($5::timestamptz AT TIME ZONE $3)::date AS last
  ), counted AS (
    SELECT (coalesce(r.ended_at, $5) AT TIME ZONE $3)::date AS day, count(*)::int AS runs,
      sum(p.imported)::int AS imported, sum(p.partial)::int AS partial, sum(p.duplicate)::int AS duplicate,
      sum(p.failed)::int AS failed, sum(p.pending)::int AS pending
    FROM run r
    JOIN run_progress p ON p.tenant_id = r.tenant_id AND p.run_id = r.id
    WHERE r.tenant_id = $1 AND r.connector_id = $2
      AND (r.ended_at IS NULL OR r.ended_at >= (SELECT first::timestamp AT TIME ZONE $3 FROM span))
    GROUP BY 1
  )
  SELECT to_char(d.day, 'YYYY-MM-DD') AS day, coalesce(c.runs, 0) AS runs, coalesce(c.imported, 0) AS imported,
    coalesce(c.partial, 0) AS partial, coalesce(c.duplicate, 0) AS duplicate, coalesce(c.failed, 0) AS failed,
    coalesce(c.pending, 0) AS pending
  FROM span s
  CROSS JOIN LATERAL generate_series(s.first::timestamp, s.last::timestamp, interval '1 day') AS d (day)
  LEFT JOIN counted c ON c.day = d.day::date
  ORDER BY d.day`;
