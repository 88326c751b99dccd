import type { StatusTone } from "#components/ui/status.tsx";
import type { RunState, RunStep, RunTrigger } from "#lib/domain/run.ts";

export const RUN_STATE_NAMES: Record<RunState, string> = {
  queued: "Queued",
  running: "Running",
  waiting: "Waiting",
  paused: "Paused",
  retrying: "Retrying",
  stalled: "Stalled, resumes by itself",
  interrupted: "Interrupted, resumes by itself",
  completed: "Completed",
  "completed-with-issues": "Completed with issues",
  failed: "Failed",
  cancelled: "Cancelled",
};

export const RUN_STATE_TONES: Record<RunState, StatusTone> = {
  queued: "waiting",
  running: "busy",
  waiting: "waiting",
  paused: "paused",
  retrying: "warning",
  stalled: "warning",
  interrupted: "waiting",
  completed: "good",
  "completed-with-issues": "warning",
  failed: "bad",
  cancelled: "ended",
};

export const RUN_TRIGGER_NAMES: Record<RunTrigger, string> = {
  first: "First import",
  schedule: "On schedule",
  manual: "Run now",
  rest: "Rest of a split window",
  again: "Window run again",
  retry: "Retry failed",
  replay: "Replay of unmapped",
};

export const RUN_STEP_NAMES: Record<RunStep, string> = {
  plan: "Plan",
  fetch: "Fetch",
  stage: "Stage",
  map: "Map",
  import: "Import",
  verify: "Verify",
  report: "Report",
};
