import { createOverlapFinder, type Overlap, problemOfOverlap } from "#lib/domain/mapping-overlaps.ts";
import type { Db, Sql } from "./client.ts";
import { insertProblems, type OpenVersion } from "./mapping-rows.ts";

const FETCH_ROWS = 5000;

/**
 * Turns rows that say of a number what an earlier line says already, for some of the same time, into problems. Only
 * numbers with several rows are looked at, some thousand rows at a time.
 * @returns how many
 */
export async function refuseOverlaps(db: Db, { tenantId, versionId }: OpenVersion): Promise<number> {
  return db.sql(tenantId, async (sql) => {
    const findOverlaps = createOverlapFinder();
    const version = [tenantId, versionId.toString()];
    await sql.query(OPEN_REPEATED, [versionId.toString()]);
    let refused = 0;
    for (;;) {
      const rows = await sql.query<RepeatedRow>(FETCH);
      if (rows.length === 0) return refused;
      const overlaps = findOverlaps(rows.map((row) => periodOf(row)));
      if (overlaps.length > 0) await refuse(sql, version, overlaps);
      refused += overlaps.length;
    }
  });
}

type RepeatedRow = { phone: string; line: number; validFrom: Date | null; validTo: Date | null };

const periodOf = ({ phone, line, validFrom, validTo }: RepeatedRow) => ({
  phone,
  line,
  validFrom: validFrom ?? undefined,
  validTo: validTo ?? undefined,
});

// Along the primary key, which has the order; the cursor sees the rows as they were when it was opened.
const OPEN_REPEATED = `
  DECLARE repeated NO SCROLL CURSOR FOR
  SELECT phone, line, valid_from AS "validFrom", valid_to AS "validTo" FROM (
    SELECT m.*, lag(phone) OVER along AS before, lead(phone) OVER along AS behind
    FROM mapping_rule m WHERE version_id = $1
    WINDOW along AS (ORDER BY phone, line)
  ) neighbours
  WHERE phone = before OR phone = behind
  ORDER BY phone, line`;
const FETCH = `FETCH ${FETCH_ROWS} FROM repeated`;

async function refuse(sql: Sql, version: readonly string[], overlaps: readonly Overlap[]): Promise<void> {
  await sql.query(DELETE_RULES, [
    ...version,
    overlaps.map((overlap) => overlap.phone),
    overlaps.map((overlap) => overlap.line),
  ]);
  await insertProblems(
    sql,
    version,
    overlaps.map((overlap) => problemOfOverlap(overlap)),
  );
}

const DELETE_RULES = `
  DELETE FROM mapping_rule m USING unnest($3::text[], $4::int[]) AS u (phone, line)
  WHERE m.tenant_id = $1 AND m.version_id = $2 AND m.phone = u.phone AND m.line = u.line`;
