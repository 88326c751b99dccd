import type { Db } from "./client.ts";
import { STALE_AFTER_MS } from "./run-claims.ts";

/** How many jobs of each kind a worker takes at most, and has in hand. */
export type Places = { runPlaces: number; runsAtWork: number; lanePlaces: number; lanesAtWork: number };

/** A worker's sign of life. `lastJobAt` is when it last picked up a job: alive is not the same as working. */
export type WorkerSign = {
  host: string;
  startedAt: Date;
  lastJobAt: Date | undefined;
  places?: Places | undefined;
};

const NO_PLACES: Places = { runPlaces: 0, runsAtWork: 0, lanePlaces: 0, lanesAtWork: 0 };

/** Also forgets workers that have been silent for a day. */
export async function recordWorkerSign(db: Db, workerId: string, sign: WorkerSign): Promise<void> {
  const { runPlaces, runsAtWork, lanePlaces, lanesAtWork } = sign.places ?? NO_PLACES;
  await db.system(async (sql) => {
    await sql.query(
      `INSERT INTO worker_process AS w (id, host, started_at, heartbeat_at, last_job_at, run_places, runs_at_work,
         lane_places, lanes_at_work) VALUES ($1, $2, $3, now(), $4, $5, $6, $7, $8)
       ON CONFLICT (id) DO UPDATE SET heartbeat_at = now(), last_job_at = coalesce(excluded.last_job_at, w.last_job_at),
         run_places = excluded.run_places, runs_at_work = excluded.runs_at_work, lane_places = excluded.lane_places,
         lanes_at_work = excluded.lanes_at_work`,
      [
        workerId,
        sign.host,
        sign.startedAt,
        sign.lastJobAt ?? null,
        runPlaces,
        runsAtWork,
        lanePlaces,
        lanesAtWork,
      ],
    );
    await sql.query("DELETE FROM worker_process WHERE heartbeat_at < now() - interval '1 day'");
  });
}

export type WorkerHealth = {
  workersAlive: number;
  lastJobAt: Date | null;
  jobsAtWork: number;
  /** Since when work waits that a living worker with a free place does not take. */
  waitingSince: Date | null;
};

/** Work that waits no longer than that is on its way: hints are repeated every few seconds. */
const UNTAKEN_MS = 60_000;

/** Workers that gave a sign of life within the last minute, what they do, and whether they take what waits. */
export async function readWorkerHealth(db: Db): Promise<WorkerHealth> {
  return db.system(async (sql) => {
    const [row] = await sql.query<
      Omit<WorkerHealth, "waitingSince"> & {
        isQuiet: boolean;
        takesRuns: boolean;
        takesLanes: boolean;
        now: Date;
      }
    >(
      `SELECT count(*) FILTER (WHERE isAlive)::int AS "workersAlive", max(last_job_at) AS "lastJobAt",
         coalesce(sum(runs_at_work + lanes_at_work) FILTER (WHERE isAlive), 0)::int AS "jobsAtWork",
         coalesce(max(last_job_at) FILTER (WHERE isAlive) < now() - $1 * interval '1 millisecond', true) AS "isQuiet",
         coalesce(bool_or(run_places > runs_at_work) FILTER (WHERE isAlive), false) AS "takesRuns",
         coalesce(bool_or(lane_places > lanes_at_work) FILTER (WHERE isAlive), false) AS "takesLanes", now() AS now
       FROM (SELECT *, heartbeat_at > now() - interval '1 minute' AS isAlive FROM worker_process) w`,
      [UNTAKEN_MS],
    );
    if (!row) return { workersAlive: 0, lastJobAt: null, jobsAtWork: 0, waitingSince: null };
    const { workersAlive, lastJobAt, jobsAtWork, isQuiet, takesRuns, takesLanes, now } = row;
    let waitingSince: Date | null = null;
    if (workersAlive > 0 && isQuiet) {
      const [waits] = await sql.query<{ runs: Date | null; lanes: Date | null }>(
        `SELECT runs_since AS runs, lanes_since AS lanes FROM work_waits_since(now() - $1 * interval '1 millisecond', now())`,
        [STALE_AFTER_MS],
      );
      const untaken = [takesRuns && waits?.runs, takesLanes && waits?.lanes].filter(
        (since) => since instanceof Date && now.getTime() - since.getTime() > UNTAKEN_MS,
      );
      waitingSince = untaken.reduce<Date | null>(
        (oldest, since) => (since instanceof Date && (!oldest || since < oldest) ? since : oldest),
        null,
      );
    }
    return { workersAlive, lastJobAt, jobsAtWork, waitingSince };
  });
}
