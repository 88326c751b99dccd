/** A worker's hold on a run. Every write names it; a write whose epoch is past throws `Failure("claim-lost")`. */
export type RunClaim = { tenantId: string; runId: string; epoch: number };

/** The same for a lane, which is one mailbox of one run: one worker at a time. */
export type LaneClaim = { tenantId: string; runId: string; userId: string; epoch: number };
