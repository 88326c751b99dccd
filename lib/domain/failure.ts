/** How far a failure of the outside world reaches: one delivery, every delivery of the mailbox, or the whole connector. */
export type FailureScope = "delivery" | "mailbox" | "connector";

/** Every way in which the outside world fails, told by adapters from status and code, never from message text. */
export type FailureCode =
  | "vendor-login-refused"
  | "vendor-account-locked"
  | "vendor-pin-required"
  | "vendor-unreachable"
  | "vendor-session-expired"
  | "vendor-item-missing"
  | "vendor-item-truncated"
  | "vendor-item-unavailable"
  | "vendor-answer-unreadable"
  | "sftp-host-forbidden"
  | "sftp-host-unknown"
  | "sftp-connection-refused"
  | "sftp-unreachable"
  | "sftp-not-ssh"
  | "sftp-host-key-changed"
  | "sftp-key-unreadable"
  | "sftp-login-refused"
  | "sftp-folder-missing"
  | "sftp-folder-unreadable"
  | "app-login-refused"
  | "entra-unreachable"
  | "directory-unreachable"
  | "directory-delta-expired"
  | "mailbox-unreachable"
  | "mailbox-not-enabled"
  | "mailbox-full"
  | "mailbox-access-denied"
  | "consent-missing"
  | "folder-missing"
  | "message-refused"
  | "message-too-large"
  | "message-created-as-draft"
  | "attachment-upload-failed"
  | "throttled"
  | "staged-copy-missing"
  | "staged-copy-damaged"
  | "staging-unreachable"
  | "database-unreachable"
  | "claim-lost"
  | "put-down"
  | "reading-failed";

type FailureOptions = {
  kind: "transient" | "permanent";
  scope?: FailureScope;
  /** The peer's wish, where it named one. */
  retryAfterMs?: number;
  /** The request may have been carried out although no answer came: look it up before sending it again. */
  isOutcomeUnknown?: boolean;
  /** The peer's request id, for its support. */
  requestId?: string;
  cause?: unknown;
};

// Next.js loads this file once for pages and once for routes, which share one world: an error is known by its mark, since
// `instanceof` would not know that of the other copy.
const FAILURE = Symbol.for("mobile-archive.failure");
const REFUSAL = Symbol.for("mobile-archive.refusal");

function isMarked(value: unknown, mark: symbol): boolean {
  return typeof value === "object" && value !== null && mark in value;
}

/** A failure of the outside world. Its text carries a code and a request id, never content, numbers or addresses. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly [FAILURE] = true;
  readonly code: FailureCode;
  readonly kind: "transient" | "permanent";
  readonly scope: FailureScope;
  readonly retryAfterMs: number | undefined;
  readonly isOutcomeUnknown: boolean;
  readonly requestId: string | undefined;

  constructor(code: FailureCode, options: FailureOptions) {
    super(options.requestId === undefined ? code : `${code} (request ${options.requestId})`, {
      cause: options.cause,
    });
    this.code = code;
    this.kind = options.kind;
    this.scope = options.scope ?? "delivery";
    this.retryAfterMs = options.retryAfterMs;
    this.isOutcomeUnknown = options.isOutcomeUnknown ?? false;
    this.requestId = options.requestId;
  }

  static override [Symbol.hasInstance](value: unknown): value is Failure {
    return isMarked(value, FAILURE);
  }
}

/** What an admin asked for cannot be done; the message says what, why and what to do, and is shown as it is. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly [REFUSAL] = true;
  readonly code: string;
  /** The form's field that the refusal belongs to, where there is one. */
  readonly field: string | undefined;
  /** A value that would do for the field, for the admin to judge and take. */
  readonly offer: string | undefined;

  constructor(code: string, message: string, field?: string, offer?: string) {
    super(message);
    this.code = code;
    this.field = field;
    this.offer = offer;
  }

  static override [Symbol.hasInstance](value: unknown): value is Refusal {
    return isMarked(value, REFUSAL);
  }
}
