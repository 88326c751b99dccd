import { Worker } from "bullmq";
import { Redis } from "ioredis";

import { type JobHandlers, type JobName, parsePayload } from "./catalog.ts";
import { inTime } from "./in-time.ts";

export type ConsumerOptions = {
  redisUrl: string;
  prefix: string;
  concurrency: Record<JobName, number>;
  handlers: JobHandlers;
  /** A handler threw: a bug, since handlers settle failures of the outside world themselves. */
  onFault(job: string, error: unknown): void;
  /** A job was picked up: the sign of life that counts. */
  onPicked(job: JobName): void;
  /** Its handler has ended. */
  onLeft?(job: JobName): void;
};

/** The consuming side. `close` lets running jobs come to a stop: their signal is aborted and they end at the next step. */
export function createConsumer(options: ConsumerOptions): { close(): Promise<void> } {
  const stopping = new AbortController();
  const { handlers } = options;
  const atWork = new Set<Promise<void>>();
  const run = {
    run: async (payload: unknown, signal: AbortSignal) => handlers.run(parsePayload("run", payload), signal),
    lane: async (payload: unknown, signal: AbortSignal) =>
      handlers.lane(parsePayload("lane", payload), signal),
  };
  const workers = (["run", "lane"] as const).map((name) => {
    const connection = new Redis(options.redisUrl, { maxRetriesPerRequest: null });
    connection.on("error", () => undefined);
    const worker = new Worker(
      name,
      async (job) => {
        options.onPicked(name);
        // Told here and not thrown: BullMQ would keep the error's text in Redis, and it may quote a row.
        const work = run[name](job.data, stopping.signal).catch((error: unknown) =>
          options.onFault(name, error),
        );
        atWork.add(work);
        await work.finally(() => {
          atWork.delete(work);
          options.onLeft?.(name);
        });
      },
      // Never run twice by the queue: who takes a dead worker's work over is decided in Postgres.
      { connection, prefix: options.prefix, concurrency: options.concurrency[name], maxStalledCount: 0 },
    );
    // Jobs that a dead worker left fail as stalled; Postgres decides who goes on.
    worker.on("error", () => undefined);
    return { worker, connection };
  });
  return {
    async close() {
      stopping.abort(new Error("the worker is stopping"));
      await Promise.all(atWork);
      // What is left is Redis's own: without it there is nothing to say goodbye to.
      await Promise.all(workers.map(({ worker }) => inTime(worker.close()).catch(() => undefined)));
      for (const { connection } of workers) connection.disconnect();
    },
  };
}
