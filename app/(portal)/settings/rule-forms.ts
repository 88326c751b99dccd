import { z } from "zod";
import { type AlertKind, forEveryKind } from "#lib/domain/alert.ts";
import type { AlertRuleForm } from "#lib/services/alert/change-alert-rules.ts";

const threshold = z.string().max(20).catch("");

/** The form of rules: `on-<kind>` where it is switched on, `threshold-<kind>` where it has one. */
export function readRuleForms(form: FormData): Record<AlertKind, AlertRuleForm> {
  return forEveryKind((kind) => ({
    isOn: form.has(`on-${kind}`),
    threshold: threshold.parse(form.get(`threshold-${kind}`)),
  }));
}
