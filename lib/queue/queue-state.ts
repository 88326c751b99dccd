import type { Queue } from "bullmq";
import type { Redis } from "ioredis";

import type { JobName } from "./catalog.ts";
import { inTime } from "./in-time.ts";

/** The settings of Redis that the queue needs to be right, and how the server names itself. */
export type RedisFacts = {
  version: string;
  evictionPolicy: string;
  isAppendOnly: boolean;
  isSnapshotting: boolean;
};

/** How long the oldest hint that nobody has picked up has been waiting; 0 where none waits. */
export async function oldestWaitingMs(queue: Queue, now: Date): Promise<number> {
  const [oldest] = await inTime(queue.getJobs("waiting", 0, 0, true));
  return oldest ? Math.max(0, now.getTime() - oldest.timestamp) : 0;
}

/** From INFO as far as it tells, which managed servers answer too, where they refuse CONFIG. */
export async function readRedisFacts(connection: Redis): Promise<RedisFacts> {
  const info = await inTime(connection.info());
  // INFO names the start as the last snapshot where none is ever taken.
  const schedule = await inTime(connection.config("GET", "save")).then(
    (answer) => String(answer).split(",")[1],
    () => undefined,
  );
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";
  return {
    version: field("redis_version"),
    evictionPolicy: field("maxmemory_policy"),
    isAppendOnly: field("aof_enabled") === "1",
    isSnapshotting:
      (schedule === undefined ? Number(field("rdb_saves")) > 0 : schedule !== "") &&
      field("rdb_last_bgsave_status") === "ok",
  };
}

export type QueueState = { job: JobName; waiting: number; oldestMs: number };
