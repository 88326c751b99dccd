import type { PipelineDeps } from "./ports/deps.ts";
import type { RunClaim } from "./ports/claims.ts";
import type { RunContext } from "./ports/run-store.ts";
import type { VendorSource } from "./ports/vendor-source.ts";
import type { Pulse } from "./pulse.ts";

/** What every stage of a run is handed. A stage returns when it is done, or early when the pulse asks to stop. */
export type RunWork = {
  deps: PipelineDeps;
  claim: RunClaim;
  context: RunContext;
  pulse: Pulse<"pause-requested" | "cancel-requested">;
  /** Logs in at the vendor at the first call; a stage with nothing left to do never does. */
  openSource: () => Promise<VendorSource>;
};
