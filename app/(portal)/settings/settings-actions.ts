"use server";
import { refresh } from "next/cache";
import { z } from "zod";
import { act } from "#app/_server/act.ts";
import type { FormState } from "#components/ui/form-state.ts";
import type { SecretState } from "#components/settings/settings-props.ts";
import { typedText } from "#lib/domain/outside-text.ts";
import { keepDaysWords } from "#lib/domain/retention.ts";
import { ALERT_CHANNELS, type AlertChannel } from "#lib/domain/alert-channel.ts";
import { serviceContext } from "#lib/server.ts";
import { changeAlertRules } from "#lib/services/alert/change-alert-rules.ts";
import { saveEmailChannel } from "#lib/services/alert/save-email-channel.ts";
import { saveWebhookChannel } from "#lib/services/alert/save-webhook-channel.ts";
import { sendTestAlert } from "#lib/services/alert/send-test-alert.ts";
import { changeRetention } from "#lib/services/retention/change-retention.ts";
import { readRuleForms } from "./rule-forms.ts";

const box = z.literal("on").optional();
const line = typedText.max(2000);

const emailForm = z.object({
  on: box,
  host: line,
  port: line,
  security: z.enum(["starttls", "implicit", "none"]),
  username: line,
  password: line,
  from: line,
  to: typedText.max(8000),
});
const retentionForm = z.object({ rule: z.enum(["days", "for-ever"]), days: z.string().max(20).catch("") });
const webhookForm = z.object({ on: box, url: typedText.max(4000), renew: box });

export async function saveRulesAction(_previous: FormState, form: FormData): Promise<FormState> {
  return act(async () => {
    await changeAlertRules(await serviceContext(), readRuleForms(form));
    refresh();
    return "The rules are saved.";
  });
}

export async function saveRetentionAction(_previous: FormState, form: FormData): Promise<FormState> {
  return act(async () => {
    const { rule, days } = retentionForm.parse(Object.fromEntries(form));
    const keepDays = await changeRetention(await serviceContext(), { isForEver: rule === "for-ever", days });
    refresh();
    if (keepDays === null) return "Saved. From now on originals are kept forever.";
    return `Saved. Originals are kept for ${keepDaysWords(keepDays)} after they are no longer needed; workers apply this within a minute.`;
  });
}

export async function saveEmailAction(_previous: FormState, form: FormData): Promise<FormState> {
  return act(async () => {
    const { on, ...email } = emailForm.parse(Object.fromEntries(form));
    await saveEmailChannel(await serviceContext(), { isOn: on === "on", ...email });
    refresh();
    return "The e-mail settings are saved. Send a test to see whether mail arrives.";
  });
}

export async function saveWebhookAction(_previous: FormState, form: FormData): Promise<SecretState> {
  let secret: string | undefined;
  const state = await act(async () => {
    const { on, url, renew } = webhookForm.parse(Object.fromEntries(form));
    const input = { isOn: on === "on", url, isSecretRenewed: renew === "on" };
    secret = await saveWebhookChannel(await serviceContext(), input);
    refresh();
    return secret === undefined
      ? "The webhook is saved."
      : "The webhook is saved, with a new signing secret.";
  });
  return state.status === "done" ? { ...state, secret } : state;
}

export async function sendTestAction(channel: AlertChannel): Promise<FormState> {
  return act(async () => {
    const refused = await sendTestAlert(await serviceContext(), z.enum(ALERT_CHANNELS).parse(channel));
    refresh();
    if (refused.length === 0) return "The test message was sent.";
    const message = "The test message was sent, but not to everybody.";
    return { message, warning: `The mail server refused: ${refused.join(", ")}.` };
  });
}
