import { createMemoryDirectoryStore } from "./memory-directory-store.ts";
import { createMemoryLaneStore } from "./memory-lane-store.ts";
import { ledgerOf } from "./memory-ledger.ts";
import { createRows, insertRunRow, laneKey, present, type Rows } from "./memory-rows.ts";
import { createMemoryRunStore } from "./memory-run-store.ts";
import type { StoreHarness } from "./store-harness.ts";

/** The stores over rows in memory, and the rows themselves for looking behind them. */
export function createMemoryHarness(): StoreHarness & { rows: Rows } {
  const rows = createRows();
  return {
    rows,
    runs: createMemoryRunStore(rows),
    lanes: createMemoryLaneStore(rows),
    directoryStore: createMemoryDirectoryStore(rows),
    addConnector: async (seed) => {
      const ids = { tenantId: "tenant-1", connectorId: `connector-${rows.connectors.size + 1}` };
      rows.connectors.set(ids.connectorId, { ...ids, ...seed, newestArchivedAt: undefined });
      return ids;
    },
    addRun: async (connector, window) => insertRunRow(rows, connector, window),
    findActiveRun: async ({ connectorId }) =>
      [...rows.runs.values()].find((run) => run.connectorId === connectorId && run.state === "active")?.runId,
    readWindow: async ({ runId }) => present(rows.runs.get(runId)).window,
    claimRun: async ({ tenantId, runId }) => {
      const run = present(rows.runs.get(runId));
      if (run.state !== "active") return undefined;
      run.epoch += 1;
      return { tenantId, runId, epoch: run.epoch };
    },
    releaseRun: async ({ runId, epoch }) => {
      const run = present(rows.runs.get(runId));
      if (run.epoch === epoch) run.epoch += 1;
    },
    claimLane: async ({ tenantId, runId, userId }) => {
      const lane = rows.lanes.get(laneKey({ runId, userId }));
      if (!lane || lane.isDone) return undefined;
      lane.epoch += 1;
      lane.isHeld = true;
      return { tenantId, runId, userId, epoch: lane.epoch };
    },
    releaseLane: async (claim) => {
      const lane = present(rows.lanes.get(laneKey(claim)));
      if (lane.epoch === claim.epoch) lane.isHeld = false;
    },
    listOpenLanes: async ({ runId }) =>
      [...rows.lanes.values()]
        .filter((lane) => lane.runId === runId && !lane.isDone)
        .map((lane) => lane.userId),
    requestStop: async ({ runId }, wish) => {
      present(rows.runs.get(runId)).wish = wish;
    },
    resume: async ({ runId }) => {
      present(rows.runs.get(runId)).wish = undefined;
    },
    readLedger: async ({ runId }) => ledgerOf(rows, runId),
  };
}
