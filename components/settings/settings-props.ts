import type { FormAction, FormState } from "#components/ui/form-state.ts";
import type { AlertChannel } from "#lib/domain/alert-channel.ts";

/** A new signing secret is shown once, with the answer that it was made in. */
export type SecretState = FormState & { secret?: string | undefined };

/** What can be done on the page of settings. */
export type SettingsActions = {
  saveRules: FormAction;
  saveRetention: FormAction;
  saveEmail: FormAction;
  saveWebhook: (previous: SecretState, form: FormData) => Promise<SecretState>;
  sendTest: (channel: AlertChannel) => Promise<FormState>;
};
