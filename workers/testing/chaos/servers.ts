import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createRenewableDatabase, type RenewableDatabase } from "#lib/db/testing/renewable-database.ts";
import { type AzuriteServer, startAzurite } from "#scripts/stack/azurite.ts";
import { type PostgresServer, startPostgres } from "#scripts/stack/postgres.ts";
import { type RedisServer, startRedis } from "#scripts/stack/redis.ts";
import { ROOT } from "#scripts/stack/root.ts";

import { keepServer, type Server } from "./server.ts";
import { mountSmallDisk, removeLeftoverDisks, type SmallDisk } from "./small-disk.ts";

/** PostgreSQL, Redis and Azurite of one suite, which ends them as it likes. */
export type ChaosServers = {
  dataDir: string;
  database: RenewableDatabase;
  redisUrl: string;
  storage: string;
  postgres: Server<PostgresServer>;
  azurite: Server<AzuriteServer>;
  redis: Server<RedisServer>;
  /** Redis forgets everything while it runs. */
  flushRedis(): Promise<void>;
  /** What Redis kept on disk: gone, so that it starts empty. */
  forgetRedis(): void;
  /** PostgreSQL's. */
  disk: SmallDisk;
  postgresLog(): string;
  close(): Promise<void>;
};

const PREFIX = "mobile-archive-chaos-";

export async function startChaosServers(): Promise<ChaosServers> {
  removeLeftoverDisks(tmpdir(), PREFIX);
  const dataDir = join(tmpdir(), `${PREFIX}${process.pid}`);
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir);
  // PostgreSQL runs as another user.
  chmodSync(dataDir, 0o755);
  let disk: SmallDisk | undefined;
  const adminPassword = randomBytes(18).toString("hex");
  const prepareFolder = (cluster: string) => {
    mkdirSync(cluster, { recursive: true });
    disk = mountSmallDisk(cluster);
  };
  // Durable, since a server that is killed must keep what it has confirmed.
  const options = { root: ROOT, dataDir, adminPassword, isDurable: true, prepareFolder };
  const [postgres, redis, azurite] = await Promise.all([
    keepServer((preferredPort, onDeath) => startPostgres({ ...options, preferredPort, onDeath })),
    keepServer((port, onDeath) => startRedis(dataDir, port, onDeath)),
    keepServer((port, onDeath) => startAzurite(ROOT, dataDir, port, onDeath)),
  ]);
  if (!disk) throw new Error("PostgreSQL made no cluster");
  const database = await createRenewableDatabase(
    postgres.first.urlOf("postgres", adminPassword, "postgres"),
    randomBytes(18).toString("hex"),
  );
  // Its log of changes is to leave room on the small disk.
  await database.query("ALTER SYSTEM SET max_wal_size = '128MB'");
  await database.query("SELECT pg_reload_conf()");
  const smallDisk = disk;
  return {
    dataDir,
    database,
    redisUrl: redis.first.url,
    storage: azurite.first.connectionString,
    postgres,
    redis,
    azurite,
    flushRedis: () => flush(redis.first.port),
    forgetRedis: () => rmSync(join(dataDir, "redis"), { recursive: true, force: true }),
    disk: smallDisk,
    postgresLog: () => readFileSync(join(dataDir, "logs/postgres.log"), "utf8"),
    async close() {
      await database.close();
      await Promise.all([postgres.stop(), redis.stop(), azurite.stop()]);
      smallDisk.remove();
      if (!process.env["KEEP_LOGS"]) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** In Redis's own words: its client library belongs to the queue. */
function flush(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("FLUSHALL\r\n"));
    socket.once("error", reject);
    socket.once("data", (answer) => {
      socket.destroy();
      if (answer.toString().startsWith("+OK")) resolve();
      else reject(new Error("Redis did not forget"));
    });
  });
}
