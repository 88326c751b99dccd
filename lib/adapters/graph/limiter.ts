import type { RequestShare, ShareReport } from "#lib/domain/request-share.ts";

/** How a request went, as far as it tells how many may be in flight. */
export type Verdict = "accepted" | "throttled" | "other";

/** One request's place among those in flight; given back once. */
export type Permit = (verdict: Verdict) => void;

export type Limiter = {
  /** Waits its turn, first come first served. @throws the signal's reason */
  acquire(mailbox: string, signal: AbortSignal): Promise<Permit>;
  /** How many may be in flight now. */
  readonly limit: number;
  /** What was learnt since the last report; a cut until it has come through. */
  takeReport(): ShareReport;
  /** This process's share from now on. */
  adopt(share: RequestShare): void;
};

/** One more may be in flight after so many were accepted. */
const ACCEPTED_PER_STEP = 50;
/**
 * A mailbox that is throttled alone is its own matter, and its lane waits. Two of them within so many answers mean the
 * application.
 */
const ANSWERS_TOGETHER = 50;

/**
 * How many requests this process may have in flight over all mailboxes: its share of what all workers may, which halves
 * at once when the application is throttled. Requests that were under way at the last cut tell nothing new, so one storm
 * is one cut. Until it has a share it sends one at a time.
 */
export function createLimiter(onCut: () => void): Limiter {
  const waiting = new Set<() => void>();
  let share: RequestShare = { inFlight: 1, cuts: 0 };
  let limit = 1;
  let inFlight = 0;
  let accepted = 0;
  let cutAfter: number | undefined;
  let cutsHere = 0;
  let throttled: { mailbox: string; answers: number } | undefined;

  const learn = (mailbox: string, verdict: Verdict, cutsAtStart: number) => {
    if (verdict === "accepted") accepted += 1;
    if (throttled) throttled.answers += 1;
    if (verdict !== "throttled" || cutsAtStart !== cutsHere) return;
    const isTogether = throttled && throttled.mailbox !== mailbox && throttled.answers <= ANSWERS_TOGETHER;
    throttled = isTogether ? undefined : { mailbox, answers: 0 };
    if (!isTogether) return;
    limit = Math.max(1, Math.floor(limit / 2));
    accepted = 0;
    cutsHere += 1;
    cutAfter = share.cuts;
    onCut();
  };

  const admit = () => {
    for (const enter of waiting) {
      if (inFlight >= limit) return;
      waiting.delete(enter);
      enter();
    }
  };

  const enter = (mailbox: string): Permit => {
    inFlight += 1;
    const cutsAtStart = cutsHere;
    return (verdict) => {
      inFlight -= 1;
      learn(mailbox, verdict, cutsAtStart);
      admit();
    };
  };

  return {
    get limit() {
      return limit;
    },
    takeReport: () => {
      const grownBy = Math.floor(accepted / ACCEPTED_PER_STEP);
      accepted %= ACCEPTED_PER_STEP;
      return { grownBy, cutAfter };
    },
    adopt: (next) => {
      // What is under way when others were told to slow down tells this process nothing new either.
      if (next.cuts !== share.cuts && cutAfter === undefined) cutsHere += 1;
      share = next;
      // A cut is reported until the others know of it, and not undone before.
      if (cutAfter !== undefined && next.cuts > cutAfter) cutAfter = undefined;
      if (cutAfter === undefined) limit = next.inFlight;
      admit();
    },
    acquire: (mailbox, signal) => {
      if (inFlight < limit && waiting.size === 0) return Promise.resolve(enter(mailbox));
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.delete(turn);
          reject(signal.reason);
        };
        const turn = () => {
          signal.removeEventListener("abort", leave);
          resolve(enter(mailbox));
        };
        if (signal.aborted) return leave();
        signal.addEventListener("abort", leave, { once: true });
        waiting.add(turn);
      });
    },
  };
}
