import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { Db } from "./client.ts";

type FileRow = { name: string; sizeBytes: string; modifiedAt: Date; isDueAgain: boolean };

/**
 * The connector's delivery files that are listed to their end, and since when it imports: its first window's start, or
 * the start of the run's window where that lies before it. A run over a past window finds the files of that window due
 * again, but for those that it has listed itself.
 */
export async function readDeliveryPast(
  db: Db,
  { tenantId, runId }: RunClaim,
): Promise<{ files: (Omit<FileRow, "sizeBytes"> & { sizeBytes: number })[]; since: Date }> {
  return db.sql(tenantId, async (sql) => {
    const files = await sql.query<FileRow>(READ_FILES, [tenantId, runId]);
    const [first] = await sql.query<{ since: Date }>(READ_SINCE, [tenantId, runId]);
    if (!first) throw new Error(`run ${runId} is gone`);
    return {
      files: files.map((file) => ({ ...file, sizeBytes: Number(file.sizeBytes) })),
      since: first.since,
    };
  });
}

/** What is left of a past window that was cut is as past as the window: the watermark is behind it. */
const IS_PAST = `(me.trigger = 'again' OR (me.trigger = 'rest' AND me.window_to <= c.watermark))`;

// A file is of the window in which its time lies; one that came late, of the window of the run that listed it.
const READ_FILES = `
  SELECT f.name, f.size_bytes AS "sizeBytes", f.modified_at AS "modifiedAt",
    coalesce(${IS_PAST} AND f.run_id <> me.id AND (
      (f.modified_at >= me.window_from - w.overlap AND f.modified_at < me.window_to)
      OR (NOT (f.modified_at >= r.window_from - w.overlap AND f.modified_at < r.window_to)
        AND r.window_from < me.window_to AND r.window_to > me.window_from - w.overlap)), false) AS "isDueAgain"
  FROM run me
  JOIN connector c ON c.tenant_id = me.tenant_id AND c.id = me.connector_id
  CROSS JOIN LATERAL (SELECT c.overlap_hours * interval '1 hour' AS overlap) w
  JOIN delivery_file f ON f.tenant_id = me.tenant_id AND f.connector_id = me.connector_id
  JOIN run r ON r.tenant_id = f.tenant_id AND r.id = f.run_id
  WHERE me.tenant_id = $1 AND me.id = $2`;

/** A period of free choice lets later runs look no further back. */
const READ_SINCE = `
  SELECT least(min(r.window_from), me.window_from) - c.overlap_hours * interval '1 hour' AS since
  FROM run me
  JOIN connector c ON c.tenant_id = me.tenant_id AND c.id = me.connector_id
  LEFT JOIN run r ON r.tenant_id = me.tenant_id AND r.connector_id = me.connector_id
    AND r.trigger IN ('first', 'schedule', 'manual')
  WHERE me.tenant_id = $1 AND me.id = $2
  GROUP BY me.window_from, c.overlap_hours`;
