import type { RequestShare, ShareReport } from "#lib/domain/request-share.ts";
import type { Db } from "./client.ts";

/** `ceiling` holds over all workers, `most` is what this one could use. */
type ShareLimits = { ceiling: number; most: number; staleMs: number };

/** Microsoft's strict reading, "4 in flight per app": slower than that never helps. */
const FLOOR = 4;

/**
 * Hands a worker its part of the requests in flight over all workers: an equal one, as far as it can use it and the others
 * have given back what they had more, and at least one. A report of being throttled halves the whole once, however many workers were in
 * that storm. Workers that were silent for `staleMs` have no part any more.
 */
export async function renewRequestShare(
  db: Db,
  workerId: string,
  { grownBy, cutAfter }: ShareReport,
  { ceiling, most, staleMs }: ShareLimits,
): Promise<RequestShare> {
  return db.system(async (sql) => {
    await sql.query("INSERT INTO request_cap (in_flight) VALUES ($1) ON CONFLICT DO NOTHING", [ceiling]);
    // Also lets one worker after the other count what is left.
    const [cap] = await sql.query<{ inFlight: number; cuts: string }>(
      `UPDATE request_cap SET
         in_flight = CASE WHEN cuts = $4 THEN greatest($3, in_flight / 2) ELSE least($1, in_flight + $2) END,
         cuts = cuts + CASE WHEN cuts = $4 THEN 1 ELSE 0 END,
         changed_at = now()
       RETURNING in_flight AS "inFlight", cuts`,
      [ceiling, grownBy, Math.min(FLOOR, ceiling), cutAfter ?? null],
    );
    if (!cap) throw new Error("the cap's row is gone");
    const [share] = await sql.query<{ inFlight: number }>(
      `UPDATE worker_process w SET in_flight_share = greatest(1, least($4, $2 / (1 + o.workers), $2 - o.taken))
       FROM (
         SELECT count(*)::int AS workers, coalesce(sum(in_flight_share), 0)::int AS taken FROM worker_process
         WHERE id <> $1 AND heartbeat_at >= now() - $3 * interval '1 millisecond'
       ) o
       WHERE w.id = $1
       RETURNING w.in_flight_share AS "inFlight"`,
      [workerId, cap.inFlight, staleMs, most],
    );
    return { inFlight: share?.inFlight ?? 1, cuts: Number(cap.cuts) };
  });
}

/** Leaves its part to the others, at a clean stop. */
export async function dropRequestShare(db: Db, workerId: string): Promise<void> {
  await db.system((sql) =>
    sql.query("UPDATE worker_process SET in_flight_share = 0 WHERE id = $1", [workerId]),
  );
}
