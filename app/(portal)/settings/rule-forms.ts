import { z } from "zod";
import type { AlertKind } from "#lib/domain/alert.ts";
import type { AlertRuleForm } from "#lib/services/alert/change-alert-rules.ts";

const threshold = z.string().max(20).catch("");

/** The form of rules: `on-<kind>` where it is switched on, `threshold-<kind>` where it has one. */
export function readRuleForms(form: FormData): Record<AlertKind, AlertRuleForm> {
  const rule = (kind: string): AlertRuleForm => ({
    isOn: form.has(`on-${kind}`),
    threshold: threshold.parse(form.get(`threshold-${kind}`)),
  });
  return {
    "run-failed": rule("run-failed"),
    "run-missing": rule("run-missing"),
    "nothing-imported": rule("nothing-imported"),
    "access-broken": rule("access-broken"),
    "no-worker": rule("no-worker"),
    "ledger-finding": rule("ledger-finding"),
  };
}
