import { unstable_rethrow } from "next/navigation";
import { Failure, Refusal } from "#lib/domain/failure.ts";
import { reasonOf } from "#lib/domain/reasons.ts";
import { findServiceContext, reportFault } from "#lib/server.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** Answers a route: 401 without a session, a refusal or a fault as a problem, and never from a cache. */
export async function answer(handle: (context: ServiceContext) => Promise<Response>): Promise<Response> {
  try {
    const context = await findServiceContext();
    if (!context) {
      return problem(401, "signed-out", "Your session has ended", "Sign in again to go on.");
    }
    return await handle(context);
  } catch (error) {
    unstable_rethrow(error);
    return problemOf(error);
  }
}

export function problemOf(error: unknown): Response {
  if (error instanceof Refusal) {
    const { status, title } = REFUSALS[error.code] ?? { status: 409, title: "That cannot be done" };
    return problem(status, error.code, title, error.message);
  }
  if (error instanceof Failure) {
    const { sentence, remedy } = reasonOf(error.code);
    return problem(502, error.code, sentence, remedy);
  }
  const correlationId = reportFault("A request could not be answered", error);
  return problem(
    500,
    "fault",
    "Something went wrong on our side",
    "Try again; if it happens again, give support the correlation ID.",
    correlationId,
  );
}

/** RFC 9457, with the refusal's code and, for a fault, the id that finds it in the log. */
export function problem(
  status: number,
  code: string,
  title: string,
  detail: string,
  correlationId?: string,
): Response {
  return Response.json(
    { type: "about:blank", status, code, title, detail, ...(correlationId && { correlationId }) },
    { status, headers: { "content-type": "application/problem+json", "cache-control": "no-store" } },
  );
}

export function json(body: unknown): Response {
  return Response.json(body, { headers: { "cache-control": "no-store" } });
}

const REFUSALS: Record<string, { status: number; title: string }> = {
  "not-found": { status: 404, title: "There is nothing here" },
  "not-allowed": { status: 403, title: "Your role does not allow this" },
  "file-too-large": { status: 413, title: "The file is too large" },
};
