import type { Redis } from "ioredis";
import { z } from "zod";

/** How often something was tried within its window, this time included, and when that window ends. */
export type Attempts = { count: number; endsInMs: number };

const answered = z.tuple([z.number(), z.number(), z.number()]);

/**
 * Counts one more, for all processes together; the window begins with the first. The key says nothing to whoever reads it.
 * @throws Error at once when Redis is not connected
 */
export async function countAttempt(redis: Redis, key: string, windowMs: number): Promise<Attempts> {
  if (redis.status !== "ready") throw new Error("Redis is not connected");
  const answers = await redis.multi().incr(key).pexpire(key, windowMs, "NX").pttl(key).exec();
  const [count, , endsInMs] = answered.parse(answers?.map(([error, value]) => error ?? value));
  return { count, endsInMs };
}
