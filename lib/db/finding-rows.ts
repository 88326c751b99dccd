import type { FindingCount } from "#lib/domain/finding.ts";
import type { SourceReport } from "#lib/pipeline/ports/vendor-source.ts";
import type { Db, Sql } from "./client.ts";

type RunOf = { tenantId: string; runId: string };

/** PostgreSQL's text has no NUL, and a key only so much room. */
const MAX_NAME_BYTES = 500;

/** What a page's source reported, in the page's transaction. */
export async function recordReport(
  sql: Sql,
  run: RunOf & { connectorId: string },
  { findings, files }: SourceReport,
): Promise<void> {
  const { tenantId, runId, connectorId } = run;
  if (findings.length > 0) {
    await sql.query(INSERT_FINDINGS, [
      tenantId,
      runId,
      findings.map(({ code }) => code),
      findings.map(({ file }) => keptName(file)),
      findings.map(({ entry }) => keptName(entry ?? "")),
      findings.map(({ count }) => count),
      connectorId,
    ]);
  }
  if (files.length > 0) {
    await sql.query(UPSERT_FILES, [
      tenantId,
      runId,
      connectorId,
      files.map(({ name }) => name),
      files.map(({ sizeBytes }) => sizeBytes),
      files.map(({ modifiedAt }) => modifiedAt),
      files.map(({ itemCount }) => itemCount),
    ]);
  }
}

// A day without a file is told once: the overlap would tell it again.
const INSERT_FINDINGS = `
  INSERT INTO run_finding (tenant_id, run_id, code, file, entry, count)
  SELECT $1, $2, code, file, entry, count
  FROM unnest($3::text[], $4::text[], $5::text[], $6::int[]) AS f (code, file, entry, count)
  WHERE f.code <> 'delivery-day-missing' OR NOT EXISTS (
    SELECT 1 FROM run r JOIN run_finding known ON known.tenant_id = r.tenant_id AND known.run_id = r.id
    WHERE r.tenant_id = $1 AND r.connector_id = $7 AND r.findings > 0 AND known.code = f.code AND known.file = f.file)
  ON CONFLICT (tenant_id, run_id, code, file, entry) DO NOTHING`;

const UPSERT_FILES = `
  INSERT INTO delivery_file (tenant_id, run_id, connector_id, name, size_bytes, modified_at, item_count)
  SELECT $1, $2, $3, * FROM unnest($4::text[], $5::bigint[], $6::timestamptz[], $7::int[])
  ON CONFLICT (tenant_id, connector_id, name) DO UPDATE SET run_id = excluded.run_id,
    size_bytes = excluded.size_bytes, modified_at = excluded.modified_at, item_count = excluded.item_count`;

function keptName(name: string): string {
  const text = name.replaceAll("\0", "�");
  return Buffer.byteLength(text) <= MAX_NAME_BYTES ? text : `${text.slice(0, MAX_NAME_BYTES / 4)}…`;
}

/** A run's findings as they were found. */
export async function listFindings(
  sql: Sql,
  tenantId: string,
  runId: string,
  limit: number,
): Promise<FindingCount[]> {
  return sql.query<FindingCount>(
    `SELECT code, file, entry, count FROM run_finding WHERE tenant_id = $1 AND run_id = $2 ORDER BY id LIMIT $3`,
    [tenantId, runId, limit],
  );
}

const PAGE_ROWS = 1000;

/** All findings of a run, page by page. */
export async function* logFindings(db: Db, { tenantId, runId }: RunOf): AsyncGenerator<FindingCount[]> {
  for (let last = "0"; ;) {
    const after = last;
    const rows = await db.sql(tenantId, (sql) =>
      sql.query<FindingCount & { id: string }>(
        `SELECT id, code, file, entry, count FROM run_finding
         WHERE tenant_id = $1 AND run_id = $2 AND id > $3 ORDER BY id LIMIT $4`,
        [tenantId, runId, after, PAGE_ROWS],
      ),
    );
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE_ROWS) return;
    last = rows.at(-1)?.id ?? last;
  }
}
