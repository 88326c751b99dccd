import type { Instrumentation } from "next";
import { createLog, faultOf } from "#lib/log.ts";

/** A fault while a page was rendered: the digest is the correlation ID that its error page shows. */
export const onRequestError: Instrumentation.onRequestError = (error) => {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  createLog("portal", "error").error("A page could not be rendered", {
    correlationId: digestOf(error),
    fault: faultOf(error),
  });
};

function digestOf(error: unknown): string {
  const digest: unknown = error instanceof Error && "digest" in error ? error.digest : undefined;
  return typeof digest === "string" ? digest : "none";
}
