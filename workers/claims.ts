import type { Db } from "#lib/db/client.ts";
import { readDatabaseTime } from "#lib/db/database-time.ts";
import { insertDueRun } from "#lib/db/insert-due-run.ts";
import { claimLane, listOpenLanes, releaseLane } from "#lib/db/lane-claims.ts";
import { claimRun, type ClaimedRun, failRun, releaseRun, type RunPause } from "#lib/db/run-claims.ts";
import { sweepDueConnectors, sweepLanes, sweepRuns } from "#lib/db/sweeps.ts";
import { recordWorkerSign } from "#lib/db/worker-processes.ts";
import type { LaneClaim, RunClaim } from "#lib/pipeline/ports.ts";
import type { JobPayload } from "#lib/queue/catalog.ts";

const LANES_A_PAGE = 500;
const LANES_A_SWEEP = 2_000;

/** The rows of one worker's holds: who it is and what time it is are filled in once. */
export type Claims = {
  claimRun(runId: string): Promise<{ claim: RunClaim; attempts: number } | undefined>;
  releaseRun(claim: RunClaim, pause: RunPause | undefined): Promise<void>;
  failRun(tenantId: string, runId: string, code: string): Promise<void>;
  claimLane(lane: JobPayload<"lane">): Promise<LaneClaim | undefined>;
  releaseLane(claim: LaneClaim, throttledUntil: Date | undefined): Promise<void>;
  /** The run's lanes that are not finished, page by page. */
  openLanes(run: Pick<RunClaim, "tenantId" | "runId">): AsyncIterable<JobPayload<"lane">[]>;
  dueConnectors(): Promise<{ tenantId: string; connectorId: string }[]>;
  insertDueRun(due: { tenantId: string; connectorId: string }): Promise<void>;
  runsToResume(): Promise<JobPayload<"run">[]>;
  lanesToResume(): Promise<JobPayload<"lane">[]>;
  recordSign(): Promise<void>;
  notePicked(): void;
};

export type ClaimsConfig = {
  db: Db;
  workerId: string;
  host: string;
  staleMs: number;
  now: () => Date;
  /** The database's own time, unless a test has another one. */
  readTime?: () => Promise<Date>;
};

export function createClaims(config: ClaimsConfig): Claims {
  const { db, workerId, host, staleMs, now, readTime = () => readDatabaseTime(db) } = config;
  const startedAt = now();
  let lastJobAt: Date | undefined;
  const staleBefore = async () => new Date((await readDatabaseTime(db)).getTime() - staleMs);
  return {
    async claimRun(runId) {
      const claimed = await claimRun(db, runId, workerId, now(), await staleBefore());
      return claimed && splitClaim(claimed);
    },
    releaseRun: (claim, pause) => releaseRun(db, claim, pause),
    async failRun(tenantId, runId, code) {
      await failRun(db, { tenantId, runId }, code, now());
    },
    claimLane: async ({ tenantId, runId, userId }) =>
      claimLane(db, tenantId, runId, userId, workerId, now(), await staleBefore()),
    releaseLane: (claim, throttledUntil) => releaseLane(db, claim, throttledUntil),
    openLanes: (run) => pagesOfLanes(db, run),
    // Windows are cut by one clock: a worker's own, running ahead, would cut them in the future.
    dueConnectors: async () => sweepDueConnectors(db, await readTime()),
    async insertDueRun({ tenantId, connectorId }) {
      await insertDueRun(db, tenantId, connectorId, await readTime());
    },
    runsToResume: async () => sweepRuns(db, await staleBefore(), now()),
    lanesToResume: async () => sweepLanes(db, await staleBefore(), now(), LANES_A_SWEEP),
    recordSign: () => recordWorkerSign(db, workerId, { host, startedAt, lastJobAt }),
    notePicked() {
      lastJobAt = now();
    },
  };
}

function splitClaim({ attempts, ...claim }: ClaimedRun): { claim: RunClaim; attempts: number } {
  return { claim, attempts: attempts + 1 };
}

async function* pagesOfLanes(db: Db, { tenantId, runId }: Pick<RunClaim, "tenantId" | "runId">) {
  let after: string | undefined;
  do {
    const userIds = await listOpenLanes(db, { tenantId, runId }, LANES_A_PAGE, after);
    if (userIds.length > 0) yield userIds.map((userId) => ({ tenantId, runId, userId }));
    after = userIds.length === LANES_A_PAGE ? userIds.at(-1) : undefined;
  } while (after !== undefined);
}
