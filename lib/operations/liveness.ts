/**
 * A worker is alive when it works, not when its process is there (R42): its sweep has come to an end lately, and hints do
 * not lie in the queue for long while it has hands free and picks none up.
 */
export type Liveness = {
  noteSweep(): void;
  notePicked(): void;
  /** @param queue how long the oldest hint has been waiting, and the jobs in hand; `undefined` while Redis cannot be asked */
  isLive(queue: { oldestMs: number; hasHandsFree: boolean } | undefined): boolean;
};

export type LivenessConfig = { now: () => Date; sweepMs: number };

/** Sweeps that may fail or be slow in a row. */
const SWEEPS = 12;
const LEAST_PATIENCE_MS = 60_000;
const IDLE_MS = 120_000;

export function createLiveness({ now, sweepMs }: LivenessConfig): Liveness {
  const patienceMs = Math.max(LEAST_PATIENCE_MS, SWEEPS * sweepMs);
  const nowMs = () => now().getTime();
  let sweptAtMs = nowMs();
  let pickedAtMs = nowMs();
  return {
    noteSweep() {
      sweptAtMs = nowMs();
    },
    notePicked() {
      pickedAtMs = nowMs();
    },
    isLive(queue) {
      if (nowMs() - sweptAtMs > patienceMs) return false;
      if (!queue?.hasHandsFree || queue.oldestMs < IDLE_MS) return true;
      return nowMs() - pickedAtMs < IDLE_MS;
    },
  };
}
