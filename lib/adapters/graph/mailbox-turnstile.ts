/** Source: Graph, "Outlook service limits": requests in flight of one app at one mailbox. */
const IN_FLIGHT = 4;

/** What all requests of this process to one mailbox pass, whichever lane sends them. */
export type MailboxTurnstile = {
  /** Waits for one of the mailbox's four places. @returns what gives the place back @throws the signal's reason */
  enter(signal: AbortSignal): Promise<() => void>;
  /** Nobody is in. */
  isIdle(): boolean;
};

export function createMailboxTurnstile(): MailboxTurnstile {
  const waiting: (() => void)[] = [];
  let inFlight = 0;

  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else inFlight -= 1;
  };

  return {
    isIdle: () => inFlight === 0,
    async enter(signal) {
      signal.throwIfAborted();
      if (inFlight < IN_FLIGHT) inFlight += 1;
      else await new Promise<void>((resolve) => void waiting.push(resolve));
      // Those before this one end in bounded time, so the wait itself need not be broken off.
      if (signal.aborted) leave();
      signal.throwIfAborted();
      return leave;
    },
  };
}
