import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { carrierDay } from "#lib/pipeline/testing/carrier-day.ts";
import { endingOf, isLedgerBalanced, type Ending } from "#lib/pipeline/testing/ending.ts";
import { createMemoryHarness } from "#lib/pipeline/testing/memory-harness.ts";
import { Killed, type KillMoment, ProcessGate } from "#lib/pipeline/testing/process-gate.ts";
import { createWorld, type World, type WorldSeed } from "#lib/pipeline/testing/world.ts";
import { work } from "#lib/pipeline/testing/worker.ts";
import { createPostgresHarness } from "./testing/postgres-harness.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const newWorld = (change: Partial<WorldSeed> = {}) =>
  createWorld(createPostgresHarness(database), carrierDay(change));

/** Import keys name the connector, whose id is another in every world: what is compared is how many there are. */
function comparable({ ledger, mailboxes }: Ending) {
  const counts = Object.entries(mailboxes).map(([userId, keys]) => [userId, new Set(keys).size, keys.length]);
  return { ledger, mailboxes: counts };
}

async function cleanRun() {
  const world = await newWorld();
  const gate = new ProcessGate();
  await work(world, gate);
  return { ending: comparable(await endingOf(world)), calls: gate.calls.length };
}

test("a run over PostgreSQL ends with the same rows as over memory", async () => {
  const inMemory = await createWorld(createMemoryHarness(), carrierDay());
  await work(inMemory);
  expect((await cleanRun()).ending).toEqual(comparable(await endingOf(inMemory)));
});

// Guarantee: wherever the process dies, the next one ends in the same rows and one copy a mailbox.
describe("a worker that is killed and started again over PostgreSQL", { timeout: 600_000 }, () => {
  for (const moment of ["before", "after"] as const) {
    test(`at any call, ${moment} its effect, ends as a clean run does`, async () => {
      const clean = await cleanRun();
      for (let n = 1; n <= clean.calls; n += 1) {
        const world = await newWorld();
        const where = await killAt(world, n, moment);
        const isBalanced = isLedgerBalanced(await world.harness.readLedger(world.run));
        await work(world);
        const ending = comparable(await endingOf(world));
        expect({ where, isBalanced, ending }).toEqual({ where, isBalanced: true, ending: clean.ending });
      }
    });
  }
});

async function killAt(world: World, n: number, moment: KillMoment): Promise<string> {
  const gate = new ProcessGate(n, moment);
  await work(world, gate).catch((error: unknown) => {
    // Its last words: a heartbeat that comes behind the fatal call's effect may find the claim given back.
    if (!(error instanceof Killed) && !gate.isDead) throw error;
  });
  return `killed ${moment} call ${n}, ${gate.calls.at(-1)}`;
}
