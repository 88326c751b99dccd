import type { ConnectorState } from "#lib/domain/connector.ts";
import type { ConnectorSummary } from "#lib/domain/views.ts";
import type { Sql } from "./client.ts";
import { kindOf } from "./connector-settings.ts";
import { isUuid } from "./ids.ts";
import { listRunProgress } from "./run-progress.ts";

/** Connectors that were created, by name, each with its last run; drafts are no connectors yet. */
export async function listConnectorSummaries(sql: Sql, tenantId: string): Promise<ConnectorSummary[]> {
  return withLastRuns(sql, tenantId, await sql.query<SummaryRow>(ALL, [tenantId]));
}

export async function findConnectorSummary(
  sql: Sql,
  tenantId: string,
  connectorId: string,
): Promise<ConnectorSummary | undefined> {
  if (!isUuid(connectorId)) return undefined;
  const rows = await sql.query<SummaryRow>(ONE, [tenantId, connectorId]);
  return (await withLastRuns(sql, tenantId, rows))[0];
}

type SummaryRow = {
  connectorId: string;
  name: string;
  kind: string;
  state: ConnectorState;
  isPaused: boolean;
  actionRequired: string | null;
  nextRunAt: Date | null;
  createdAt: Date;
  lastRunId: string | null;
};

const SUMMARY = `
  SELECT c.id AS "connectorId", c.name, c.kind, s.state, c.state = 'paused' AS "isPaused",
    c.action_required AS "actionRequired", c.next_run_at AS "nextRunAt", c.created_at AS "createdAt",
    (SELECT r.id FROM run r WHERE r.tenant_id = c.tenant_id AND r.connector_id = c.id
     ORDER BY r.number DESC LIMIT 1) AS "lastRunId"
  FROM connector c JOIN connector_state s ON s.tenant_id = c.tenant_id AND s.connector_id = c.id
  WHERE c.tenant_id = $1`;
const ALL = `${SUMMARY} ORDER BY lower(c.name), c.id`;
const ONE = `${SUMMARY} AND c.id = $2`;

async function withLastRuns(
  sql: Sql,
  tenantId: string,
  rows: readonly SummaryRow[],
): Promise<ConnectorSummary[]> {
  const runIds = rows.flatMap(({ lastRunId }) => (lastRunId === null ? [] : [lastRunId]));
  const runs = await listRunProgress(sql, tenantId, runIds);
  const lastRuns = new Map(runs.map((run) => [run.runId, run]));
  return rows.map(({ lastRunId, nextRunAt, createdAt, kind, ...row }) => {
    const lastRun = lastRuns.get(lastRunId ?? "") ?? null;
    return {
      ...row,
      kind: kindOf({ kind }),
      unmappedParticipants: lastRun?.participants.unmapped ?? 0,
      lastRun,
      // A paused connector runs at no time.
      nextRunAt: row.isPaused ? null : (nextRunAt?.toISOString() ?? null),
      createdAt: createdAt.toISOString(),
    };
  });
}
