import { Redis } from "ioredis";

/** Does something while Redis has other settings, and gives it back those that it had. */
export async function withRedisSettings(
  url: string,
  settings: Record<string, string>,
  work: () => Promise<void>,
): Promise<void> {
  const redis = new Redis(url);
  const set = async (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) await redis.config("SET", name, value);
  };
  const before: Record<string, string> = {};
  for (const name of Object.keys(settings))
    before[name] = String(await redis.config("GET", name)).split(",")[1] ?? "";
  try {
    await set(settings);
    await work();
  } finally {
    await set(before);
    await redis.quit();
  }
}
