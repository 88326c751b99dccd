import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

import { readKeyVaultEnv, readWorkerEnv, serviceUrlsOf, traceSettingsOf } from "#lib/env.ts";
import { createLog, faultOf } from "#lib/log.ts";
import { createConsumer } from "#lib/queue/consume.ts";
import { traceHttp } from "#lib/tracing/trace-http.ts";
import { openTracer } from "#lib/tracing/open-tracer.ts";
import { withVaultKeys } from "#lib/vault-keys.ts";

import { watchAlertsUntil } from "./alerts.ts";
import { createDeps } from "./deps.ts";
import { observeDeps, observeHandlers, observeHttp } from "./observed.ts";
import { beforeWork } from "./before-work.ts";
import { createOperations } from "./operations.ts";
import { executeRun } from "./processors/execute-run.ts";
import { importLane } from "./processors/import-lane.ts";
import { keepRetentionUntil } from "./retention.ts";
import { sweepUntil } from "./sweep.ts";
import { traceDeps, traceHandlers } from "./traced.ts";
import { watchWishesUntil } from "./wishes.ts";

const env = readWorkerEnv(await withVaultKeys(process.env, readKeyVaultEnv(process.env)));
const log = createLog("worker", env.LOG_LEVEL);
const services = serviceUrlsOf(env);
const workerId = `${hostname().slice(0, 40)}-${randomUUID().slice(0, 8)}`;
const operations = createOperations(env, () => ({ deps, hands }));
const { metrics, liveness } = operations;
const tracer = await openTracer("worker", traceSettingsOf(env));
const deps = traceDeps(
  observeDeps(
    createDeps(env, log, workerId, hostname(), (http) =>
      traceHttp(observeHttp(http, services, metrics), services, () => tracer),
    ),
    metrics,
  ),
  tracer,
);
const { handlers, hands } = observeHandlers(
  traceHandlers(
    {
      run: (payload, signal) => executeRun(deps, payload, signal),
      lane: (payload, signal) => importLane(deps, payload, signal),
    },
    tracer,
  ),
);
const operationsServer = await operations.start();
await beforeWork(deps, env.SWEEP_SECONDS * 1000, workerId);

const consumer = createConsumer({
  redisUrl: env.REDIS_URL,
  prefix: env.QUEUE_PREFIX,
  concurrency: { run: env.RUN_CONCURRENCY, lane: env.LANE_CONCURRENCY },
  handlers,
  onPicked(job) {
    deps.claims.notePicked(job);
    liveness.notePicked();
    metrics.jobPicked(job);
  },
  onLeft: (job) => deps.claims.noteLeft(job),
  onFault: (job, error) =>
    log.error("A job could not be carried out", {
      workerId,
      job,
      code: "internal-error",
      fault: faultOf(error),
    }),
});

const stopping = new AbortController();
const sweeping = sweepUntil(deps, env.SWEEP_SECONDS * 1000, stopping.signal, () => {
  liveness.noteSweep();
  metrics.sweepDone(deps.now());
});
const watching = watchWishesUntil(deps, stopping.signal);
const telling = watchAlertsUntil(deps, stopping.signal);
const keeping = keepRetentionUntil(deps, stopping.signal);
log.info("Worker ready", { workerId });

/** Puts the work down: what is in flight is answered or looked up later, claims are given back. */
async function stop(signal: string): Promise<void> {
  if (stopping.signal.aborted) return;
  log.info("Worker is stopping", { workerId, code: signal });
  stopping.abort();
  await consumer.close();
  await Promise.all([sweeping, watching, telling, keeping]);
  await operationsServer?.close();
  await deps.close();
  await tracer.close();
  process.exit(0);
}
process.on("SIGTERM", (signal) => void stop(signal));
process.on("SIGINT", (signal) => void stop(signal));

// An unknown fault leaves unknown state behind: the process ends, its claims grow stale, others take over.
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    log.fatal("Unknown fault", { workerId, fault: faultOf(error) });
    process.exit(1);
  });
}
