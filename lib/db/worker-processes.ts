import type { Db } from "./client.ts";

/** A worker's sign of life. `lastJobAt` is when it last picked up a job: alive is not the same as working. */
export type WorkerSign = { host: string; startedAt: Date; lastJobAt: Date | undefined };

/** Also forgets workers that have been silent for a day. */
export async function recordWorkerSign(db: Db, workerId: string, sign: WorkerSign): Promise<void> {
  await db.system(async (sql) => {
    await sql.query(
      `INSERT INTO worker_process AS w (id, host, started_at, heartbeat_at, last_job_at) VALUES ($1, $2, $3, now(), $4)
       ON CONFLICT (id) DO UPDATE SET heartbeat_at = now(), last_job_at = coalesce(excluded.last_job_at, w.last_job_at)`,
      [workerId, sign.host, sign.startedAt, sign.lastJobAt ?? null],
    );
    await sql.query("DELETE FROM worker_process WHERE heartbeat_at < now() - interval '1 day'");
  });
}

/** Workers that gave a sign of life within the last minute, and when any of them last picked up a job. */
export async function readWorkerHealth(db: Db): Promise<{ workersAlive: number; lastJobAt: Date | null }> {
  const [row] = await db.system((sql) =>
    sql.query<{ workersAlive: number; lastJobAt: Date | null }>(
      `SELECT count(*) FILTER (WHERE heartbeat_at > now() - interval '1 minute')::int AS "workersAlive",
         max(last_job_at) AS "lastJobAt"
       FROM worker_process`,
    ),
  );
  return row ?? { workersAlive: 0, lastJobAt: null };
}
