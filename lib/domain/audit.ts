/** What was changed, as plain JSON; never a secret. */
export type AuditFields = Record<string, string | number | boolean | null>;

export type AuditTargetKind = "tenant" | "connector" | "run";

/** Who did what, when, from where: one deed. */
export type AuditDeed = {
  tenantId: string;
  at: Date;
  actorId: string;
  actorName: string;
  sourceAddress: string;
  /** The verb's name: `accept-terms`. */
  action: string;
  targetKind: AuditTargetKind;
  targetId: string;
  before?: AuditFields | undefined;
  after?: AuditFields | undefined;
};

/** The bytes of a seal before the first entry. */
export const FIRST_SEAL: Uint8Array = new Uint8Array(32);

/**
 * What the seal of an entry covers: the seal before it, its number, and every field, spelled in one way whatever order
 * a database gives the changed fields back in.
 */
export function sealedBytesOf(previousSeal: Uint8Array, number: bigint, deed: AuditDeed): Uint8Array {
  const text = JSON.stringify([
    number.toString(),
    deed.tenantId,
    deed.at.toISOString(),
    deed.actorId,
    deed.actorName,
    deed.sourceAddress,
    deed.action,
    deed.targetKind,
    deed.targetId,
    sortedFields(deed.before),
    sortedFields(deed.after),
  ]);
  const bytes = new TextEncoder().encode(text);
  const sealed = new Uint8Array(previousSeal.byteLength + bytes.byteLength);
  sealed.set(previousSeal);
  sealed.set(bytes, previousSeal.byteLength);
  return sealed;
}

function sortedFields(fields: AuditFields | undefined): [string, AuditFields[string]][] | null {
  if (!fields) return null;
  return Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1));
}

/** What is wrong with a chain, at its first wrong place. */
export type AuditFinding = {
  kind: "altered" | "missing" | "unsealed" | "key-unknown" | "cut-off";
  /** The entry's number; of an unsealed one, the number before it. */
  number: string;
};

export const AUDIT_FINDINGS: Record<AuditFinding["kind"], string> = {
  altered: "The entry was altered after it had been written.",
  missing: "An entry is missing before this one.",
  unsealed: "An entry without a seal stands after this one.",
  "key-unknown": "The key that sealed the entry is not configured, so it cannot be checked.",
  "cut-off": "Entries after this one were removed.",
};

const ACTION_NAMES: Record<string, string> = {
  "accept-terms": "Accepted the terms of service",
  "activate-connector": "Created the connector",
  "attest-role": "Confirmed the Mailbox Import Export role",
  "begin-consent": "Asked for admin consent",
  "cancel-run": "Cancelled the run",
  "check-login": "Stored TeleMessage credentials",
  "choose-mapping": "Chose the user mapping",
  "create-draft": "Began a setup",
  "delete-connector": "Deleted the connector",
  "discard-draft": "Discarded a setup",
  "discard-mapping-file": "Discarded an uploaded mapping file",
  "ensure-tenant": "Signed in as the first of the organization",
  "finish-consent": "Came back from the consent page",
  "pause-connector": "Paused the connector",
  "preview-mapping-file": "Uploaded a mapping file",
  "prove-consent": "Checked the admin consent",
  "change-alert-rules": "Changed the alert rules",
  "change-retention": "Changed the data retention",
  "change-scope": "Changed who is archived",
  "delete-originals": "Deleted originals by the retention rule",
  "forget-tenant": "Destroyed the organization's keys and credentials",
  "clear-tenant": "Deleted what was left of the organization",
  "save-email-channel": "Changed the alerts by e-mail",
  "save-webhook-channel": "Changed the alerts by webhook",
  "send-test-alert": "Sent a test alert",
  "rename-connector": "Renamed the connector",
  "resume-connector": "Resumed the connector",
  "set-schedule": "Changed the schedule",
  "start-run": "Started a run",
  "switch-mapping": "Switched a user mapping on or off",
  "run-again": "Ran a window again",
  "retry-selected": "Retried chosen deliveries of a run",
  "retry-failed": "Retried what failed in a run",
  "import-period": "Imported a past period",
  "change-mapping-row": "Changed a row of the user mapping",
  "withdraw-mapping": "Withdrew the custom mapping",
  "roll-back-mapping": "Rolled the user mapping back",
  "map-and-replay": "Mapped a number and replayed its items",
  "replay-unmapped": "Replayed unmapped items",
};

/** The actions to filter by. */
export const AUDIT_ACTIONS: readonly string[] = Object.keys(ACTION_NAMES);

/** What was done, for people; an action that a newer program wrote shows as its code. */
export function auditActionName(action: string): string {
  return ACTION_NAMES[action] ?? action.replaceAll("-", " ");
}
