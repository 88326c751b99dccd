import { isConsentGranted } from "./consent.ts";
import { reasonOf } from "./reasons.ts";
import { findRemedyPlace, type RemedyPlace } from "./remedies.ts";
import type { ConnectorDetail } from "./views/connector.ts";
import type { Instant } from "./views/page.ts";
import type { RunName } from "./views/run.ts";

/** What past runs tell of a connector's health, beside its settings. */
export type ConnectorSigns = {
  /** When an admin last tried the credentials, with success. */
  validatedAt: Instant | null;
  /** When a run last signed in at TeleMessage and listed its items. */
  signedInAt: Instant | null;
  /** The latest run that read messages back from the folder. */
  readBack: (RunName & { at: Instant }) | null;
  /** The latest run met a folder that it could not use. */
  folderTrouble: (RunName & { at: Instant }) | null;
  lastSuccess: (RunName & { at: Instant; hasIssues: boolean }) | null;
};

export type HealthCheck = {
  id: "credentials" | "consent" | "role" | "folder" | "schedule" | "success";
  title: string;
  state: "fine" | "attention" | "unknown";
  sentence: string;
  /** What the time beside it means. */
  at: { label: string; instant: Instant } | null;
  /** Where it is mended: a tab of the connector's page, or a run. */
  remedy: RemedyPlace | { label: string; tab: "runs" } | { label: string; run: RunName } | null;
};

const CONSENT_CODES = ["consent-missing", "app-login-refused"];
const isOfCredentials = (code: string) => code.startsWith("vendor-") || code.startsWith("sftp-");
const SETTINGS = "settings" as const;

/** What has to hold for a connector to import, each as far as it is known. */
export function healthChecks(connector: ConnectorDetail, signs: ConnectorSigns): HealthCheck[] {
  return [
    credentials(connector, signs),
    consent(connector),
    role(connector),
    folder(signs),
    schedule(connector),
    success(connector, signs),
  ];
}

function credentials({ actionRequired, lastRun }: ConnectorDetail, signs: ConnectorSigns): HealthCheck {
  const check = { id: "credentials", title: "Credentials" } as const;
  const remedy = { label: "Change credentials", tab: SETTINGS };
  if (actionRequired !== null && isOfCredentials(actionRequired)) {
    const at = checked(lastRun?.endedAt ?? lastRun?.lastActivityAt ?? null);
    return { ...check, ...refusedFor(actionRequired), at };
  }
  const at = later(signs.validatedAt, signs.signedInAt);
  if (at === null) {
    return { ...check, state: "unknown", sentence: "They have not been tried yet.", at: null, remedy };
  }
  const sentence =
    at === signs.signedInAt ? "An import signed in with them." : "They worked when they were entered.";
  return { ...check, state: "fine", sentence, at: checked(at), remedy: null };
}

function consent({ actionRequired, settings }: ConnectorDetail): HealthCheck {
  const { state, checkedAt, detail } = settings.consent;
  const check = { id: "consent", title: "Admin consent", at: checked(checkedAt) } as const;
  const remedy = { label: "Grant admin consent", tab: SETTINGS };
  if (actionRequired !== null && CONSENT_CODES.includes(actionRequired)) {
    return { ...check, ...refusedFor(actionRequired) };
  }
  if (isConsentGranted(state)) {
    const sentence = state === "granted" ? "Granted tenant-wide." : "Granted for a scope of mailboxes.";
    return { ...check, state: "fine", sentence, remedy: null };
  }
  if (state === "declined") {
    return { ...check, state: "attention", sentence: detail ?? "A global admin declined it.", remedy };
  }
  return { ...check, state: "unknown", sentence: detail ?? "It has not been proven yet.", remedy };
}

/** What only TeleMessage, or whoever runs the portal, can mend has no remedy here. */
const refusedFor = (code: string) => ({
  state: "attention" as const,
  sentence: reasonOf(code).sentence,
  remedy: findRemedyPlace(code) ?? null,
});

function role({ settings: { roleCheck } }: ConnectorDetail): HealthCheck {
  const check = { id: "role", title: "Mailbox Import Export role", at: checked(roleCheck.at) } as const;
  const remedy = { label: "Confirm the role", tab: SETTINGS };
  if (roleCheck.state === "attested") {
    const sentence = `Confirmed by ${roleCheck.by ?? "an admin"}. Exchange Online shows it in PowerShell only.`;
    return { ...check, state: "fine", sentence, remedy: null };
  }
  return { ...check, state: "unknown", sentence: "No admin has confirmed it.", remedy };
}

function folder({ readBack, folderTrouble }: ConnectorSigns): HealthCheck {
  const check = { id: "folder", title: "Folder in the mailboxes" } as const;
  if (folderTrouble) {
    const { sentence } = reasonOf("folder-missing");
    const remedy = { label: `Open ${folderTrouble.jobId}`, run: folderTrouble };
    return { ...check, state: "attention", sentence, at: checked(folderTrouble.at), remedy };
  }
  if (readBack) {
    const sentence = `${readBack.jobId} read its messages back from there.`;
    return { ...check, state: "fine", sentence, at: checked(readBack.at), remedy: null };
  }
  return {
    ...check,
    state: "unknown",
    sentence: "No message has been read back yet.",
    at: null,
    remedy: null,
  };
}

function schedule({ isPaused, nextRunAt, settings }: ConnectorDetail): HealthCheck {
  const check = { id: "schedule", title: "Schedule" } as const;
  if (isPaused) {
    const sentence = "The connector is paused: nothing is imported until an admin chooses Resume.";
    return { ...check, state: "attention", sentence, at: null, remedy: null };
  }
  const { time, zone } = settings.schedule;
  const sentence = `Every day at ${time} in ${zone}.`;
  if (nextRunAt === null) return { ...check, state: "unknown", sentence, at: null, remedy: null };
  return { ...check, state: "fine", sentence, at: { label: "Next run", instant: nextRunAt }, remedy: null };
}

function success({ isOverdue }: ConnectorDetail, { lastSuccess }: ConnectorSigns): HealthCheck {
  const check = { id: "success", title: "Last complete import" } as const;
  const at = lastSuccess && { label: "Ended", instant: lastSuccess.at };
  const toRuns = { label: "Show the runs", tab: "runs" } as const;
  if (isOverdue) {
    const sentence = "Nothing was imported completely for more than a day.";
    return { ...check, state: "attention", sentence, at, remedy: toRuns };
  }
  if (!lastSuccess) {
    return { ...check, state: "unknown", sentence: "No import has been completed yet.", at, remedy: toRuns };
  }
  const sentence = `${lastSuccess.jobId} was completed${lastSuccess.hasIssues ? ", with issues" : ""}.`;
  const remedy = lastSuccess.hasIssues ? { label: `Open ${lastSuccess.jobId}`, run: lastSuccess } : null;
  return { ...check, state: "fine", sentence, at, remedy };
}

const checked = (instant: Instant | null) => (instant === null ? null : { label: "Checked", instant });

/** Instants are written alike, so that the later one is the greater text. */
function later(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
