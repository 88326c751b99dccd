import type { Db } from "./client.ts";

/** Connectors whose time has come and that have no active run. */
export async function sweepDueConnectors(
  db: Db,
  now: Date,
): Promise<{ tenantId: string; connectorId: string }[]> {
  return db.system((sql) =>
    sql.query(`SELECT tenant_id AS "tenantId", connector_id AS "connectorId" FROM sweep_due_connectors($1)`, [
      now,
    ]),
  );
}

/** Runs that nobody holds and that can go on: queued, due for another try, cancelled, or with all their lanes done. */
export async function sweepRuns(
  db: Db,
  staleBefore: Date,
  now: Date,
): Promise<{ tenantId: string; runId: string }[]> {
  return db.system((sql) =>
    sql.query(`SELECT tenant_id AS "tenantId", run_id AS "runId" FROM sweep_runs($1, $2)`, [
      staleBefore,
      now,
    ]),
  );
}

/** Open lanes of importing runs whose mailbox nobody holds and that is not throttled now. */
export async function sweepLanes(
  db: Db,
  staleBefore: Date,
  now: Date,
  limit: number,
): Promise<{ tenantId: string; runId: string; userId: string }[]> {
  return db.system((sql) =>
    sql.query(
      `SELECT tenant_id AS "tenantId", run_id AS "runId", user_id AS "userId" FROM sweep_lanes($1, $2, $3)`,
      [staleBefore, now, limit],
    ),
  );
}
