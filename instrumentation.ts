import type { Instrumentation } from "next";
import { createLog, faultOf } from "#lib/log.ts";

const isNode = () => process.env["NEXT_RUNTIME"] === "nodejs";

/** Next.js prints errors as they are, and a message may quote data: only the class and the frames are let through. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  // oxlint-disable-next-line no-console -- taken here, so that nothing of it is left for others
  const print = console.error.bind(console);
  // oxlint-disable-next-line no-console
  console.error = (...parts: unknown[]) =>
    print(...parts.map((part) => (part instanceof Error ? faultOf(part) : part)));
  const { startAlertWatch, startNotingAddresses, startOperations, startTracing } =
    await import("#lib/server.ts");
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
