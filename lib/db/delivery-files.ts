import type { Db } from "./client.ts";

type FileRow = { name: string; sizeBytes: string; modifiedAt: Date };

/** The connector's delivery files that are listed to their end, and since when it imports: its first window's start. */
export async function readDeliveryPast(
  db: Db,
  tenantId: string,
  connectorId: string,
): Promise<{ files: { name: string; sizeBytes: number; modifiedAt: Date }[]; since: Date }> {
  return db.sql(tenantId, async (sql) => {
    const files = await sql.query<FileRow>(
      `SELECT name, size_bytes AS "sizeBytes", modified_at AS "modifiedAt" FROM delivery_file
       WHERE tenant_id = $1 AND connector_id = $2`,
      [tenantId, connectorId],
    );
    const [first] = await sql.query<{ since: Date }>(
      `SELECT min(r.window_from) - max(c.overlap_hours) * interval '1 hour' AS since
       FROM run r JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
       WHERE r.tenant_id = $1 AND r.connector_id = $2`,
      [tenantId, connectorId],
    );
    if (!first) throw new Error(`connector ${connectorId} has no run`);
    return {
      files: files.map((file) => ({ ...file, sizeBytes: Number(file.sizeBytes) })),
      since: first.since,
    };
  });
}
