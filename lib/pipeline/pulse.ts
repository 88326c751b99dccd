import { Failure } from "#lib/domain/failure.ts";

import type { Clock } from "./ports/process.ts";

/** Well within the time after which a silent worker's claim may be taken over. */
const HEARTBEAT_MS = 5_000;
/** Two heartbeats that did not come: the process stood still, or the database does not answer. */
const CERTAIN_FOR_MS = 10_000;
/** For what is under way when an admin asks to stop; what takes longer is broken off, and looked up later. */
const DRAIN_MS = 2_000;

/** How a claim is kept: its heartbeat, told how long ago the work last came further, and news from an admin. */
export type Hold<Answer extends string> = {
  clock: Clock;
  heartbeat(idleMs: number): Promise<Answer | "held">;
  /** Calls back when an admin may have asked something; heartbeats find it out too, later. @returns the end of it */
  watch?(onNews: () => void): () => void;
  /** What the news means, where it can mean only one thing; else a heartbeat is asked. */
  newsMeans?: Answer;
  /** What does not react to being broken off is left behind after that: it has lost its claim. Default: never. */
  leaveBehindAfterMs?: number | undefined;
};

/** The hold on a run or a lane while work goes on. */
export type Pulse<Answer extends string> = {
  /** Aborted when the process stops, the claim is lost, or what an admin asked to stop does not end by itself. */
  readonly signal: AbortSignal;
  /** What the last heartbeat told; a wish to stop stays. */
  readonly answer: Answer | "held";
  readonly isStopRequested: boolean;
  /** The work came further, be it that the outside world refused something: it does not hang. */
  progress(): void;
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
 * @throws what a heartbeat threw (a lost claim), once the work has come to rest; `put-down` where it was broken off for
 * an admin's wish to stop
 */
export async function withPulse<Answer extends string, Result>(
  hold: Hold<Answer>,
  signal: AbortSignal,
  work: (pulse: Pulse<Answer>) => Promise<Result>,
): Promise<Result> {
  const { clock } = hold;
  const [lost, stop, end] = [new AbortController(), new AbortController(), new AbortController()];
  const alive = AbortSignal.any([signal, lost.signal]);
  const awake = AbortSignal.any([alive, stop.signal]);
  const untilEnd = AbortSignal.any([alive, end.signal]);
  let answer: Answer | "held" = "held";
  let heldAtMs = Number.NEGATIVE_INFINITY;
  let progressAtMs = clock.now().getTime();
  let confirming: Promise<void> | undefined;

  /** @returns false when the pulse ended before */
  const passes = (delayMs: number) =>
    clock.sleep(delayMs, untilEnd).then(
      () => true,
      () => false,
    );

  const drain = async () => {
    if (await passes(DRAIN_MS))
      lost.abort(new Failure("put-down", { kind: "transient", scope: "connector" }));
  };

  const note = (wish: Answer) => {
    answer = wish;
    if (stop.signal.aborted) return;
    stop.abort();
    void drain();
  };

  const beat = async () => {
    const askedAtMs = clock.now().getTime();
    const told = await hold.heartbeat(askedAtMs - progressAtMs);
    heldAtMs = Math.max(heldAtMs, askedAtMs);
    if (told !== "held") note(told);
  };

  const beatOrLose = () => beat().catch((error: unknown) => lost.abort(error));

  const keepBeating = async () => {
    while (!untilEnd.aborted) if (await passes(HEARTBEAT_MS)) await beatOrLose();
  };

  const pulse: Pulse<Answer> = {
    signal: alive,
    get answer() {
      return answer;
    },
    get isStopRequested() {
      return stop.signal.aborted;
    },
    progress: () => {
      progressAtMs = clock.now().getTime();
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
      pulse.progress();
      alive.throwIfAborted();
    },
  };

  signal.throwIfAborted();
  await beat();
  const unwatch = hold.watch?.(() => {
    // News is told again until everybody has let go.
    if (stop.signal.aborted) return;
    if (hold.newsMeans === undefined) void beatOrLose();
    else note(hold.newsMeans);
  });
  const beating = keepBeating();
  try {
    return await Promise.race([work(pulse), leftBehind(hold, lost.signal, end.signal)]);
  } catch (error) {
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    unwatch?.();
    end.abort();
    await beating;
  }
}

/** Throws the reason of `lost` some time after it, for work that hangs where no signal reaches it; never returns. */
function leftBehind(
  { clock, leaveBehindAfterMs }: Pick<Hold<string>, "clock" | "leaveBehindAfterMs">,
  lost: AbortSignal,
  end: AbortSignal,
): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (leaveBehindAfterMs === undefined) return;
    const leave = () =>
      void clock.sleep(leaveBehindAfterMs, end).then(
        () => reject(lost.reason),
        () => undefined,
      );
    lost.addEventListener("abort", leave, { once: true });
  });
}
