import { type Fault } from "./faults.ts";
import { numberIn } from "./http/guards.ts";

/**
 * The Retry-After header that a fault asks for: `retryAfter` is a number of seconds, `"http-date"` (then
 * `seconds`, 2 by default, from now), or `"absent"`. Without it: 1 second.
 */
export function retryAfterHeader(fault: Fault, nowMs: number): Record<string, string> {
  const asked = fault.params["retryAfter"];
  if (asked === "absent") return {};
  if (asked !== "http-date") return { "retry-after": String(numberIn(fault.params, "retryAfter") ?? 1) };
  const seconds = numberIn(fault.params, "seconds") ?? 2;
  return { "retry-after": new Date(Math.ceil(nowMs / 1000) * 1000 + seconds * 1000).toUTCString() };
}
