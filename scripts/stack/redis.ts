import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

import { type Child, startChild, waitUntil } from "./child.ts";
import { freePort } from "./ports.ts";
import { ensureProgram } from "./system-packages.ts";

export type RedisServer = Child & { url: string; port: number };

/** Redis on loopback with an append-only file; nothing is ever evicted, since BullMQ's keys are no cache. */
export async function startRedis(
  dataDir: string,
  preferredPort: number,
  onDeath: (name: string, tail: string) => void,
): Promise<RedisServer> {
  const program = ensureProgram("redis-server", "redis-server");
  const port = await freePort(preferredPort);
  const dir = join(dataDir, "redis");
  mkdirSync(dir, { recursive: true });
  const words = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--dir",
    dir,
    "--save",
    "",
    "--appendonly",
    "yes",
    "--maxmemory-policy",
    "noeviction",
  ];
  const child = startChild({
    name: "redis",
    command: program,
    words,
    logFile: join(dataDir, "logs/redis.log"),
    onDeath,
  });
  await waitUntil("Redis", () => answersPing(port));
  return { ...child, port, url: `redis://127.0.0.1:${port}` };
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.once("data", (answer) => {
      resolve(answer.toString().startsWith("+PONG"));
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
  });
}
