import type { Db, Sql } from "./client.ts";

/** Keeps the sums of a run's lanes with the run, once it has ended. @returns false where that has to wait, or was done */
export async function sumEndedRun(sql: Sql, tenantId: string, runId: string): Promise<boolean> {
  const [answer] = await sql.prepared<{ isSummed: boolean }>('SELECT sum_ended_run($1, $2) AS "isSummed"', [
    tenantId,
    runId,
  ]);
  return answer?.isSummed === true;
}

/** The same for runs whose sums are not known, or were forgotten when something of them changed; the latest first. */
export async function sumEndedRuns(db: Db, limit: number): Promise<void> {
  const runs = await db.system((sql) =>
    sql.prepared<{ tenantId: string; runId: string }>(
      `SELECT tenant_id AS "tenantId", run_id AS "runId" FROM sweep_unsummed_runs($1)`,
      [limit],
    ),
  );
  for (const { tenantId, runId } of runs) await db.sql(tenantId, (sql) => sumEndedRun(sql, tenantId, runId));
}
