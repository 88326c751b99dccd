import { Failure } from "#lib/domain/failure.ts";
import type { Clock } from "#lib/pipeline/ports.ts";
import { createMailboxBudget } from "./mailbox-budget.ts";

/** Source: Graph, "Outlook service limits": requests in flight of one app at one mailbox. */
const IN_FLIGHT = 4;

/** What all requests of this process to one mailbox pass, whichever lane sends them. */
export type MailboxTurnstile = {
  /**
   * Waits for one of the mailbox's four places.
   * @returns what gives the place back
   * @throws Failure `throttled` when the mailbox's budget is spent; the signal's reason
   */
  enter(uploadBytes: number, signal: AbortSignal): Promise<() => void>;
  /** Nobody is in, and nothing that was spent counts any more. */
  isIdle(): boolean;
};

export function createMailboxTurnstile(clock: Clock): MailboxTurnstile {
  const budget = createMailboxBudget();
  const waiting: (() => void)[] = [];
  let inFlight = 0;

  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else inFlight -= 1;
  };

  return {
    isIdle: () => inFlight === 0 && budget.isIdle(clock.now().getTime()),
    async enter(uploadBytes, signal) {
      signal.throwIfAborted();
      if (inFlight < IN_FLIGHT) inFlight += 1;
      else await new Promise<void>((resolve) => void waiting.push(resolve));
      // Those before this one end in bounded time, so the wait itself need not be broken off.
      const nowMs = clock.now().getTime();
      const delayMs = signal.aborted ? 0 : budget.delayMs(nowMs, uploadBytes);
      if (signal.aborted || delayMs > 0) leave();
      signal.throwIfAborted();
      if (delayMs > 0) {
        throw new Failure("throttled", { kind: "transient", scope: "mailbox", retryAfterMs: delayMs });
      }
      budget.spend(nowMs, uploadBytes);
      return leave;
    },
  };
}
