import { setTimeout as delay } from "node:timers/promises";

import { startRun } from "#lib/services/run/start-run.ts";
import { asDemoAdmin, seedDemo } from "#scripts/stack/seed-demo.ts";

import type { ChaosWorld } from "./chaos-world.ts";
import type { Scenario, Stage } from "./scenario.ts";

type StageOptions = Pick<Stage, "world" | "screen" | "intensity" | "random" | "run" | "workers"> & {
  /** The list of workers has changed. */
  onWorkers(): void;
  onKill(victim: "worker" | "portal"): void;
};

const SLOW_MS = 300;
const HELD_BACK_ITEMS = 20;
const HOUR_MS = 3_600_000;

/** An empty database and a sandbox as on its first day, with a connector whose first run is queued. */
export async function seedScenario(world: ChaosWorld, scenario: Scenario): Promise<Stage["run"]> {
  await world.sandbox.reset();
  await world.servers.database.renew();
  await world.servers.flushRedis();
  if (!scenario.addsHeldBackItems) await addHeldBackItems(world);
  await scenario.prepare?.(world);
  const run = await seedDemo(world.env, world.sandbox.url);
  if (!run) throw new Error("the database was not empty");
  return run;
}

export function stageOf(options: StageOptions): Stage {
  const { world, workers } = options;
  const { database } = world.servers;
  const stage: Stage = {
    ...options,
    slowDown: () => world.sandbox.fault("slow", { ms: SLOW_MS }),
    startWorker() {
      const worker = world.startWorker();
      workers.push(worker);
      options.onWorkers();
      return worker;
    },
    workersAreUp: () => stage.until("as many signs of life", ARE_UP, [workers.length], 60),
    killWorker(worker) {
      worker.kill("SIGKILL");
      workers.splice(workers.indexOf(worker), 1);
      options.onWorkers();
      options.onKill("worker");
    },
    async killPortal() {
      options.onKill("portal");
      await world.restartPortal();
    },
    async reached(what, count) {
      for (let tries = 0; tries < 2400; tries += 1) {
        const [row] = await database.query<Reached>(REACHED, [stage.run.runId]).catch(() => []);
        if (row?.ended)
          throw new Error(`the run was over before ${count} were ${what}: the fault came too late`);
        if (row && Number(row[what]) >= count) return;
        await delay(50);
      }
      throw new Error(`the run did not come to ${count} ${what}`);
    },
    async until(what, query, values, seconds) {
      const until = Date.now() + seconds * 1000;
      while (Date.now() < until) {
        const [row] = await database.query<{ holds: boolean }>(query, values).catch(() => []);
        if (row?.holds) return;
        await delay(100);
      }
      throw new Error(`${what}: not within ${seconds} s`);
    },
    async hasRunEnded() {
      const [row] = await database.query<{ holds: boolean }>(ENDED, [stage.run.runId]).catch(() => []);
      return row?.holds ?? false;
    },
    runEnded: (seconds) => stage.until("the run's end", ENDED, [stage.run.runId], seconds),
    async startRun() {
      const { connectorId } = stage.run;
      const run = await asDemoAdmin(world.env, (context) => startRun(context, connectorId));
      stage.run = { connectorId, runId: run.runId };
    },
    addHeldBackItems: () => addHeldBackItems(world),
  };
  return stage;
}

type Reached = { ended: boolean; listed: string; fetched: string; settled: string };

const REACHED = `
  SELECT ended_at IS NOT NULL AS ended, items_available AS listed, items_available - items_listed AS fetched,
    (SELECT coalesce(sum(available - pending), 0) FROM lane l WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id)
      AS settled
  FROM run r WHERE id = $1`;

// The sweep gives a sign each second; those that were killed fall silent.
const ARE_UP = `
  SELECT count(*) >= $1 AS holds FROM worker_process WHERE heartbeat_at > now() - interval '3 seconds'`;

const ENDED = "SELECT ended_at IS NOT NULL AS holds FROM run WHERE id = $1";

/** Some lie in the past of the listing, some in its middle. */
async function addHeldBackItems({ sandbox, startedAtMs }: ChaosWorld): Promise<void> {
  for (const hoursAgo of [20, 1]) {
    await sandbox.post("vendor/items", {
      account: "contoso-archive",
      count: HELD_BACK_ITEMS / 2,
      archivedAt: new Date(startedAtMs - hoursAgo * HOUR_MS).toISOString(),
      archivedTo: new Date(startedAtMs - (hoursAgo - 1) * HOUR_MS).toISOString(),
    });
  }
}
