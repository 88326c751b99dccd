import { restOf } from "#lib/domain/window.ts";
import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { Sql } from "./client.ts";
import { jobIdOf } from "./insert-run.ts";

type CutRun = { connectorId: string; kind: string; from: Date; to: Date; plannedFrom: Date; plannedTo: Date };

const CUT_RUN = `
  SELECT r.connector_id AS "connectorId", c.kind, r.window_from AS "from", r.window_to AS "to",
    r.planned_from AS "plannedFrom", r.planned_to AS "plannedTo"
  FROM run r JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
  WHERE r.tenant_id = $1 AND r.id = $2 AND r.planned_to IS NOT NULL`;

/** Queues what is left of the run's window, if it was cut. In the transaction that ends the run: one is active at a time. */
export async function insertRest(sql: Sql, { tenantId, runId }: RunClaim, now: Date): Promise<void> {
  const [run] = await sql.query<CutRun>(CUT_RUN, [tenantId, runId]);
  if (!run) return;
  const rest = restOf({ from: run.plannedFrom, to: run.plannedTo }, run);
  const [tenant] = await sql.query<{ number: number }>(
    `UPDATE tenant SET last_run_number = last_run_number + 1 WHERE tenant_id = $1 RETURNING last_run_number AS number`,
    [tenantId],
  );
  if (!tenant) throw new Error(`tenant ${tenantId} is gone`);
  await sql.query(INSERT_REST, [
    tenantId,
    run.connectorId,
    tenant.number,
    jobIdOf(run.kind, tenant.number),
    rest.from,
    rest.to,
    now,
  ]);
}

const INSERT_REST = `
  INSERT INTO run (tenant_id, connector_id, number, job_id, window_from, window_to, attempt_no, trigger, queued_at)
  SELECT $1, $2, $3, $4, $5, $6, 1 + count(*), 'rest', $7 FROM run
  WHERE tenant_id = $1 AND connector_id = $2 AND window_from = $5 AND window_to = $6`;
