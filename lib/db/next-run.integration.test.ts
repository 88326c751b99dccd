import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { carrierDay } from "#lib/pipeline/testing/carrier-day.ts";
import { endingOf } from "#lib/pipeline/testing/ending.ts";
import { Killed, ProcessGate } from "#lib/pipeline/testing/process-gate.ts";
import { createWorld, type World } from "#lib/pipeline/testing/world.ts";
import { work } from "#lib/pipeline/testing/worker.ts";
import { failRun } from "./run-claims.ts";
import { createPostgresHarness } from "./testing/postgres-harness.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const newWorld = () => createWorld(createPostgresHarness(database), carrierDay());

async function cleanRun() {
  const world = await newWorld();
  const gate = new ProcessGate();
  await work(world, gate);
  return { calls: gate.calls.length, sum: await sumOf(world, [world.run.runId]) };
}

/** Everything over several runs: each item and delivery stands in one of them, each message once in its mailbox. */
async function sumOf(world: World, runIds: string[]) {
  const lines: string[] = [];
  for (const runId of runIds) {
    const { itemLines, deliveryLines } = await world.harness.readLedger({ ...world.run, runId });
    lines.push(...itemLines, ...deliveryLines);
  }
  const { mailboxes } = await endingOf(world);
  const copies = Object.entries(mailboxes).map(([userId, keys]) => [userId, new Set(keys).size, keys.length]);
  return { lines: lines.toSorted((one, other) => one.localeCompare(other)), copies };
}

async function killAt(world: World, n: number): Promise<void> {
  const gate = new ProcessGate(n, "after");
  await work(world, gate).catch((error: unknown) => {
    // Its last words: a heartbeat that comes behind the fatal call's effect may find the claim given back.
    if (!(error instanceof Killed) && !gate.isDead) throw error;
  });
  // The killed worker has been silent for long.
  await database.admin.query("UPDATE mailbox SET heartbeat_at = '2000-01-01' WHERE run_id IS NOT NULL");
}

/** The connector's next run, over the same window: the watermark has not moved. */
async function runAgain(world: World): Promise<string> {
  const ids = { tenantId: world.tenantId, connectorId: world.connectorId };
  await database.admin.query("UPDATE run SET attempt_no = 2 WHERE id = $1", [world.run.runId]);
  const runId = await world.harness.addRun(ids, world.seed.window);
  await work({ ...world, run: { ...world.run, runId } });
  return runId;
}

async function isOver({ harness, run }: World): Promise<boolean> {
  return (await harness.readLedger(run)).state !== "active";
}

// Guarantee: whatever ended a run early, and whenever, the next one imports the rest, and nothing twice.
describe("the run after one that ended early", { timeout: 600_000 }, () => {
  test("carries on wherever an admin cancelled", async () => {
    const clean = await cleanRun();
    for (let n = 2; n < clean.calls; n += 2) {
      const world = await newWorld();
      await killAt(world, n);
      if (await isOver(world)) continue;
      await world.harness.requestStop(world.run, "cancel-requested");
      await work(world);
      const { state } = await world.harness.readLedger(world.run);
      const runIds = [world.run.runId, await runAgain(world)];
      expect({ n, state, sum: await sumOf(world, runIds) }).toEqual({
        n,
        state: "cancelled",
        sum: clean.sum,
      });
    }
  });

  test("carries on wherever a failure stopped it", async () => {
    const clean = await cleanRun();
    for (let n = 3; n < clean.calls; n += 2) {
      const world = await newWorld();
      await killAt(world, n);
      if (!(await failRun(database.db, world.run, "consent-missing", world.clock.now()))) continue;
      const runIds = [world.run.runId, await runAgain(world)];
      expect({ n, sum: await sumOf(world, runIds) }).toEqual({ n, sum: clean.sum });
    }
  });
});
