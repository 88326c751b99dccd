import type { PhoneNumber } from "#lib/domain/address.ts";
import type { MappingRule } from "#lib/domain/mapping-file.ts";
import type { Tx } from "./client.ts";
import { type RuleRow, toRule } from "./mapping-rule-pages.ts";

/** The rows of one number in a version, in the order of their lines. */
export async function listRulesOfNumber(
  tx: Tx,
  versionId: bigint,
  phone: PhoneNumber,
): Promise<MappingRule[]> {
  const rows = await tx.$queryRaw<RuleRow[]>`
    SELECT phone, line, address, valid_from AS "validFrom", valid_to AS "validTo" FROM mapping_rule
    WHERE version_id = ${versionId} AND phone = ${phone} ORDER BY line`;
  return rows.map((row) => toRule(row));
}

/** Takes over the rows of another version, without those of one number. @returns how many, and the last of their lines */
export async function copyRules(
  tx: Tx,
  version: { tenantId: string; id: bigint },
  from: bigint,
  except: PhoneNumber | null,
): Promise<{ rows: number; lastLine: number }> {
  const rows = await tx.$executeRaw`
    INSERT INTO mapping_rule (tenant_id, version_id, phone, line, address, valid_from, valid_to)
    SELECT ${version.tenantId}::uuid, ${version.id}, phone, line, address, valid_from, valid_to FROM mapping_rule
    WHERE version_id = ${from} AND phone IS DISTINCT FROM ${except}`;
  const [last] = await tx.$queryRaw<{ line: number | null }[]>`
    SELECT max(line) AS line FROM mapping_rule WHERE version_id = ${from}`;
  return { rows, lastLine: last?.line ?? 0 };
}

export async function insertRules(
  tx: Tx,
  { tenantId, id: versionId }: { tenantId: string; id: bigint },
  rules: readonly MappingRule[],
): Promise<void> {
  await tx.mappingRule.createMany({
    data: rules.map(({ phone, line, address, validFrom, validTo }) => ({
      tenantId,
      versionId,
      phone,
      line,
      address,
      validFrom: validFrom ?? null,
      validTo: validTo ?? null,
    })),
  });
}
