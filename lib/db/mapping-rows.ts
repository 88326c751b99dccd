import type { MappingProblem, MappingRule } from "#lib/domain/mapping-file.ts";
import type { Db, Sql } from "./client.ts";

/** A version whose file is being read. */
export type OpenVersion = { tenantId: string; versionId: bigint };

/**
 * Adds a part of the file, accepted and refused rows, in one transaction.
 * @returns false when the version is gone: a later upload has removed it
 */
export async function insertMappingPart(
  db: Db,
  { tenantId, versionId }: OpenVersion,
  rules: readonly MappingRule[],
  problems: readonly MappingProblem[],
): Promise<boolean> {
  return db.sql(tenantId, async (sql) => {
    const version = [tenantId, versionId.toString()];
    const open = await sql.query(HOLD_VERSION, version);
    if (open.length === 0) return false;
    if (rules.length > 0) {
      await sql.query(INSERT_RULES, [
        ...version,
        rules.map((rule) => rule.phone),
        rules.map((rule) => rule.line),
        rules.map((rule) => rule.address),
        rules.map((rule) => rule.validFrom ?? null),
        rules.map((rule) => rule.validTo ?? null),
      ]);
    }
    await insertProblems(sql, version, problems);
    return true;
  });
}

export async function insertProblems(
  sql: Sql,
  version: readonly string[],
  problems: readonly MappingProblem[],
): Promise<void> {
  if (problems.length === 0) return;
  await sql.query(INSERT_PROBLEMS, [
    ...version,
    problems.map((problem) => problem.line),
    problems.map((problem) => problem.column),
    problems.map((problem) => problem.value),
    problems.map((problem) => problem.reason),
    problems.map((problem) => problem.advice),
  ]);
}

// Whoever removes the version waits for this transaction, and then finds its rows.
const HOLD_VERSION = `
  SELECT 1 FROM mapping_version WHERE tenant_id = $1 AND id = $2 AND state = 'reading' FOR KEY SHARE`;

const INSERT_RULES = `
  INSERT INTO mapping_rule (tenant_id, version_id, phone, line, address, valid_from, valid_to)
  SELECT $1, $2, u.* FROM unnest($3::text[], $4::int[], $5::text[], $6::timestamptz[], $7::timestamptz[]) AS u`;

const INSERT_PROBLEMS = `
  INSERT INTO mapping_problem (tenant_id, version_id, line, column_name, value, reason, advice)
  SELECT $1, $2, u.* FROM unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::text[]) AS u`;
