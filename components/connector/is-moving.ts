import { isTerminal } from "#lib/domain/run.ts";
import type { ConnectorSummary } from "#lib/domain/views/connector.ts";

/** Whether a connector's last run has not ended, be it that it waits for a worker: then there is something to watch. */
export function isMoving({ lastRun }: Pick<ConnectorSummary, "lastRun">): boolean {
  return lastRun !== null && !isTerminal(lastRun.state);
}
