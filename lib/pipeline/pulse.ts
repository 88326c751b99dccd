import type { Clock } from "./ports.ts";

/** Well within the time after which a silent worker's claim may be taken over. */
const HEARTBEAT_MS = 5_000;
/** Two heartbeats that did not come: the process stood still, or the database does not answer. */
const CERTAIN_FOR_MS = 10_000;

/** The hold on a run or a lane while work goes on. */
export type Pulse<Answer extends string> = {
  /** Aborted when the process stops or the claim is lost. */
  readonly signal: AbortSignal;
  /** What the last heartbeat told; a wish to stop stays. */
  readonly answer: Answer | "held";
  readonly isStopRequested: boolean;
  /** A heartbeat out of turn, for news that should be seen at once. */
  beat(): Promise<void>;
  /**
   * Before anything that cannot be taken back: the claim is still held. Asks only where the heartbeats have fallen
   * silent, after which somebody else may have taken over. @throws what the heartbeat throws
   */
  confirm(): Promise<void>;
  /** Returns early when an admin asks to stop. @throws the reason when `signal` is aborted */
  sleep(delayMs: number): Promise<void>;
};

/**
 * Keeps the claim by a heartbeat every few seconds while `work` runs, through long requests and waits too.
 * @throws what a heartbeat threw (a lost claim), once the work has come to rest
 */
export async function withPulse<Answer extends string, Result>(
  clock: Clock,
  heartbeat: () => Promise<Answer | "held">,
  signal: AbortSignal,
  work: (pulse: Pulse<Answer>) => Promise<Result>,
): Promise<Result> {
  const [lost, stop, end] = [new AbortController(), new AbortController(), new AbortController()];
  const alive = AbortSignal.any([signal, lost.signal]);
  const awake = AbortSignal.any([alive, stop.signal]);
  let answer: Answer | "held" = "held";
  let heldAtMs = Number.NEGATIVE_INFINITY;
  let confirming: Promise<void> | undefined;

  const beat = async () => {
    const askedAtMs = clock.now().getTime();
    const told = await heartbeat();
    heldAtMs = Math.max(heldAtMs, askedAtMs);
    if (told === "held") return;
    answer = told;
    stop.abort();
  };

  const keepBeating = async () => {
    const untilEnd = AbortSignal.any([alive, end.signal]);
    while (!untilEnd.aborted) {
      const isDue = await clock.sleep(HEARTBEAT_MS, untilEnd).then(
        () => true,
        () => false,
      );
      if (isDue) await beat().catch((error: unknown) => lost.abort(error));
    }
  };

  const pulse: Pulse<Answer> = {
    signal: alive,
    get answer() {
      return answer;
    },
    get isStopRequested() {
      return stop.signal.aborted;
    },
    beat,
    confirm: async () => {
      const sinceMs = clock.now().getTime() - heldAtMs;
      // Less than nothing: the clock was set back, and tells nothing.
      if (sinceMs >= 0 && sinceMs <= CERTAIN_FOR_MS) return;
      await (confirming ??= beat().finally(() => (confirming = undefined)));
    },
    sleep: async (delayMs) => {
      await clock.sleep(delayMs, awake).catch(() => undefined);
      alive.throwIfAborted();
    },
  };

  signal.throwIfAborted();
  await beat();
  const beating = keepBeating();
  try {
    return await work(pulse);
  } catch (error) {
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    end.abort();
    await beating;
  }
}
