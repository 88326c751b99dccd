import { parseArgs } from "node:util";

import { randomFrom } from "#sandbox/random.ts";
import { type ChaosWorld, startChaosWorld } from "#workers/testing/chaos/chaos-world.ts";
import { faultsOf, type Played, playScenario } from "#workers/testing/chaos/play-scenario.ts";
import { KILLS, quiet, SCENARIOS } from "#workers/testing/chaos/scenarios/scenarios.ts";
import type { Intensity, Scenario } from "#workers/testing/chaos/scenario.ts";
import type { Snapshot } from "#workers/testing/chaos/snapshot.ts";

import { say } from "../stack/say.ts";

const DEFAULT_KILLS = 100;

type Settings = {
  seed: number;
  kills: number;
  minutes: number;
  items: number;
  only: string | undefined;
  intensity: Intensity;
};

/** Every fault in its long form, then kills and kills until there were enough and the time is over. @returns the exit code */
export async function chaos(words: string[]): Promise<number> {
  const settings = settingsOf(words);
  say(`• Seed ${settings.seed}: --seed ${settings.seed} plays the same traffic and the same dice again`);
  const world = await startChaosWorld({ seed: settings.seed, items: settings.items, latencyMs: 120 });
  const end = () => void world.close().then(() => process.exit(130));
  process.once("SIGINT", end).once("SIGTERM", end);
  try {
    const played = await playAll(world, settings);
    tell(played);
    return played.every((each) => faultsOf(each).length === 0) ? 0 : 1;
  } finally {
    await world.close();
  }
}

function settingsOf(words: string[]): Settings {
  const { values } = parseArgs({
    args: words,
    options: {
      seed: { type: "string" },
      kills: { type: "string", default: String(DEFAULT_KILLS) },
      minutes: { type: "string", default: "0" },
      items: { type: "string", default: "300" },
      only: { type: "string" },
      bounded: { type: "boolean", default: false },
    },
  });
  const { only, bounded } = values;
  const seed = values.seed ?? String(Date.now() % 1_000_000);
  return {
    seed: Number(seed),
    kills: Number(values.kills),
    minutes: Number(values.minutes),
    items: Number(values.items),
    only,
    intensity: bounded ? "bounded" : "long",
  };
}

async function playAll(
  world: ChaosWorld,
  { seed, kills, minutes, only, intensity }: Settings,
): Promise<Played[]> {
  const random = randomFrom(seed);
  const until = performance.now() + minutes * 60_000;
  const done: Played[] = [];
  let expected: Snapshot | undefined;
  const play = async (scenario: Scenario) => {
    const played = await playScenario(world, scenario, { random, intensity, quiet: expected });
    expected ??= played.snapshot;
    done.push(played);
    sayPlayed(played);
  };
  await play(quiet);
  do {
    for (const scenario of SCENARIOS) if (!only || scenario.name.includes(only)) await play(scenario);
    while (killsOf(done) < kills) await play(KILLS);
  } while (performance.now() < until);
  return done;
}

function killsOf(played: readonly Played[]): number {
  return played.reduce((sum, { kills }) => sum + kills.worker + kills.portal, 0);
}

function sayPlayed(played: Played): void {
  const faults = faultsOf(played);
  say(`${faults.length === 0 ? "✓" : "✗"} ${played.name} (${played.seconds.toFixed(0)} s)`);
  for (const fault of faults.slice(0, 20)) say(`    ${fault}`);
}

/** The figures of the whole. */
function tell(played: readonly Played[]): void {
  const sum = (measure: (each: Played) => number) => played.reduce((total, each) => total + measure(each), 0);
  const resumed = played.flatMap(({ resumedAfterMs }) => resumedAfterMs).toSorted((a, b) => a - b);
  const at = (share: number) => ((resumed[Math.floor((resumed.length - 1) * share)] ?? 0) / 1000).toFixed(1);
  const workers = sum(({ kills }) => kills.worker);
  say(`
  runs compared with the quiet one   ${played.length - 1}, ${sum(({ comparison }) => comparison.rows)} rows and messages
  kills survived                     ${killsOf(played)} (${workers} of workers, ${killsOf(played) - workers} of the portal)
  messages lost                      ${sum(({ comparison }) => comparison.lost)}
  messages doubled                   ${sum(({ comparison }) => comparison.doubled)}
  rows that differ                   ${sum(({ comparison }) => comparison.differences.length)}
  looks at the screen                ${sum(({ looks }) => looks)}, untrue ${sum(({ untruths }) => untruths.length)}, unanswered ${sum(({ unanswered }) => unanswered)}
  from a worker's kill to progress   ${at(0)} s shortest, ${at(0.5)} s median, ${at(1)} s longest
`);
}
