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

/** From INFO, which managed servers answer too, where they refuse CONFIG. */
export async function readRedisFacts(connection: Redis): Promise<RedisFacts> {
  const info = await inTime(connection.info());
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1] ?? "";
  return {
    version: field("redis_version"),
    evictionPolicy: field("maxmemory_policy"),
    isAppendOnly: field("aof_enabled") === "1",
    isSnapshotting: Number(field("rdb_last_save_time")) > 0 && field("rdb_last_bgsave_status") === "ok",
  };
}

export type QueueState = { job: JobName; waiting: number; oldestMs: number };
