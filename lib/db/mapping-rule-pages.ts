import { parsePhoneNumber, parseSmtpAddress } from "#lib/domain/address.ts";
import type { MappingRule } from "#lib/domain/mapping-file.ts";
import type { Sql } from "./client.ts";

export type RulePlace = { phone: string; line: number };

export const FIRST_RULE: RulePlace = { phone: "", line: 0 };

/** Rows of a version by number and line, after a place: as the primary key has them. `prefix` is how their numbers begin. */
export async function listRulePage(
  sql: Sql,
  versionId: bigint,
  after: RulePlace,
  limit: number,
  prefix = "",
): Promise<MappingRule[]> {
  const place = [after.phone, after.line, limit];
  const rows = await sql.query<RuleRow>(RULES, [versionId.toString(), ...place, prefix, `${prefix}${NINES}`]);
  return rows.map(toRule);
}

export type RuleRow = RulePlace & { address: string; validFrom: Date | null; validTo: Date | null };

/** Longer than any number, and behind all that begin alike, whatever the database's collation makes of signs. */
const NINES = "9".repeat(16);

const RULES = `
  SELECT phone, line, address, valid_from AS "validFrom", valid_to AS "validTo" FROM mapping_rule
  WHERE version_id = $1 AND (phone, line) > ($2, $3) AND ($5 = '' OR (phone >= $5 AND phone <= $6))
  ORDER BY phone, line LIMIT $4`;

/** Both were normalized before they were stored; the parsers give them their types back. */
export function toRule({ phone, line, address, validFrom, validTo }: RuleRow): MappingRule {
  const parsed = { phone: parsePhoneNumber(phone), address: parseSmtpAddress(address) };
  if (!parsed.phone || !parsed.address) throw new Error(`mapping row ${line} was not stored normalized`);
  return {
    phone: parsed.phone,
    address: parsed.address,
    line,
    validFrom: validFrom ?? undefined,
    validTo: validTo ?? undefined,
  };
}
