import type { Db } from "#lib/db/client.ts";
import { readDatabaseTime } from "#lib/db/database-time.ts";
import { insertDueRun } from "#lib/db/insert-due-run.ts";
import { countLaneFault, giveLaneUp } from "#lib/db/lane-faults.ts";
import { claimLane, type LaneWait, listOpenLanes, releaseLane } from "#lib/db/lane-claims.ts";
import { claimRun, type ClaimedRun, failRun, releaseRun, type RunPause } from "#lib/db/run-claims.ts";
import { revokeStalled, sweepCancelled, sweepStalled, sweepWishes } from "#lib/db/sweep-stops.ts";
import { sumEndedRuns } from "#lib/db/run-sums.ts";
import { sweepDueConnectors, sweepLanes, sweepRuns } from "#lib/db/sweeps.ts";
import { recordWorkerSign } from "#lib/db/worker-processes.ts";
import type { LaneClaim, RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { JobName, JobPayload } from "#lib/queue/catalog.ts";

const LANES_A_PAGE = 500;
const LANES_A_SWEEP = 2_000;
const RUNS_SUMMED_A_SWEEP = 20;

/** The rows of one worker's holds: who it is and what time it is are filled in once. */
export type Claims = {
  claimRun(runId: string): Promise<{ claim: RunClaim; attempts: number; faults: number } | undefined>;
  releaseRun(claim: RunClaim, pause: RunPause | undefined): Promise<void>;
  failRun(tenantId: string, runId: string, code: string): Promise<void>;
  claimLane(lane: JobPayload<"lane">): Promise<LaneClaim | undefined>;
  releaseLane(claim: LaneClaim, wait: LaneWait | undefined): Promise<void>;
  /** One more fault of the program itself in this lane. @returns how many there were */
  countLaneFault(claim: LaneClaim): Promise<number>;
  /** What the lane has not settled fails for this reason, and the lane ends. @returns the run's lanes still open */
  giveLaneUp(claim: LaneClaim, reason: string): Promise<number>;
  /** The run's lanes that are not finished, page by page. */
  openLanes(run: Pick<RunClaim, "tenantId" | "runId">): AsyncIterable<JobPayload<"lane">[]>;
  dueConnectors(): Promise<{ tenantId: string; connectorId: string }[]>;
  insertDueRun(due: { tenantId: string; connectorId: string }): Promise<void>;
  runsToResume(): Promise<JobPayload<"run">[]>;
  lanesToResume(): Promise<JobPayload<"lane">[]>;
  /** Sums up runs that have ended, a few at a time. */
  sumEndedRuns(): Promise<void>;
  /** Of these runs, those that are to be put down. */
  wishedToStop(runIds: readonly string[]): Promise<string[]>;
  /** Cancelled runs that can be ended now. */
  cancelledToEnd(): Promise<JobPayload<"run">[]>;
  /** Takes holds that live and have come no further for `stallMs` from their holders. @returns whose they were */
  revokeStalled(): Promise<{ tenantId: string; runId: string; userId: string | null }[]>;
  recordSign(): Promise<void>;
  notePicked(job: JobName): void;
  noteLeft(job: JobName): void;
};

export type ClaimsConfig = {
  db: Db;
  workerId: string;
  host: string;
  staleMs: number;
  stallMs: number;
  /** How many jobs of each kind this worker takes at a time. */
  places: Record<JobName, number>;
  now: () => Date;
  /** The database's own time, unless a test has another one. */
  readTime?: () => Promise<Date>;
};

export function createClaims(config: ClaimsConfig): Claims {
  const { db, workerId, host, staleMs, stallMs, places, now } = config;
  const { readTime = () => readDatabaseTime(db) } = config;
  const startedAt = now();
  let lastJobAt: Date | undefined;
  const atWork: Record<JobName, number> = { run: 0, lane: 0 };
  const timeBefore = async (ms: number) => new Date((await readDatabaseTime(db)).getTime() - ms);
  const staleBefore = () => timeBefore(staleMs);
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
    releaseLane: (claim, wait) => releaseLane(db, claim, wait),
    countLaneFault: (claim) => countLaneFault(db, claim),
    giveLaneUp: (claim, reason) => giveLaneUp(db, claim, workerId, reason, now()),
    openLanes: (run) => pagesOfLanes(db, run),
    // Windows are cut by one clock: a worker's own, running ahead, would cut them in the future.
    dueConnectors: async () => sweepDueConnectors(db, await readTime()),
    async insertDueRun({ tenantId, connectorId }) {
      await insertDueRun(db, tenantId, connectorId, await readTime());
    },
    runsToResume: async () => sweepRuns(db, await staleBefore(), now()),
    lanesToResume: async () => sweepLanes(db, await staleBefore(), now(), LANES_A_SWEEP),
    sumEndedRuns: () => sumEndedRuns(db, RUNS_SUMMED_A_SWEEP),
    wishedToStop: async (runIds) => (runIds.length === 0 ? [] : sweepWishes(db, runIds)),
    cancelledToEnd: async () => sweepCancelled(db, await staleBefore()),
    async revokeStalled() {
      const before = await timeBefore(stallMs);
      const stalled = await sweepStalled(db, before);
      for (const hold of stalled) await revokeStalled(db, hold, before);
      return stalled;
    },
    recordSign: () =>
      recordWorkerSign(db, workerId, {
        host,
        startedAt,
        lastJobAt,
        places: {
          runPlaces: places.run,
          runsAtWork: atWork.run,
          lanePlaces: places.lane,
          lanesAtWork: atWork.lane,
        },
      }),
    notePicked(job) {
      lastJobAt = now();
      atWork[job] += 1;
    },
    noteLeft(job) {
      atWork[job] -= 1;
    },
  };
}

/** Counted from 1, this attempt included. */
function splitClaim({ attempts, faults, ...claim }: ClaimedRun) {
  return { claim, attempts: attempts + 1, faults: faults + 1 };
}

async function* pagesOfLanes(db: Db, { tenantId, runId }: Pick<RunClaim, "tenantId" | "runId">) {
  let after: string | undefined;
  do {
    const userIds = await listOpenLanes(db, { tenantId, runId }, LANES_A_PAGE, after);
    if (userIds.length > 0) yield userIds.map((userId) => ({ tenantId, runId, userId }));
    after = userIds.length === LANES_A_PAGE ? userIds.at(-1) : undefined;
  } while (after !== undefined);
}
