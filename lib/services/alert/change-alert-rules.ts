import { readAlertRules, saveAlertRules } from "#lib/db/alert-rules.ts";
import { ALERT_KINDS, ALERT_RULES, type AlertKind, type AlertRule } from "#lib/domain/alert.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { recordDeed } from "../shared/record-deed.ts";

/** As typed: a threshold that was left empty is the usual one. */
export type AlertRuleForm = { isOn: boolean; threshold: string };

/**
 * Which kinds of alerts are raised, and from how much on. Open alerts of a rule that is switched off resolve.
 * @throws Refusal at `threshold-<kind>`
 */
export async function changeAlertRules(
  context: ServiceContext,
  form: Record<AlertKind, AlertRuleForm>,
): Promise<void> {
  authorize(context, "change-settings");
  const next = new Map(ALERT_KINDS.map((kind) => [kind, ruleOf(kind, form[kind])]));
  const { tenantId } = context.viewer;
  const before = await context.db.sql(tenantId, (sql) => readAlertRules(sql, tenantId));
  const changed = [...next].filter(([kind, rule]) => wordsOf(rule) !== wordsOf(before[kind]));
  if (changed.length === 0) return;
  await context.db.tenant(tenantId, async (tx) => {
    await saveAlertRules(tx, tenantId, changed);
    await recordDeed(tx, context, {
      action: "change-alert-rules",
      targetKind: "tenant",
      targetId: tenantId,
      before: fieldsOf(changed.map(([kind]) => [kind, before[kind]])),
      after: fieldsOf(changed),
    });
  });
}

function ruleOf(kind: AlertKind, { isOn, threshold }: AlertRuleForm): AlertRule {
  const bounds = ALERT_RULES[kind].threshold;
  if (!bounds) return { isOn, threshold: null };
  const value = threshold.trim() === "" ? bounds.usual : Number(threshold);
  if (Number.isInteger(value) && value >= bounds.least && value <= bounds.most)
    return { isOn, threshold: value };
  throw new Refusal(
    "threshold-unreadable",
    `Enter a whole number from ${bounds.least} to ${bounds.most}.`,
    `threshold-${kind}`,
  );
}

function fieldsOf(rules: readonly [AlertKind, AlertRule][]): Record<string, string> {
  return Object.fromEntries(rules.map(([kind, rule]) => [kind, wordsOf(rule)]));
}

function wordsOf({ isOn, threshold }: AlertRule): string {
  return `${isOn ? "on" : "off"}${threshold === null ? "" : `, ${threshold}`}`;
}
