import type { Producer } from "#lib/queue/enqueue.ts";

import { type Finding, look, mend, ok, troubleOf } from "./findings.ts";

export async function examineRedis(producer: Pick<Producer, "readRedisFacts">): Promise<Finding[]> {
  try {
    const { version, evictionPolicy, isAppendOnly, isSnapshotting } = await producer.readRedisFacts();
    return [
      ok("Redis", version),
      evictionPolicy === "noeviction"
        ? ok("Redis eviction", evictionPolicy)
        : mend(
            "Redis eviction",
            `maxmemory-policy is ${evictionPolicy || "not told"}: jobs may vanish when memory is short`,
            "Set maxmemory-policy noeviction.",
          ),
      isAppendOnly || isSnapshotting
        ? ok("Redis persistence", isAppendOnly ? "append-only file" : "snapshots")
        : look(
            "Redis persistence",
            "off: a restart loses the hints, and the sweep finds the work some seconds later",
            "Set appendonly yes.",
          ),
    ];
  } catch (error) {
    return [
      mend(
        "Redis",
        `it cannot be reached (${troubleOf(error)})`,
        "Check REDIS_URL and that Redis runs. Until then work is found by the sweep alone.",
      ),
    ];
  }
}
