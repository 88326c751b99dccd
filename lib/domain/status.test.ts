import { expect, test } from "vitest";

import type { ConnectorState } from "./connector.ts";
import type { RunState } from "./run.ts";
import { statusCodeOf } from "./status.ts";
import type { ConnectorSummary } from "./views/connector.ts";

const SERVED = { workersAlive: 1, waitingSince: null };

function connector(state: ConnectorState, lastRun: RunState): Pick<ConnectorSummary, "state" | "lastRun"> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the code is told from the run's state alone
  return { state, lastRun: { state: lastRun } as ConnectorSummary["lastRun"] };
}

// R5, R31: scripts tell success, partial success and failure apart.
test.each([
  ["all is well", [connector("healthy", "completed"), connector("running", "running")], SERVED, 0],
  ["there is no connector yet", [], { workersAlive: 0, waitingSince: null }, 0],
  ["a run completed with issues", [connector("healthy", "completed-with-issues")], SERVED, 2],
  ["a run was cancelled", [connector("healthy", "cancelled")], SERVED, 2],
  ["a run is tried again", [connector("retrying", "retrying")], SERVED, 2],
  [
    "a run failed, whatever the others did",
    [connector("healthy", "completed"), connector("healthy", "failed")],
    SERVED,
    1,
  ],
  ["an admin must act", [connector("action-required", "completed")], SERVED, 1],
  ["no worker is alive", [connector("healthy", "completed")], { workersAlive: 0, waitingSince: null }, 1],
  [
    "no worker takes what waits",
    [connector("healthy", "completed")],
    { workersAlive: 1, waitingSince: "2026-11-22T11:00:00Z" },
    1,
  ],
  ["everything is paused", [connector("paused", "completed")], { workersAlive: 0, waitingSince: null }, 0],
] as const)("%s", (_what, connectors, health, code) => {
  expect(statusCodeOf(connectors, health)).toBe(code);
});
