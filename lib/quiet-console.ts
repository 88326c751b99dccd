import { faultOf } from "./log.ts";

/**
 * Next.js prints errors as they are, and a message may quote data, or a header that a stranger made up: from now on only
 * the class and the frames are let through.
 */
export function quietConsole(): void {
  for (const level of ["error", "warn"] as const) {
    // oxlint-disable-next-line no-console -- taken here, so that nothing of it is left for others
    const print = console[level].bind(console);
    // oxlint-disable-next-line no-console
    console[level] = (...parts: unknown[]) =>
      print(...parts.map((part) => (part instanceof Error ? faultOf(part) : part)));
  }
}
