import { compare, type Comparison } from "./compare.ts";
import type { ChaosWorld } from "./chaos-world.ts";
import { watchProgress } from "./progress.ts";
import type { Intensity, Scenario, Stage } from "./scenario.ts";
import { seedScenario, stageOf } from "./stage.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";
import { watchScreen } from "./watch-screen.ts";

/** What became of a scenario. */
export type Played = {
  name: string;
  seconds: number;
  kills: { worker: number; portal: number };
  resumedAfterMs: number[];
  snapshot: Snapshot;
  comparison: Comparison;
  looks: number;
  unanswered: number;
  untruths: string[];
  /** Of processes that nobody killed. */
  deaths: string[];
  /** Most requests that one mailbox had to bear at a time. */
  maxInFlight: number;
  /** Lanes whose holder stood still for longer than the stale time, as it does on a starved machine, too. */
  takeOvers: number;
};

export type PlayOptions = {
  random: () => number;
  intensity: Intensity;
  /** The end state of the quiet run; `undefined` when this is the quiet run. */
  quiet: Snapshot | undefined;
};

const RUN_SECONDS = 240;

/** A fresh world, one run, its fault, and the comparison of what is left with what a quiet run leaves. */
export async function playScenario(
  world: ChaosWorld,
  scenario: Scenario,
  { random, intensity, quiet }: PlayOptions,
): Promise<Played> {
  const began = performance.now();
  const workers: Stage["workers"] = [];
  let silentSinceMs: number | undefined = Date.now();
  const run = await seedScenario(world, scenario);
  world.deaths.length = 0;
  world.screen.forget();
  const screen = watchScreen(world.screen, () => silentSinceMs);
  const progress = watchProgress(world.servers.database);
  const kills = { worker: 0, portal: 0 };
  const takenOverBefore = world.countTakeOvers();
  const stage = stageOf({
    world,
    screen,
    intensity,
    random,
    run,
    workers,
    onWorkers: () => {
      silentSinceMs = workers.length > 0 ? undefined : (silentSinceMs ?? Date.now());
    },
    onKill: (victim) => {
      kills[victim] += 1;
      if (victim === "worker") progress.noteKill();
    },
  });
  try {
    for (let count = scenario.workers ?? 2; count > 0; count -= 1) stage.startWorker();
    await scenario.meanwhile(stage);
    await stage.runEnded(RUN_SECONDS);
    await scenario.afterwards?.(stage);
    await stage.runEnded(RUN_SECONDS);
    await screen.shows("the run's end", ({ runs }) => runs.at(-1)?.endedAt !== null && runs.length > 0, 30);
  } finally {
    await Promise.all([screen.stop(), progress.stop()]);
    await Promise.all(workers.map((worker) => worker.stop()));
    await world.sandbox.clearFaults();
  }
  const snapshot = await takeSnapshot(world.servers.database, world.sandbox);
  const { maxInFlight } = await world.sandbox.get<{ maxInFlight: number }>("stats");
  return {
    name: scenario.name,
    seconds: (performance.now() - began) / 1000,
    kills,
    resumedAfterMs: progress.resumedAfterMs,
    snapshot,
    comparison: compare(quiet ?? snapshot, snapshot),
    looks: screen.looks,
    unanswered: screen.unanswered,
    untruths: screen.untruths,
    deaths: [...world.deaths],
    maxInFlight,
    takeOvers: world.countTakeOvers() - takenOverBefore,
  };
}

/** Everything that is not as promised, a sentence each. */
export function faultsOf(played: Played): string[] {
  const { comparison, untruths, deaths, maxInFlight, kills, takeOvers } = played;
  // What a worker had sent before it was taken for dead is answered beside what its successor sends.
  const bearable = kills.worker + takeOvers > 0 ? 2 * IN_FLIGHT_A_MAILBOX : IN_FLIGHT_A_MAILBOX;
  return [
    ...comparison.differences,
    ...untruths,
    ...deaths,
    ...(maxInFlight > bearable ? [`${maxInFlight} requests were in flight to one mailbox`] : []),
  ];
}

/** Source: Graph, Outlook service limits. */
const IN_FLIGHT_A_MAILBOX = 4;
