import type { WorkerEnv } from "#lib/env.ts";
import { createLiveness, type Liveness } from "#lib/operations/liveness.ts";
import { createWorkerMetrics, type WorkerMetrics } from "#lib/operations/worker-metrics.ts";
import { type OperationsServer, startOperationsServer } from "#lib/operations/operations-server.ts";

import type { WorkerDeps } from "./deps.ts";
import type { Hands } from "./observed.ts";

/** What a worker tells of itself: its counters, and whether it works. */
export type Operations = {
  metrics: WorkerMetrics;
  liveness: Liveness;
  /** Listens, where the environment names a port. */
  start(): Promise<OperationsServer | undefined>;
};

type Now = { deps: WorkerDeps; hands: Hands };

/** @param present the worker's parts, which exist by the time that anybody asks */
export function createOperations(env: WorkerEnv, present: () => Now): Operations {
  const liveness = createLiveness({ now: () => new Date(), sweepMs: env.SWEEP_SECONDS * 1000 });
  const ready = () => present().deps.ready();
  const metrics = createWorkerMetrics({
    lanesInHand: () => present().hands.lane,
    runsInHand: () => present().hands.run,
    ready,
  });
  const isLive = async () => liveness.isLive(await readQueue(env, present()));
  return {
    metrics,
    liveness,
    start: async () =>
      env.OPERATIONS_PORT === undefined
        ? undefined
        : startOperationsServer(
            { host: env.OPERATIONS_HOST, port: env.OPERATIONS_PORT },
            { live: isLive, ready, metrics: () => metrics.read() },
          ),
  };
}

async function readQueue(env: WorkerEnv, { deps, hands }: Now) {
  try {
    const queues = await deps.readQueues();
    const free = { run: env.RUN_CONCURRENCY - hands.run, lane: env.LANE_CONCURRENCY - hands.lane };
    // Only hints that this worker has hands for speak against it.
    const ages = queues.filter(({ job }) => free[job] > 0).map(({ oldestMs }) => oldestMs);
    return { oldestMs: Math.max(0, ...ages), hasHandsFree: ages.length > 0 };
  } catch {
    return undefined;
  }
}
