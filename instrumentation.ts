import type { Instrumentation } from "next";
import { createLog, faultOf } from "#lib/log.ts";
import { quietConsole } from "#lib/quiet-console.ts";

const isNode = () => process.env["NEXT_RUNTIME"] === "nodejs";

export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  quietConsole();
  const { openRoot, startAlertWatch, startNotingAddresses, startOperations, startTracing } =
    await import("#lib/server.ts");
  await openRoot();
  startNotingAddresses();
  await startTracing();
  await startOperations();
  startAlertWatch();
}

/** A fault while a page was rendered: the digest is the correlation ID that its error page shows. */
export const onRequestError: Instrumentation.onRequestError = (error) => {
  if (!isNode()) return;
  createLog("portal", "error").error("A page could not be rendered", {
    correlationId: digestOf(error),
    fault: faultOf(error),
  });
};

function digestOf(error: unknown): string {
  const digest: unknown = error instanceof Error && "digest" in error ? error.digest : undefined;
  return typeof digest === "string" ? digest : "none";
}
