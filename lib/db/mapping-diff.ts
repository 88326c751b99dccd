import type { MappingDiffCounts, MappingDiffRow } from "#lib/domain/views/mapping.ts";
import type { Sql } from "./client.ts";

/** A row's place among the differences: by number, then by when it begins. */
export type DiffPlace = { phone: string; from: string };

export const FIRST_DIFF: DiffPlace = { phone: "", from: "-infinity" };

export type PlacedDiff = { row: MappingDiffRow; place: DiffPlace };

// A row is the same one where number and beginning are: then its mailbox or its end may have changed. Both versions are
// read along their key, from the place on.
const CHANGES = `
  SELECT coalesce(a.phone, b.phone) AS phone, coalesce(a.begins, b.begins) AS begins,
    CASE WHEN a.phone IS NULL THEN 'added' WHEN b.phone IS NULL THEN 'removed' ELSE 'changed' END AS change,
    a.address AS "oldAddress", a.valid_from AS "oldFrom", a.valid_to AS "oldTo",
    b.address AS "newAddress", b.valid_from AS "newFrom", b.valid_to AS "newTo"
  FROM (SELECT *, coalesce(valid_from, '-infinity') AS begins FROM mapping_rule WHERE version_id = $1 AND phone >= $3) a
  FULL JOIN (SELECT *, coalesce(valid_from, '-infinity') AS begins FROM mapping_rule WHERE version_id = $2 AND phone >= $3) b
    ON a.phone = b.phone AND a.begins = b.begins
  WHERE (a.phone, a.address, a.valid_to) IS DISTINCT FROM (b.phone, b.address, b.valid_to)`;

const PAGE = `
  SELECT *, begins::text AS place FROM (${CHANGES}) d WHERE (phone, begins) > ($3, $4::timestamptz)
  ORDER BY phone, d.begins LIMIT $5`;

const COUNTS = `
  SELECT count(*) FILTER (WHERE change = 'added')::int AS added, count(*) FILTER (WHERE change = 'removed')::int AS removed,
    count(*) FILTER (WHERE change = 'changed')::int AS changed
  FROM (${CHANGES}) d`;

type DiffColumns = {
  phone: string;
  place: string;
  change: MappingDiffRow["change"];
  oldAddress: string | null;
  oldFrom: Date | null;
  oldTo: Date | null;
  newAddress: string | null;
  newFrom: Date | null;
  newTo: Date | null;
};

type Versions = { from: bigint; to: bigint };

/** What is different in the version `to`, after a place. */
export async function listDiffPage(
  sql: Sql,
  { from, to }: Versions,
  after: DiffPlace,
  limit: number,
): Promise<PlacedDiff[]> {
  const values = [from.toString(), to.toString(), after.phone, after.from, limit];
  const rows = await sql.query<DiffColumns>(PAGE, values);
  return rows.map((row) => ({
    row: {
      change: row.change,
      phone: row.phone,
      before: sideOf(row.oldAddress, row.oldFrom, row.oldTo),
      after: sideOf(row.newAddress, row.newFrom, row.newTo),
    },
    place: { phone: row.phone, from: row.place },
  }));
}

export async function countDiff(sql: Sql, { from, to }: Versions): Promise<MappingDiffCounts> {
  const [counts] = await sql.query<MappingDiffCounts>(COUNTS, [from.toString(), to.toString(), ""]);
  return counts ?? { added: 0, removed: 0, changed: 0 };
}

function sideOf(address: string | null, from: Date | null, to: Date | null): MappingDiffRow["before"] {
  if (address === null) return null;
  return { address, validFrom: from?.toISOString() ?? null, validTo: to?.toISOString() ?? null };
}
