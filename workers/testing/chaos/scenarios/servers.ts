import { setTimeout as delay } from "node:timers/promises";

import type { Scenario, Stage } from "../scenario.ts";

/** How long a server stays away. */
function awayMs({ intensity }: Stage): number {
  return intensity === "long" ? 60_000 : 3_000;
}

/** R43: Redis holds hints. */
export const redisLost: Scenario = {
  name: "Redis killed and empty afterwards, and told to forget everything",
  async meanwhile(stage) {
    await stage.slowDown();
    const { servers } = stage.world;
    await stage.reached("fetched", 100);
    await servers.redis.end("SIGKILL");
    servers.forgetRedis();
    await delay(awayMs(stage));
    await servers.redis.start();
    for (const settled of [40, 120, 200]) {
      await stage.reached("settled", settled);
      await servers.flushRedis();
    }
  },
};

export const postgresRestarted: Scenario = {
  name: "PostgreSQL restarted: in good order, at once, and killed",
  async meanwhile(stage) {
    await stage.slowDown();
    const { postgres } = stage.world.servers;
    await stage.reached("fetched", 100);
    await postgres.end("SIGINT");
    await postgres.start();
    await stage.reached("settled", 60);
    await postgres.end("SIGQUIT");
    await postgres.start();
    await stage.reached("settled", 180);
    await postgres.end("SIGKILL");
    await postgres.start();
  },
};

export const vaultAway: Scenario = {
  name: "Azurite gone for a while, when originals are written and when they are read",
  async meanwhile(stage) {
    await stage.slowDown();
    const { azurite } = stage.world.servers;
    for (const [what, count] of [
      ["fetched", 100],
      ["settled", 100],
    ] as const) {
      await stage.reached(what, count);
      await azurite.end("SIGTERM");
      await delay(awayMs(stage));
      await azurite.start();
    }
  },
};

const REFUSED = "No space left on device";

/** The error of class 53, `disk_full`, for rows, and whatever PostgreSQL does when its own log has no room. */
export const diskFull: Scenario = {
  name: "PostgreSQL's disk full",
  async meanwhile(stage) {
    await stage.slowDown();
    const { disk } = stage.world.servers;
    for (const [what, count] of [
      ["fetched", 100],
      ["settled", 100],
    ] as const) {
      await stage.reached(what, count);
      const refusedBefore = refusals(stage);
      disk.fill();
      try {
        await refusedSince(stage, refusedBefore);
        await delay(awayMs(stage) / 2);
      } finally {
        disk.free();
      }
      await serverIsBack(stage);
    }
  },
};

function refusals({ world }: Stage): number {
  return world.servers.postgresLog().split(REFUSED).length - 1;
}

async function refusedSince(stage: Stage, before: number): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (refusals(stage) > before) return;
    await delay(100);
  }
  throw new Error("PostgreSQL did not miss the room on its disk");
}

/** Where it had to give up altogether, its supervisor starts it again. */
async function serverIsBack({ world }: Stage): Promise<void> {
  const { postgres, database } = world.servers;
  for (let tries = 0; tries < 300; tries += 1) {
    if (!postgres.isAlive()) await postgres.start();
    const [row] = await database.query("SELECT 1").catch(() => []);
    if (row) return;
    await delay(100);
  }
  throw new Error("PostgreSQL did not come back");
}
