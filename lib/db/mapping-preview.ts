import type { MappingProblem } from "#lib/domain/mapping-file.ts";
import type { MappingPreview } from "#lib/domain/views/mapping.ts";
import type { Sql } from "./client.ts";
import { VALID_ADDRESSES } from "./mapping-resolved.ts";

type SampleRow = MappingPreview["sample"][number];

/** Those of the rows that were accepted in the end, with what their address leads to; null before a first sync. */
export async function listSample(
  sql: Sql,
  tenantId: string,
  versionId: bigint,
  rows: readonly { phone: string; line: number }[],
): Promise<SampleRow[]> {
  return sql.query<SampleRow>(SAMPLE, [
    tenantId,
    versionId.toString(),
    rows.map((row) => row.phone),
    rows.map((row) => row.line),
  ]);
}

const IS_RESOLVED = `
  CASE WHEN EXISTS (SELECT 1 FROM directory_state s WHERE s.tenant_id = $1 AND s.synced_at IS NOT NULL)
    THEN EXISTS (SELECT 1 FROM ${VALID_ADDRESSES} WHERE valid.address = m.address) END`;

const SAMPLE = `
  SELECT m.line, m.phone, m.address, ${IS_RESOLVED} AS "isResolved"
  FROM unnest($3::text[], $4::int[]) AS u (phone, line)
  JOIN mapping_rule m ON m.version_id = $2 AND m.phone = u.phone AND m.line = u.line
  ORDER BY m.line`;

/** How many rows of a version are, mailbox and days included, as in `baseId`; the first of them, and of the others. */
export async function compareRows(
  sql: Sql,
  { tenantId, versionId, baseId }: { tenantId: string; versionId: bigint; baseId: bigint },
): Promise<{ unchangedRows: number; unchanged: SampleRow[]; changed: SampleRow[] }> {
  const ids = [versionId.toString(), baseId.toString()];
  const [counts] = await sql.query<{ count: number }>(COUNT_SAME, ids);
  const unchanged = await sql.query<SampleRow>(sampleWhere(IS_SAME), [tenantId, ...ids]);
  const changed = await sql.query<SampleRow>(sampleWhere(`NOT ${IS_SAME}`), [tenantId, ...ids]);
  return { unchangedRows: counts?.count ?? 0, unchanged, changed };
}

const SAMPLE_ROWS = 20;

// Both versions are read along their key.
const isSameIn = (base: string) => `EXISTS (
  SELECT 1 FROM mapping_rule o WHERE o.version_id = ${base} AND o.phone = m.phone AND o.address = m.address
    AND (o.valid_from, o.valid_to) IS NOT DISTINCT FROM (m.valid_from, m.valid_to))`;
const IS_SAME = isSameIn("$3");
const COUNT_SAME = `SELECT count(*)::int AS count FROM mapping_rule m WHERE m.version_id = $1 AND ${isSameIn("$2")}`;

const sampleWhere = (condition: string) => `
  SELECT m.line, m.phone, m.address, ${IS_RESOLVED} AS "isResolved"
  FROM (
    SELECT * FROM mapping_rule m WHERE m.version_id = $2 AND ${condition} ORDER BY m.phone, m.line LIMIT ${SAMPLE_ROWS}
  ) m
  ORDER BY m.line`;

export type ProblemPage = { problems: MappingProblem[]; next: ProblemPlace };
export type ProblemPlace = { line: number; id: string };

export const FIRST_PROBLEM: ProblemPlace = { line: -1, id: "0" };

/** Refused rows by line, after a place. */
export async function listProblemPage(
  sql: Sql,
  versionId: bigint,
  after: ProblemPlace,
  limit: number,
): Promise<ProblemPage> {
  const rows = await sql.query<MappingProblem & { id: string }>(PROBLEMS, [
    versionId.toString(),
    after.line,
    after.id,
    limit,
  ]);
  const last = rows.at(-1);
  return {
    problems: rows.map(({ line, column, value, reason, advice }) => ({
      line,
      column,
      value,
      reason,
      advice,
    })),
    next: last ? { line: last.line, id: last.id } : after,
  };
}

const PROBLEMS = `
  SELECT id, line, column_name AS "column", value, reason, advice FROM mapping_problem
  WHERE version_id = $1 AND (line, id) > ($2, $3) ORDER BY line, id LIMIT $4`;
