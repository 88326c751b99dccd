import type { ConsentState } from "#lib/domain/views/connector.ts";

export const CONSENT_WORDS: Record<ConsentState, string> = {
  unknown: "Not granted",
  pending: "Waiting for Microsoft to confirm",
  granted: "Granted tenant-wide",
  "granted-scoped": "Granted for a scope of mailboxes",
  declined: "Declined",
};
