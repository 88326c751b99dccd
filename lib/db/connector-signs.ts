import type { ConnectorSigns } from "#lib/domain/connector-health.ts";
import type { RunName } from "#lib/domain/views/run.ts";
import type { Sql } from "./client.ts";
import { ONLY_FINISHES } from "./finishing-runs.ts";

/** The connector, which exists, as its past runs tell of its health. */
export async function findConnectorSigns(
  sql: Sql,
  tenantId: string,
  connectorId: string,
): Promise<ConnectorSigns> {
  const rows = await sql.prepared<SignRow>(SIGNS, [tenantId, connectorId]);
  const runOf = (sign: SignRow["sign"]) => {
    const found = rows.find((row) => row.sign === sign);
    if (!found || found.runId === null || found.jobId === null) return null;
    const { runId, jobId, at, hasIssues } = found;
    return { runId, jobId, at: at.toISOString(), hasIssues };
  };
  const timeOf = (sign: SignRow["sign"]) => rows.find((row) => row.sign === sign)?.at.toISOString() ?? null;
  return {
    validatedAt: timeOf("validated"),
    signedInAt: timeOf("signed-in"),
    readBack: named(runOf("read-back")),
    folderTrouble: named(runOf("folder-trouble")),
    lastSuccess: runOf("success"),
  };
}

type SignRow = {
  sign: "validated" | "signed-in" | "read-back" | "folder-trouble" | "success";
  runId: string | null;
  jobId: string | null;
  at: Date;
  hasIssues: boolean;
};

type NamedRun = RunName & { at: string };

const named = (run: NamedRun | null): NamedRun | null =>
  run && { runId: run.runId, jobId: run.jobId, at: run.at };

/** More runs than these tell of a past that nobody asks about. */
const LATEST = 30;

const SIGNS = `
  WITH latest AS (
    SELECT r.*, coalesce(r.ended_at, r.progress_at, r.started_at) AS at FROM run r
    WHERE r.tenant_id = $1 AND r.connector_id = $2 AND r.started_at IS NOT NULL
    ORDER BY r.number DESC LIMIT ${LATEST}
  ), last_ended AS (SELECT * FROM latest WHERE ended_at IS NOT NULL ORDER BY number DESC LIMIT 1)
  SELECT 'validated' AS sign, NULL::uuid AS "runId", NULL AS "jobId", c.source_validated_at AS at, false AS "hasIssues"
  FROM connector c WHERE c.tenant_id = $1 AND c.id = $2 AND c.source_validated_at IS NOT NULL
  UNION ALL (
    SELECT 'signed-in', id, job_id, started_at, false FROM latest r
    WHERE is_listing_complete AND NOT ${ONLY_FINISHES}
    ORDER BY number DESC LIMIT 1)
  UNION ALL (
    SELECT 'read-back', id, job_id, at, false FROM latest r
    WHERE EXISTS (SELECT 1 FROM lane l WHERE l.tenant_id = $1 AND l.run_id = r.id AND l.verified > 0)
    ORDER BY number DESC LIMIT 1)
  UNION ALL (
    SELECT 'folder-trouble', r.id, r.job_id, r.at, false FROM last_ended r
    WHERE EXISTS (
      SELECT 1 FROM run_reason x
      WHERE x.tenant_id = $1 AND x.run_id = r.id AND x.subject = 'delivery' AND x.code = 'folder-missing' AND x.count > 0))
  UNION ALL (
    SELECT 'success', r.id, r.job_id, r.ended_at, r.state = 'completed-with-issues' FROM run r
    WHERE r.tenant_id = $1 AND r.connector_id = $2 AND r.state IN ('completed', 'completed-with-issues')
    ORDER BY r.number DESC LIMIT 1)`;
