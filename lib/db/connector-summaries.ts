import type { ConnectorState } from "#lib/domain/connector.ts";
import type { ConnectorSummary } from "#lib/domain/views/connector.ts";
import type { LastRun, RunProgress } from "#lib/domain/views/run.ts";
import type { Sql } from "./client.ts";
import { kindOf } from "./connector-settings.ts";
import { isUuid } from "./ids.ts";
import { listRunProgress } from "./run-progress.ts";

/** Connectors that were created, by name, each with its last run; drafts are no connectors yet. */
export async function listConnectorSummaries(sql: Sql, tenantId: string): Promise<ConnectorSummary[]> {
  const all = await withLastRuns(sql, tenantId, await sql.prepared<SummaryRow>(ALL, [tenantId]));
  return all.map((summary) => ({ ...summary, lastRun: summary.lastRun && inBrief(summary.lastRun) }));
}

export async function findConnectorSummary(
  sql: Sql,
  tenantId: string,
  connectorId: string,
): Promise<WholeSummary | undefined> {
  if (!isUuid(connectorId)) return undefined;
  const rows = await sql.prepared<SummaryRow>(ONE, [tenantId, connectorId]);
  return (await withLastRuns(sql, tenantId, rows))[0];
}

type WholeSummary = ConnectorSummary & { lastRun: RunProgress | null };

type SummaryRow = {
  connectorId: string;
  name: string;
  kind: string;
  state: ConnectorState;
  isPaused: boolean;
  actionRequired: string | null;
  watermark: Date | null;
  isOverdue: boolean;
  missedItems: number | null;
  nextRunAt: Date | null;
  createdAt: Date;
  lastRunId: string | null;
};

/** Fewer may well be none on a quiet day. */
const LEAST_EXPECTED = 5;

const IS_COMPLETE = `r.tenant_id = c.tenant_id AND r.connector_id = c.id
  AND r.state IN ('completed', 'completed-with-issues') AND r.trigger IN ('first', 'schedule', 'manual', 'rest')`;

/**
 * What the last complete import of the connector `c` found, and what it would have at the pace of the seven before it: a
 * subquery, for a lateral join. Runs that repeat others find nothing new, and say nothing of the source.
 */
export const FOUND_AND_EXPECTED = `
  SELECT sum(items) FILTER (WHERE nth = 1) AS found, (array_agg(run_id ORDER BY nth))[1] AS complete_run_id,
    round(sum(items) FILTER (WHERE nth > 1) * sum(hours) FILTER (WHERE nth = 1)
      / sum(hours) FILTER (WHERE nth > 1))::int AS expected
  FROM (
    SELECT r.id AS run_id, r.items_available AS items, extract(epoch FROM r.window_to - r.window_from) / 3600 AS hours,
      row_number() OVER (ORDER BY r.number DESC) AS nth
    FROM run r
    WHERE ${IS_COMPLETE}
    ORDER BY r.number DESC LIMIT 8
  ) recent`;

const SUMMARY = `
  SELECT c.id AS "connectorId", c.name, c.kind, s.state, c.state = 'paused' AS "isPaused",
    c.action_required AS "actionRequired", c.next_run_at AS "nextRunAt", c.created_at AS "createdAt",
    (SELECT r.id FROM run r WHERE r.tenant_id = c.tenant_id AND r.connector_id = c.id
     ORDER BY r.number DESC LIMIT 1) AS "lastRunId",
    c.watermark, c.state = 'active' AND greatest(c.watermark, c.activated_at) < now() - interval '26 hours' AS "isOverdue",
    -- The seven before it are looked at only where the last found nothing.
    CASE WHEN (SELECT r.items_available FROM run r WHERE ${IS_COMPLETE} ORDER BY r.number DESC LIMIT 1) = 0
      THEN (SELECT CASE WHEN f.expected >= ${LEAST_EXPECTED} THEN f.expected END FROM (${FOUND_AND_EXPECTED}) f)
    END AS "missedItems"
  FROM connector c
  JOIN connector_state s ON s.tenant_id = c.tenant_id AND s.connector_id = c.id
  WHERE c.tenant_id = $1`;
const ALL = `${SUMMARY} ORDER BY lower(c.name), c.id`;
const ONE = `${SUMMARY} AND c.id = $2`;

async function withLastRuns(
  sql: Sql,
  tenantId: string,
  rows: readonly SummaryRow[],
): Promise<WholeSummary[]> {
  const runIds = rows.flatMap(({ lastRunId }) => (lastRunId === null ? [] : [lastRunId]));
  const runs = await listRunProgress(sql, tenantId, runIds);
  const lastRuns = new Map(runs.map((run) => [run.runId, run]));
  return rows.map(({ lastRunId, nextRunAt, createdAt, watermark, kind, ...row }) => {
    const lastRun = lastRuns.get(lastRunId ?? "") ?? null;
    return {
      ...row,
      kind: kindOf({ kind }),
      unmappedParticipants: lastRun?.participants.unmapped ?? 0,
      lastRun,
      watermark: watermark?.toISOString() ?? null,
      // A paused connector runs at no time.
      nextRunAt: row.isPaused ? null : (nextRunAt?.toISOString() ?? null),
      createdAt: createdAt.toISOString(),
    };
  });
}

/** Two hundred of them travel with the list, which shows no more than this. */
function inBrief(run: RunProgress): LastRun {
  const { runId, jobId, trigger, state, step, queuedAt, startedAt, endedAt } = run;
  const { items, isListingComplete, deliveries, findingCount, reason, lastActivityAt } = run;
  return {
    runId,
    jobId,
    trigger,
    state,
    step,
    queuedAt,
    startedAt,
    endedAt,
    items,
    isListingComplete,
    deliveries,
    findingCount,
    reason,
    lastActivityAt,
  };
}
