import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { randomFrom } from "#sandbox/random.ts";
import { type ChaosWorld, startChaosWorld } from "./testing/chaos/chaos-world.ts";
import { faultsOf, playScenario } from "./testing/chaos/play-scenario.ts";
import { quiet, SCENARIOS } from "./testing/chaos/scenarios/scenarios.ts";
import type { Snapshot } from "./testing/chaos/snapshot.ts";

const SEED = Number(process.env["CHAOS_SEED"] ?? 1);
const SIZE = { seed: SEED, items: 300, latencyMs: 120 };
const random = randomFrom(SEED);

let world: ChaosWorld;
let expected: Snapshot;

beforeAll(async () => {
  world = await startChaosWorld(SIZE);
}, 600_000);
afterAll(() => world?.close());

describe("after every fault the rows and the mailboxes are as after a quiet run, and the screen told the truth", () => {
  test("a quiet run", { timeout: 300_000 }, async () => {
    const played = await playScenario(world, quiet, { random, intensity: "bounded", quiet: undefined });
    console.log(
      `quiet: ${played.seconds.toFixed(1)} s, ${played.comparison.rows} rows, ${played.looks} looks`,
    );
    expect(faultsOf(played)).toEqual([]);
    expected = played.snapshot;
  });

  test.for(SCENARIOS)("$name", { timeout: 300_000 }, async (scenario) => {
    const played = await playScenario(world, scenario, { random, intensity: "bounded", quiet: expected });
    console.log(
      `${scenario.name}: ${played.seconds.toFixed(1)} s, ${played.kills.worker}+${played.kills.portal} kills, ${played.looks} looks, ${played.unanswered} unanswered`,
    );
    expect(faultsOf(played)).toEqual([]);
  });
});
