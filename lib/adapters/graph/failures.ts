import { Failure, type FailureCode, type FailureScope } from "#lib/domain/failure.ts";

/** An answer as far as failures are told from it. */
export type GraphRefusal = {
  status: number;
  /** Graph's error code, "" where the body has none. */
  code: string;
  requestId: string | undefined;
  retryAfterMs: number | undefined;
  /** Refused although the token is fresh, and the token shows no consent of the organization. */
  lacksConsent?: boolean;
};

type Meaning = {
  code: FailureCode;
  kind: "transient" | "permanent";
  scope: FailureScope;
  /** The request may have been carried out all the same. */
  isOpen?: boolean;
};

const THROTTLED: Meaning = { code: "throttled", kind: "transient", scope: "mailbox" };
const PASSING: Meaning = { code: "mailbox-unreachable", kind: "transient", scope: "delivery" };
const OPEN: Meaning = { ...PASSING, isOpen: true };
const NO_CONSENT: Meaning = { code: "consent-missing", kind: "permanent", scope: "connector" };
/** Of this mailbox at least: Exchange Online can grant others without showing it in the token. */
const NO_CONSENT_HERE: Meaning = { code: "consent-missing", kind: "permanent", scope: "mailbox" };
const NO_MAILBOX: Meaning = { code: "mailbox-not-enabled", kind: "permanent", scope: "mailbox" };
const FULL: Meaning = { code: "mailbox-full", kind: "permanent", scope: "mailbox" };
const TOO_LARGE: Meaning = { code: "message-too-large", kind: "permanent", scope: "delivery" };
const DENIED: Meaning = { code: "mailbox-access-denied", kind: "permanent", scope: "mailbox" };
/** The mailbox is there, so it is the folder (or the message in it) that is gone. */
const NO_FOLDER: Meaning = { code: "folder-missing", kind: "transient", scope: "mailbox" };

/** Codes come before statuses: the status varies with the backend. Source: Graph error codes; field reports. */
const BY_CODE = new Map<string, Meaning>([
  ["ApplicationThrottled", THROTTLED],
  ["TooManyRequests", THROTTLED],
  ["activityLimitReached", THROTTLED],
  ["ErrorMailboxStoreUnavailable", OPEN],
  ["ErrorServerBusy", OPEN],
  ["ErrorMailboxMoveInProgress", PASSING],
  ["Authorization_RequestDenied", NO_CONSENT],
  ["MailboxNotEnabledForRESTAPI", NO_MAILBOX],
  ["MailboxNotSupportedForRESTAPI", NO_MAILBOX],
  ["ErrorNonExistentMailbox", NO_MAILBOX],
  ["ErrorInvalidUser", NO_MAILBOX],
  ["ResourceNotFound", NO_MAILBOX],
  ["Request_ResourceNotFound", NO_MAILBOX],
  ["ErrorQuotaExceeded", FULL],
  ["ErrorMessageSizeExceeded", TOO_LARGE],
  ["RequestEntityTooLarge", TOO_LARGE],
]);

const BY_STATUS = new Map<number, Meaning>([
  [401, NO_CONSENT],
  [403, DENIED],
  [404, NO_FOLDER],
  [408, OPEN],
  [413, TOO_LARGE],
  [429, THROTTLED],
  [507, FULL],
]);

export function isThrottle(refusal: GraphRefusal): boolean {
  return meaningOf(refusal, true).code === "throttled";
}

/**
 * What a refusal means, told from status and code and never from the message. `isRepeatable`: carrying the request out
 * twice is as good as once, so an answer that leaves it open leaves nothing open.
 */
export function failureOf(refusal: GraphRefusal, isRepeatable: boolean): Failure {
  const { requestId, retryAfterMs } = refusal;
  const { code, kind, scope, isOpen = false } = meaningOf(refusal, isRepeatable);
  return new Failure(code, {
    kind,
    scope,
    isOutcomeUnknown: isOpen && !isRepeatable,
    ...(requestId !== undefined && { requestId }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function meaningOf({ status, code, lacksConsent = false }: GraphRefusal, isRepeatable: boolean): Meaning {
  if (status === 403 && lacksConsent) return NO_CONSENT_HERE;
  const known = BY_CODE.get(code) ?? BY_STATUS.get(status);
  if (known) return known;
  // A success or a redirect that nobody expected proves as little as a server's fault.
  if (status >= 500 || status < 400) return OPEN;
  // A create is refused for what is in the message; all other requests are the same for every message.
  return { code: "message-refused", kind: "permanent", scope: isRepeatable ? "mailbox" : "delivery" };
}

/** No answer came, or none that can be read. */
export function unanswered(isOutcomeUnknown: boolean, cause?: unknown): Failure {
  return new Failure("mailbox-unreachable", { kind: "transient", isOutcomeUnknown, cause });
}
