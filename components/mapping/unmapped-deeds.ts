import type { FormState } from "#components/ui/form-state.ts";

/** What was answered, and the run that it started. */
export type ReplayAnswer = { state: FormState; run?: { runId: string; jobId: string } | undefined };

/** Days as YYYY-MM-DD, empty without an end. */
export type MapChoice = { address: string; validFrom: string; validTo: string };

export type UnmappedDeeds = {
  map: (unmappedId: string, choice: MapChoice) => Promise<ReplayAnswer>;
  /** Without an id, of everybody. */
  replay: (unmappedId?: string) => Promise<ReplayAnswer>;
};

/** `true`, or the sentence that the disabled button shows. */
export type UnmappedVerdicts = Record<"map" | "replay", true | string>;
