import { z } from "zod";
import { Failure, type FailureCode, type FailureScope } from "#lib/domain/failure.ts";

/** A command as far as its failure depends on it. */
export type CommandKind = "login" | "append" | "other";

/** What the client's errors carry. `serverResponseCode` is the code in brackets. Source: RFC 5530. */
const imapError = z.object({
  code: z.string().optional(),
  responseStatus: z.string().optional(),
  serverResponseCode: z.string().optional(),
  authenticationFailed: z.boolean().optional(),
  mailboxMissing: z.boolean().optional(),
  throttleReset: z.number().optional(),
});
type ImapError = z.infer<typeof imapError>;

type Meaning = { code: FailureCode; kind: "transient" | "permanent"; scope: FailureScope };

const THROTTLED: Meaning = { code: "throttled", kind: "transient", scope: "mailbox" };
const PASSING: Meaning = { code: "mailbox-unreachable", kind: "transient", scope: "mailbox" };
const DENIED: Meaning = { code: "mailbox-access-denied", kind: "permanent", scope: "mailbox" };
const NO_FOLDER: Meaning = { code: "folder-missing", kind: "transient", scope: "mailbox" };
const TOO_LARGE: Meaning = { code: "message-too-large", kind: "permanent", scope: "delivery" };
const REFUSED: Meaning = { code: "message-refused", kind: "permanent", scope: "delivery" };

const BY_RESPONSE_CODE = new Map<string, Meaning>([
  ["LIMIT", THROTTLED],
  ["THROTTLED", THROTTLED],
  ["INUSE", PASSING],
  ["UNAVAILABLE", PASSING],
  ["SERVERBUG", PASSING],
  ["OVERQUOTA", { code: "mailbox-full", kind: "permanent", scope: "mailbox" }],
  ["TRYCREATE", NO_FOLDER],
  ["NONEXISTENT", NO_FOLDER],
  ["TOOBIG", TOO_LARGE],
  ["APPENDLIMIT", TOO_LARGE],
  ["AUTHENTICATIONFAILED", DENIED],
  ["AUTHORIZATIONFAILED", DENIED],
  ["NOPERM", DENIED],
  ["CONTACTADMIN", DENIED],
]);

/** What the client's error tells, or nothing where it is none of its errors. */
export function parseImapError(error: unknown): ImapError | undefined {
  const parsed = imapError.safeParse(error);
  return error instanceof Error && parsed.success ? parsed.data : undefined;
}

/**
 * What an error of the client means, told from status and code; the one text that is read is Exchange's wish for a pause,
 * which has no code. An append whose connection ended before its answer may have been carried out.
 */
export function failureOf(error: unknown, command: CommandKind): Failure {
  if (error instanceof Failure) return error;
  const told = parseImapError(error);
  // A sign-in that finds no way to sign in has no code; any other error without one is a bug.
  if (!told || (command !== "login" && told.code === undefined && told.responseStatus === undefined))
    throw error;
  const { code, kind, scope } = meaningOf(told, command);
  const isAnswered = told.responseStatus !== undefined || code !== "mailbox-unreachable";
  return new Failure(code, {
    kind,
    scope,
    isOutcomeUnknown: command === "append" && !isAnswered,
    ...(told.throttleReset !== undefined && { retryAfterMs: told.throttleReset }),
  });
}

function meaningOf(told: ImapError, command: CommandKind): Meaning {
  if (told.throttleReset !== undefined || told.code === "ETHROTTLE") return THROTTLED;
  const known = BY_RESPONSE_CODE.get(told.serverResponseCode?.toUpperCase() ?? "");
  if (known) return known;
  if (told.authenticationFailed) return DENIED;
  if (told.mailboxMissing || told.code === "NotFound") return NO_FOLDER;
  // Refused, and not for a reason that passes: an append for what is in it, all else like every other mailbox's.
  return told.responseStatus !== undefined && command === "append" ? REFUSED : PASSING;
}
