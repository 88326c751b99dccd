import { randomUUID } from "node:crypto";
import { json, type Answer } from "../http/reply.ts";

/** Thrown to answer a token request with Entra's error body. */
export class TokenProblem extends Error {
  readonly status: number;
  readonly error: string;
  readonly code: number;

  constructor(status: number, error: string, code: number, message: string) {
    super(message);
    this.status = status;
    this.error = error;
    this.code = code;
  }
}

/** Source: Microsoft identity platform, "AADSTS error codes", "Handling error codes in your application". */
export function tokenProblemAnswer(problem: TokenProblem, correlationId: string, nowMs: number): Answer {
  const traceId = randomUUID();
  return json(
    problem.status,
    {
      error: problem.error,
      error_description: describe(problem, traceId, correlationId, nowMs),
      error_codes: [problem.code],
      timestamp: stampOf(nowMs),
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${problem.code}`,
    },
    { "cache-control": "no-store" },
  );
}

export function stampOf(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 19).replace("T", " ")}Z`;
}

function describe(problem: TokenProblem, traceId: string, correlationId: string, nowMs: number): string {
  return `AADSTS${problem.code}: ${problem.message}\r\nTrace ID: ${traceId}\r\nCorrelation ID: ${correlationId}\r\nTimestamp: ${stampOf(nowMs)}`;
}

export function invalidGrant(code: number, message: string): TokenProblem {
  return new TokenProblem(400, "invalid_grant", code, message);
}

export function invalidRequest(code: number, message: string): TokenProblem {
  return new TokenProblem(400, "invalid_request", code, message);
}
