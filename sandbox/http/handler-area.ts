import { setTimeout as sleep } from "node:timers/promises";
import { type FaultTarget } from "../faults.ts";
import { retryAfterHeader } from "../retry-after.ts";
import { type Sandbox, type SandboxHolder } from "../sandbox.ts";
import { type Area, type Call } from "./call.ts";
import { createRouter, segmentsOf, type Route } from "./router.ts";
import { DROP, empty, text, type Reply } from "./reply.ts";

export interface HandlerContext {
  readonly sandbox: Sandbox;
  readonly holder: SandboxHolder;
  readonly call: Call;
}

export interface AreaRoute {
  /** Name in /control/stats and in the `request` of a fault. */
  readonly kind: string;
  readonly handle: (context: HandlerContext) => Reply | Promise<Reply>;
}

export interface AreaOptions {
  /** Area of faults that strike here; undefined: none do. */
  readonly faults: string | undefined;
  readonly maxBodyBytes: number;
  /** Path segments before those of the routes. */
  readonly skip: number;
  /** Answer for an error that a handler threw; undefined when it is a bug. */
  readonly problem?: (error: unknown, context: HandlerContext) => Reply | undefined;
}

/** An area whose requests need no accounting before their body: everything but Graph. */
export function handlerArea(
  holder: SandboxHolder,
  routes: readonly Route<AreaRoute>[],
  options: AreaOptions,
): Area {
  const router = createRouter(routes);
  return (head) => {
    const found = router.find(head.method, segmentsOf(head.path).slice(options.skip));
    const run = async (body: Buffer): Promise<Reply> => {
      const sandbox = holder.current;
      if (found === undefined) return text(404, "Not found");
      sandbox.stats.countRequest(found.value.kind);
      const struck = await struckBefore(sandbox, {
        area: options.faults ?? "none",
        request: found.value.kind,
      });
      if (struck !== undefined) return struck;
      const context = { sandbox, holder, call: { ...head, params: found.params, body } };
      try {
        return await found.value.handle(context);
      } catch (error) {
        const reply = options.problem?.(error, context);
        if (reply === undefined) throw error;
        return reply;
      }
    };
    return {
      maxBodyBytes: options.maxBodyBytes,
      run,
      tooLarge: () => text(413, "Too large"),
      release: () => undefined,
    };
  };
}

/** The faults that every service can suffer. */
async function struckBefore(sandbox: Sandbox, target: FaultTarget): Promise<Reply | undefined> {
  const { faults, stats, options } = sandbox;
  const slow = faults.strike("slow", target);
  if (slow !== undefined) await sleep(Number(slow.params["ms"] ?? 1000));
  if (faults.strike("drop-before-commit", target) !== undefined) return DROP;
  const unavailable = faults.strike("unavailable", target);
  if (unavailable !== undefined) return empty(503, retryAfterHeader(unavailable, options.now()));
  const throttle = faults.strike("throttle", target);
  if (throttle === undefined) return undefined;
  stats.countThrottled();
  return empty(429, retryAfterHeader(throttle, options.now()));
}
