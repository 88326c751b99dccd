import { ServerError } from "@azure/msal-node";
import { Failure } from "#lib/domain/failure.ts";
import { type HttpAnswer, type NoAnswer, parseJson, retryAfterMs } from "#lib/http.ts";

/** No service principal in the tenant, no consent, or no such tenant to give it. Source: AADSTS error codes. */
const NOT_CONSENTED = new Set([65001, 90002, 700016, 7000112, 7000229]);
/** Where a 429 names no time. */
const UNNAMED_WAIT_MS = 10_000;
/** Entra's own troubles, which pass. */
const PASSING = new Set([50196, 90033, 90055]);

/**
 * An answer that MSAL may judge, or the failure of a service that is down, throttles or says nothing that can be read.
 * The body is typed as MSAL wants it, which checks what it reads.
 */
export function judge(answer: HttpAnswer | NoAnswer, now: Date) {
  if (answer.kind === "no-answer") return unreachable({ cause: answer.cause });
  const { status, headers, text } = answer;
  const wishMs = retryAfterMs(headers, now);
  // Being asked to slow down is no failure of Entra.
  if (status === 429) return throttled(wishMs);
  if (status >= 500) return unreachable(wishMs === undefined ? {} : { retryAfterMs: wishMs });
  const body: ReturnType<typeof JSON.parse> = parseJson(text);
  return body === undefined ? unreachable({}) : { status, body };
}

/** Entra's refusal of the application's credential, told by its number and never by its text. */
export function failureOfRefusal(error: unknown): Failure {
  // Nothing was asked: the secret or the private key that is configured is of no use.
  if (!(error instanceof ServerError)) return refused("app-login-refused", { cause: error });
  const { correlationId } = error;
  const details = correlationId === "" ? {} : { requestId: correlationId };
  const errorNo = Number(error.errorNo);
  if (NOT_CONSENTED.has(errorNo)) return refused("consent-missing", details);
  // A refusal that carries no number is none of Entra's: nothing is decided by it.
  if (Number.isNaN(errorNo) || PASSING.has(errorNo)) return unreachable(details);
  return refused("app-login-refused", details);
}

type Details = { retryAfterMs?: number; requestId?: string; cause?: unknown };

function refused(code: "app-login-refused" | "consent-missing", details: Details): Failure {
  return new Failure(code, { kind: "permanent", scope: "connector", ...details });
}

export function throttled(retryAfterMs = UNNAMED_WAIT_MS): Failure {
  return new Failure("throttled", { kind: "transient", scope: "connector", retryAfterMs });
}

export function unreachable(details: Details): Failure {
  return new Failure("entra-unreachable", { kind: "transient", scope: "connector", ...details });
}
