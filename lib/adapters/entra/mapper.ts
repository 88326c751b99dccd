import { ServerError } from "@azure/msal-node";
import { Failure } from "#lib/domain/failure.ts";
import { type HttpAnswer, type NoAnswer, retryAfterMs } from "#lib/http.ts";

/** The application has no service principal in the tenant, or its consent is gone. Source: AADSTS error codes. */
const NOT_CONSENTED = new Set([65001, 700016, 7000112, 7000229]);
/** No such tenant, as far as the application can tell. */
const NO_TENANT = new Set([90002]);
/** Entra's own troubles, which pass. */
const PASSING = new Set([50196, 90033, 90055]);

/** What a network answer means that says nothing about the request itself; `undefined` for every other answer. */
export function failureOfAnswer(answer: HttpAnswer | NoAnswer, now: Date): Failure | undefined {
  if (answer.kind === "no-answer") {
    return new Failure("entra-unreachable", { kind: "transient", scope: "connector", cause: answer.cause });
  }
  if (answer.status !== 429 && answer.status < 500) return undefined;
  const wishMs = retryAfterMs(answer.headers, now);
  return new Failure("entra-unreachable", {
    kind: "transient",
    scope: "connector",
    ...(wishMs !== undefined && { retryAfterMs: wishMs }),
  });
}

/** Entra's refusal of the application's credential, told by its number and status, never by its text. */
export function failureOfRefusal(error: unknown): Failure {
  const errorNo = error instanceof ServerError ? Number(error.errorNo) : Number.NaN;
  const requestId = error instanceof ServerError ? error.correlationId : "";
  const options = { scope: "connector" as const, ...(requestId !== "" && { requestId }) };
  if (NOT_CONSENTED.has(errorNo) || NO_TENANT.has(errorNo)) {
    return new Failure("consent-missing", { kind: "permanent", ...options });
  }
  // A refusal that carries no number is none of Entra's: nothing is decided by it.
  if (Number.isNaN(errorNo) || PASSING.has(errorNo)) {
    return new Failure("entra-unreachable", { kind: "transient", ...options, cause: error });
  }
  return new Failure("app-login-refused", { kind: "permanent", ...options });
}
