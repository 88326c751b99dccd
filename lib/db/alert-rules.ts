import { type AlertKind, type AlertRule, type AlertRules, alertRulesOf } from "#lib/domain/alert.ts";
import type { Sql, Tx } from "./client.ts";

/** The tenant's rules in force. */
export async function readAlertRules(sql: Sql, tenantId: string): Promise<AlertRules> {
  const rows = await sql.query<AlertRule & { kind: string }>(
    `SELECT kind, is_on AS "isOn", threshold FROM alert_rule WHERE tenant_id = $1`,
    [tenantId],
  );
  return alertRulesOf(new Map(rows.map((row) => [row.kind, row])));
}

export async function saveAlertRules(
  tx: Tx,
  tenantId: string,
  rules: readonly [AlertKind, AlertRule][],
): Promise<void> {
  for (const [kind, rule] of rules) {
    await tx.alertRule.upsert({
      where: { tenantId_kind: { tenantId, kind } },
      create: { tenantId, kind, ...rule },
      update: rule,
    });
  }
}
