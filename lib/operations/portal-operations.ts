import type { Db } from "#lib/db/client.ts";
import { readDatabaseTime } from "#lib/db/database-time.ts";
import { readOperationsFigures, readStagingBytes } from "#lib/db/operations-figures.ts";
import { readWorkerHealth } from "#lib/db/worker-processes.ts";
import type { Producer } from "#lib/queue/enqueue.ts";

import { createPortalMetrics } from "./portal-metrics.ts";
import type { OperationsAnswers } from "./operations-server.ts";
import { askProbes } from "./readiness.ts";
import { remembered } from "./remembered.ts";

/** Scrapes may come often, and the vault's size changes slowly. */
const FIGURES_MS = 5_000;
const STAGING_MS = 5 * 60_000;

/** The portal tells of the whole deployment: what is in the database and in the queue, whoever does the work. */
export function createPortalOperations(db: Db, producer: Producer): OperationsAnswers {
  const now = () => new Date();
  // It reads no originals, and need not be let through to where they are: the workers tell of the storage.
  const ready = () => askProbes({ database: () => readDatabaseTime(db), redis: () => producer.ping() });
  const metrics = createPortalMetrics({
    figures: remembered(() => readOperationsFigures(db, now()), FIGURES_MS, now),
    stagingBytes: remembered(() => readStagingBytes(db), STAGING_MS, now),
    workersAlive: async () => (await readWorkerHealth(db)).workersAlive,
    queues: () => producer.readQueues(now()),
    ready,
  });
  // A portal that answers is alive; what it shows waits for what it depends on.
  return { live: () => true, ready, metrics: () => metrics.read() };
}
