import type { MappingSettings } from "#lib/domain/mapping.ts";
import type { MappingRule } from "#lib/domain/mapping-file.ts";
import type { Window } from "#lib/domain/window.ts";

import type { DirectoryStore } from "../ports/directory.ts";
import type { LaneClaim, RunClaim } from "../ports/claims.ts";
import type { LaneStore } from "../ports/lane-store.ts";
import type { RunStore } from "../ports/run-store.ts";
import type { Ledger } from "./memory-ledger.ts";

export type ConnectorSeed = {
  mapping: MappingSettings;
  rules: MappingRule[];
  defaultCountry: string;
  overlapMs: number;
  watermark: Date;
};

/**
 * The stores of the pipeline and what tests need around them. The same tests run over the rows in memory and over
 * PostgreSQL; time is handed to the stores, so a harness need not have a clock.
 */
export type StoreHarness = {
  runs: RunStore;
  lanes: LaneStore;
  directoryStore: DirectoryStore;
  addConnector(seed: ConnectorSeed): Promise<{ tenantId: string; connectorId: string }>;
  addRun(connector: { tenantId: string; connectorId: string }, window: Window): Promise<string>;
  /** The connector's run that has not ended. */
  findActiveRun(connector: { tenantId: string; connectorId: string }): Promise<string | undefined>;
  readWindow(run: { tenantId: string; runId: string }): Promise<Window>;
  /** Takes the run over from whoever holds it, as after the death of a worker; `undefined` when it has ended. */
  claimRun(run: { tenantId: string; runId: string }): Promise<RunClaim | undefined>;
  releaseRun(claim: RunClaim): Promise<void>;
  /** Takes the lane over from whoever holds it; `undefined` when it is finished. */
  claimLane(lane: { tenantId: string; runId: string; userId: string }): Promise<LaneClaim | undefined>;
  releaseLane(claim: LaneClaim): Promise<void>;
  /** The users of the run's lanes that are not finished. */
  listOpenLanes(run: { tenantId: string; runId: string }): Promise<string[]>;
  requestStop(
    run: { tenantId: string; runId: string },
    wish: "pause-requested" | "cancel-requested",
  ): Promise<void>;
  resume(run: { tenantId: string; runId: string }): Promise<void>;
  readLedger(run: { tenantId: string; runId: string }): Promise<Ledger>;
};
