/** How a request went, as far as it tells how many may be in flight. */
export type Verdict = "accepted" | "throttled" | "other";

/** One request's place among those in flight; given back once. */
export type Permit = (verdict: Verdict) => void;

export type Limiter = {
  /** Waits its turn, first come first served. @throws the signal's reason */
  acquire(signal: AbortSignal): Promise<Permit>;
  /** How many may be in flight now. */
  readonly limit: number;
};

/** Microsoft's strict reading, "4 in flight per app": slower than that never helps. */
const FLOOR = 4;
const ACCEPTED_PER_STEP = 50;

/**
 * How many requests may be in flight over all mailboxes of this process: one more after 50 were accepted, half as many
 * when one is throttled. Requests that were under way at the last cut tell nothing new, so one storm is one cut.
 */
export function createLimiter(ceiling: number): Limiter {
  const most = Math.max(FLOOR, ceiling);
  const waiting = new Set<() => void>();
  let limit = most;
  let inFlight = 0;
  let accepted = 0;
  let cuts = 0;

  const learn = (verdict: Verdict, cutsAtStart: number) => {
    if (verdict === "throttled" && cutsAtStart === cuts) {
      limit = Math.max(FLOOR, Math.floor(limit / 2));
      accepted = 0;
      cuts += 1;
    }
    if (verdict !== "accepted" || limit === most) return;
    accepted += 1;
    if (accepted < ACCEPTED_PER_STEP) return;
    accepted = 0;
    limit += 1;
  };

  const admit = () => {
    for (const enter of waiting) {
      if (inFlight >= limit) return;
      waiting.delete(enter);
      enter();
    }
  };

  const enter = (): Permit => {
    inFlight += 1;
    const cutsAtStart = cuts;
    return (verdict) => {
      inFlight -= 1;
      learn(verdict, cutsAtStart);
      admit();
    };
  };

  return {
    get limit() {
      return limit;
    },
    acquire: (signal) => {
      if (inFlight < limit && waiting.size === 0) return Promise.resolve(enter());
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.delete(turn);
          reject(signal.reason);
        };
        const turn = () => {
          signal.removeEventListener("abort", leave);
          resolve(enter());
        };
        if (signal.aborted) return leave();
        signal.addEventListener("abort", leave, { once: true });
        waiting.add(turn);
      });
    },
  };
}
