import type { ConnectorSummary } from "./views/connector.ts";
import type { SystemHealth } from "./views/health.ts";

/**
 * For scripts: 0 all is well; 1 a run failed, a connector needs an admin, or nobody is at work; 2 partial: completed with
 * issues, cancelled, or tried again.
 */
export type StatusCode = 0 | 1 | 2;

/** The worst of all connectors, and of the workers that should serve them. */
export function statusCodeOf(
  connectors: readonly Pick<ConnectorSummary, "state" | "lastRun">[],
  health: Pick<SystemHealth, "workersAlive" | "waitingSince">,
): StatusCode {
  const isServed = health.workersAlive > 0 && health.waitingSince === null;
  if (!isServed && connectors.some(({ state }) => state !== "paused")) return 1;
  const hasFailed = connectors.some(
    ({ state, lastRun }) => state === "action-required" || lastRun?.state === "failed",
  );
  if (hasFailed) return 1;
  const isPartial = connectors.some(
    ({ state, lastRun }) =>
      state === "retrying" || lastRun?.state === "completed-with-issues" || lastRun?.state === "cancelled",
  );
  return isPartial ? 2 : 0;
}
