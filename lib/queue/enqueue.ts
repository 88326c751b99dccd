import { type Job, Queue } from "bullmq";
import { Redis } from "ioredis";

import { type Attempts, countAttempt } from "./attempts.ts";
import { type JobName, jobId, type JobPayload, JOBS } from "./catalog.ts";
import { inTime } from "./in-time.ts";
import { oldestWaitingMs, type QueueState, readRedisFacts, type RedisFacts } from "./queue-state.ts";

/**
 * A hint that there is work; resolves when Redis has it, and adds nothing when the same hint of the same round is there.
 * Hints for news (a new run, a lane that opened) need no round; those that the sweep repeats have one.
 */
export type Enqueue = <Name extends JobName>(
  name: Name,
  payloads: readonly JobPayload<Name>[],
  round?: string,
) => Promise<void>;

/** The producing side, for the portal and for workers. */
export type Producer = {
  /** @throws Error when Redis does not answer within seconds */
  enqueue: Enqueue;
  /** Hints that no worker has picked up yet. */
  countWaiting(name: JobName): Promise<number>;
  /** For metrics: what waits, and for how long. */
  readQueues(now: Date): Promise<QueueState[]>;
  /** @throws Error when Redis does not answer within seconds */
  ping(): Promise<void>;
  readRedisFacts(): Promise<RedisFacts>;
  /** One more of what may be tried so and so often. @throws Error when Redis does not answer within seconds */
  countAttempt(key: string, windowMs: number): Promise<Attempts>;
  close(): Promise<void>;
};

// A finished job leaves at once: a lingering id would swallow the next hint for the same work.
const OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

export function createProducer(redisUrl: string, prefix: string): Producer {
  const connection = new Redis(redisUrl, {
    maxRetriesPerRequest: 2,
    enableOfflineQueue: true,
    connectTimeout: 5000,
  });
  // Every command reports its own failure; a listener keeps the client from treating a reconnect as a crash.
  connection.on("error", () => undefined);
  const queues = {
    run: new Queue("run", { connection, prefix }),
    lane: new Queue("lane", { connection, prefix }),
  };
  for (const queue of Object.values(queues)) queue.on("error", () => undefined);

  async function enqueue<Name extends JobName>(
    name: Name,
    payloads: readonly JobPayload<Name>[],
    round = "new",
  ): Promise<void> {
    const jobs = payloads.map((payload) => ({
      name,
      data: JOBS[name].parse(payload),
      opts: { ...OPTIONS, jobId: jobId(name, payload, round) },
    }));
    const added: Job[] = await inTime(queues[name].addBulk(jobs));
    // A refused id would never be run and never be missed by the caller, so the answer is looked at.
    if (added.length !== jobs.length || added.some((job) => !job.id))
      throw new Error(`${name}: not every job was added`);
  }

  return {
    enqueue,
    countWaiting: (name) => inTime(queues[name].getWaitingCount()),
    readQueues: (now) =>
      Promise.all(
        (["run", "lane"] as const).map(async (job) => ({
          job,
          waiting: await inTime(queues[job].getWaitingCount()),
          oldestMs: await oldestWaitingMs(queues[job], now),
        })),
      ),
    async ping() {
      await inTime(connection.ping());
    },
    readRedisFacts: () => readRedisFacts(connection),
    countAttempt: (key, windowMs) => inTime(countAttempt(connection, `${prefix}:attempts:${key}`, windowMs)),
    async close() {
      await Promise.all(Object.values(queues).map((queue) => inTime(queue.close()).catch(() => undefined)));
      connection.disconnect();
    },
  };
}
