import type { RunState, RunStep } from "./run.ts";

/** A run's row and what its workers show, as far as its state depends on it. */
export type RunSigns = {
  /** As it stands in its row. */
  state: Exclude<RunState, "waiting" | "interrupted">;
  step: RunStep;
  /** A worker holds the run and gave a sign of life a short while ago. */
  isHeld: boolean;
  /** A transient failure, and the next try is planned. */
  isRetryPlanned: boolean;
  /** Why it was put down, where a next try is planned. */
  reason: string | null;
  /** Lanes that are not finished; of these, held by a living worker; and throttled. */
  lanes: { open: number; held: number; throttled: number };
  /** The last change of a row lies only a short while back: between two holds nothing is wrong. */
  isRecent: boolean;
};

/**
 * Nobody writes *waiting* or *interrupted*: a run that was throttled, or whose open mailboxes all are, waits, and one that nobody is
 * at work on is interrupted until the workers' sweep finds it.
 */
export function runStateOf(signs: RunSigns): RunState {
  const { state, step, isHeld, isRetryPlanned, reason, lanes, isRecent } = signs;
  if (state !== "running") return state;
  if (isRetryPlanned) return reason === "throttled" ? "waiting" : "interrupted";
  const isImporting = step === "import" || step === "verify";
  if (isImporting && lanes.open > 0 && lanes.throttled === lanes.open) return "waiting";
  return isHeld || lanes.held > 0 || isRecent ? "running" : "interrupted";
}
