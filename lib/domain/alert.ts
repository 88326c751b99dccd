import type { FailureCode } from "./failure.ts";
import { reasonOf, SFTP_ACCESS_REASONS } from "./reasons.ts";

/** Everything that an admin is told of without looking. */
export const ALERT_KINDS = [
  "run-failed",
  "run-missing",
  "nothing-imported",
  "access-broken",
  "no-worker",
  "ledger-finding",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** `critical`: nothing is archived until somebody acts. */
export type AlertSeverity = "critical" | "warning";

/** How much it takes; `unit` stands behind the number. */
export type AlertThreshold = { label: string; unit: string; usual: number; least: number; most: number };

/** What a kind of alert is about, for the page of rules. */
export type AlertRuleText = {
  title: string;
  description: string;
  severity: AlertSeverity;
  threshold?: AlertThreshold;
};

export const ALERT_RULES: Record<AlertKind, AlertRuleText> = {
  "run-failed": {
    title: "Run failed",
    description: "A connector's last run ended as failed.",
    severity: "critical",
  },
  "run-missing": {
    title: "Run missing",
    description: "An active connector has not completed an import although it was due.",
    severity: "critical",
    threshold: { label: "Without a complete import for", unit: "hours", usual: 26, least: 2, most: 720 },
  },
  "nothing-imported": {
    title: "Nothing imported",
    description: "The last import found nothing, where the seven before it let expect messages.",
    severity: "warning",
    threshold: { label: "Where at least", unit: "messages are usual", usual: 5, least: 1, most: 1_000_000 },
  },
  "access-broken": {
    title: "Credentials or consent broken",
    description:
      "TeleMessage or Microsoft 365 refuses the connector until its credentials or its consent are renewed.",
    severity: "critical",
  },
  "no-worker": {
    title: "No worker alive",
    description: "No worker has given a sign of life, so no import moves.",
    severity: "critical",
    threshold: { label: "Without a sign of life for", unit: "minutes", usual: 5, least: 1, most: 1440 },
  },
  "ledger-finding": {
    title: "Ledger finding",
    description:
      "Messages failed in one of the last thirty runs and were not retried, or the last run rejected items or found the delivery incomplete.",
    severity: "warning",
    threshold: { label: "At least", unit: "messages or findings", usual: 1, least: 1, most: 1_000_000 },
  },
};

/** Reasons that renewing a credential, a host key or a consent puts right. */
export const ACCESS_REASONS: readonly FailureCode[] = [
  "vendor-login-refused",
  "vendor-account-locked",
  "vendor-pin-required",
  ...SFTP_ACCESS_REASONS,
  "app-login-refused",
  "consent-missing",
];

/** What an admin changed of a rule; `threshold` is left out where the kind has none, or it is the usual one. */
export type AlertRule = { isOn: boolean; threshold: number | null };
export type AlertRules = Record<AlertKind, AlertRule>;

/** The rules in force: on, with the usual threshold, unless an admin wants it otherwise. */
export function alertRulesOf(changed: ReadonlyMap<string, AlertRule>): AlertRules {
  const rule = (kind: AlertKind): AlertRule => {
    const usual = ALERT_RULES[kind].threshold?.usual ?? null;
    const { isOn = true, threshold = null } = changed.get(kind) ?? {};
    return { isOn, threshold: usual === null ? null : (threshold ?? usual) };
  };
  return forEveryKind(rule);
}

/** Something of each kind. */
export function forEveryKind<Value>(make: (kind: AlertKind) => Value): Record<AlertKind, Value> {
  return {
    "run-failed": make("run-failed"),
    "run-missing": make("run-missing"),
    "nothing-imported": make("nothing-imported"),
    "access-broken": make("access-broken"),
    "no-worker": make("no-worker"),
    "ledger-finding": make("ledger-finding"),
  };
}

/** What the words of an alert are made of: ids, codes and counts, never anything of an archived message. */
export type AlertFacts = {
  kind: AlertKind;
  code: string | null;
  amount: number | null;
  jobId: string | null;
};

/** One sentence for the admin and one remedy. */
export function alertWords({ kind, code, amount, jobId }: AlertFacts): { sentence: string; remedy: string } {
  const reason = code === null ? undefined : reasonOf(code);
  if (kind === "run-failed") {
    return {
      sentence: `The run ${jobId === null ? "" : `${jobId} `}failed.${reason ? ` ${reason.sentence}` : ""}`,
      remedy: reason?.remedy ?? "Open the run's page for its reason.",
    };
  }
  if (kind === "access-broken" && reason) return reason;
  return WORDS[kind](amount ?? 0);
}

const WORDS: Record<AlertKind, (amount: number) => { sentence: string; remedy: string }> = {
  "run-failed": () => ({ sentence: "A run failed.", remedy: "Open the run's page for its reason." }),
  "run-missing": (hours) => ({
    sentence: `No import has been completed for more than ${hours} hours.`,
    remedy:
      "Check the connector's runs. Nothing is lost: the next complete run imports everything since the last one.",
  }),
  "nothing-imported": (expected) => ({
    sentence: `The last import found nothing, where about ${expected} messages are usual.`,
    remedy:
      "Ask TeleMessage whether messages of this period were archived there. If they arrive late, the next run imports them.",
  }),
  "access-broken": () => ({
    sentence: "The connector's sign-in is refused.",
    remedy: "Renew its credentials or its consent on the connector's page.",
  }),
  "no-worker": () => ({
    sentence: "No worker is running, so no import moves.",
    remedy: "Ask whoever operates this installation to start a worker. Nothing is lost meanwhile.",
  }),
  "ledger-finding": (count) => ({
    sentence: `${count} ${count === 1 ? "entry" : "entries"} of the ledger failed, or arrived incomplete from the source.`,
    remedy: "Open the run's page, see the reasons there, and choose Retry failed once they are fixed.",
  }),
};
