import type { Claims } from "../claims.ts";
import type { WorkerDeps } from "../deps.ts";
import { createRunNews } from "../run-news.ts";

const quiet = () => undefined;

/** A worker that has nothing to do and reaches nothing; a test says what is otherwise. */
export function idleDeps(
  change: Partial<Omit<WorkerDeps, "claims">> & { claims?: Partial<Claims> },
): WorkerDeps {
  return {
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet, fatal: quiet },
    now: () => new Date("2026-11-22T02:00:00Z"),
    news: createRunNews(),
    enqueue: () => Promise.resolve(),
    countWaiting: () => Promise.resolve(0),
    renewShare: () => Promise.resolve(),
    readQueues: () => Promise.resolve([]),
    alerts: { pass: () => Promise.resolve(), passInPlaceOfWorkers: () => Promise.resolve() },
    originals: { pass: () => Promise.resolve() },
    ready: () => Promise.resolve({}),
    noticeRestore: () => Promise.resolve(false),
    pipelineOf: () => {
      throw new Error("an idle worker runs no pipeline");
    },
    close: () => Promise.resolve(),
    ...change,
    claims: {
      claimRun: () => Promise.resolve(undefined),
      releaseRun: () => Promise.resolve(),
      failRun: () => Promise.resolve(),
      claimLane: () => Promise.resolve(undefined),
      releaseLane: () => Promise.resolve(),
      countLaneFault: () => Promise.resolve(0),
      giveLaneUp: () => Promise.resolve(0),
      async *openLanes() {},
      sumEndedRuns: () => Promise.resolve(),
      dueConnectors: () => Promise.resolve([]),
      insertDueRun: () => Promise.resolve(),
      runsToResume: () => Promise.resolve([]),
      lanesToResume: () => Promise.resolve([]),
      wishedToStop: () => Promise.resolve([]),
      cancelledToEnd: () => Promise.resolve([]),
      revokeStalled: () => Promise.resolve([]),
      recordSign: () => Promise.resolve(),
      notePicked: quiet,
      noteLeft: quiet,
      ...change.claims,
    },
  };
}
