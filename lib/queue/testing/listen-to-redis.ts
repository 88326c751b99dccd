import { Redis } from "ioredis";

/** Everything that Redis is told or answers with, from now on. */
export async function listenToRedis(url: string): Promise<{ heard(): string; close(): Promise<void> }> {
  const redis = new Redis(url);
  const monitor = await redis.monitor();
  const heard: string[] = [];
  monitor.on("monitor", (_time: string, words: string[]) => heard.push(words.join(" ")));
  return {
    heard: () => heard.join("\n"),
    async close() {
      monitor.disconnect();
      await redis.quit();
    },
  };
}
