import { setTimeout as delay } from "node:timers/promises";

import { STALE_SECONDS } from "../chaos-world.ts";
import type { Scenario, Stage } from "../scenario.ts";

const LONGEST_GAP_MS = 2_000;
const PORTAL_SHARE = 0.2;

/** In one run; after that it may end. */
const KILLS_A_RUN = { bounded: 6, long: 14 };
/** Of the kills that hit a worker while it starts. */
const EARLY_SHARE = 0.15;

/** R53: SIGKILL at random instants, of whichever worker it hits, and of the portal. */
export const kills: Scenario = {
  name: "workers and portal killed at random instants",
  async meanwhile(stage) {
    await stage.slowDown();
    for (let count = 0; count < KILLS_A_RUN[stage.intensity]; count += 1) {
      if (stage.random() > EARLY_SHARE) await stage.workersAreUp();
      await delay(stage.random() * LONGEST_GAP_MS);
      if (await stage.hasRunEnded()) return;
      if (stage.random() < PORTAL_SHARE) await stage.killPortal();
      else killAnyWorker(stage);
    }
  },
};

function killAnyWorker(stage: Stage): void {
  const victim = stage.workers[Math.floor(stage.random() * stage.workers.length)];
  if (victim) stage.killWorker(victim);
  stage.startWorker();
}

const WORKER_AT_WORK = "SELECT worker_id AS holder FROM mailbox WHERE worker_id IS NOT NULL LIMIT 1";
const IS_RELIEVED = "SELECT NOT EXISTS (SELECT 1 FROM mailbox WHERE worker_id = $1) AS holds";

/** R3: it stands still while it has everything in hand to send, is relieved, and wakes up. */
export const stalledWorker: Scenario = {
  name: "a worker that stood still and wakes up when others have its mailboxes",
  workers: 1,
  async meanwhile(stage) {
    await stage.slowDown();
    await stage.reached("settled", 60);
    const [stalled] = stage.workers;
    const [row] = await stage.world.servers.database.query<{ holder: string }>(WORKER_AT_WORK);
    if (!stalled || !row) throw new Error("nobody is at work");
    stalled.kill("SIGSTOP");
    try {
      stage.startWorker();
      await stage.until("the relief", IS_RELIEVED, [row.holder], STALE_SECONDS * 5);
    } finally {
      stalled.kill("SIGCONT");
    }
  },
};

/** R44: longer than a claim may be shown as alive. */
export const nobodyAtWork: Scenario = {
  name: "no worker alive for longer than the stale time",
  async meanwhile(stage) {
    await stage.slowDown();
    await stage.reached("settled", 40);
    for (let [worker] = stage.workers; worker; [worker] = stage.workers) stage.killWorker(worker);
    await stage.screen.shows("an interrupted run", ({ runs }) => runs.at(-1)?.state === "interrupted", 60);
    if (stage.intensity === "long")
      await stage.screen.shows("that nobody works", ({ health }) => health.workersAlive === 0, 90);
    stage.startWorker();
    stage.startWorker();
  },
};
