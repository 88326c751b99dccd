import { describe, expect, test } from "vitest";

import type { Window } from "#lib/domain/window.ts";

import { ALICE, BOB, carrierDay, text } from "./carrier-day.ts";
import { endingOf, isLedgerBalanced } from "./ending.ts";
import type { SourceItem } from "./fake-vendor.ts";
import { Killed, type KillMoment, ProcessGate } from "./process-gate.ts";
import type { StoreHarness } from "./store-harness.ts";
import { createWorld, type World, type WorldSeed } from "./world.ts";
import { work, workAll } from "./worker.ts";

const HOUR_MS = 3_600_000;

/** Windows that hold more than one run takes, over any store. `killEvery`: the process dies at every n-th call. */
export function describeSplitWindows(
  name: string,
  createHarness: () => StoreHarness,
  options: { killEvery: number; timeout: number },
): void {
  const newWorld = (change: Partial<WorldSeed> = {}, overlapMs = HOUR_MS) => {
    const day = carrierDay({ pageSize: 2, maxItemsPerRun: 4, ...change });
    return createWorld(createHarness(), { ...day, connector: { ...day.connector, overlapMs } });
  };

  describe(`a window of more than one run takes, over ${name}`, { timeout: options.timeout }, () => {
    test("is split into windows that touch, each of a bounded number of items, and nothing is lost or doubled", async () => {
      const whole = await newWorld({ maxItemsPerRun: 1_000 });
      const expected = await sumOf(whole, await workAll(whole));
      const world = await newWorld();
      const runIds = await workAll(world);
      expect(runIds.length).toBeGreaterThan(2);
      expect(await sumOf(world, runIds)).toEqual(expected);
      expectToTouch(await windowsOf(world, runIds), world.seed.window);
      for (const runId of runIds) {
        const { items } = await world.harness.readLedger({ ...world.run, runId });
        expect(items.available).toBeLessThan(4 + 2);
      }
    });

    test("moves the watermark a part at a time, with the part's last row (R27)", async () => {
      const world = await newWorld();
      await work(world);
      const { to } = await world.harness.readWindow(world.run);
      expect(to < world.seed.window.to).toBe(true);
      expect((await world.harness.readLedger(world.run)).watermark).toEqual(to);
      await workAll(world);
      expect((await world.harness.readLedger(world.run)).watermark).toEqual(world.seed.window.to);
    });

    test.each([
      ["an overlap", HOUR_MS, 3],
      // Then no window is shorter than the instant: its items are one run's.
      ["none", 0, 2],
    ])(
      "of items that the archive took at one instant loses none of them, with %s",
      async (_overlap, overlapMs, runs) => {
        const items = [...textsAt(0, "before", 3), ...textsAt(90, "tied", 13)];
        const world = await newWorld({ items }, overlapMs);
        const runIds = await workAll(world);
        expect(runIds.length).toBeGreaterThanOrEqual(runs);
        expect(await importedBy(world, runIds)).toEqual(16);
      },
    );

    test("with more late items in the overlap than one run takes brings them all in, a bounded number a run", async () => {
      const world = await newWorld({ items: [...textsAt(-30, "late", 11), ...textsAt(30, "fresh", 3)] });
      const runIds = await workAll(world);
      expect(await importedBy(world, runIds)).toEqual(14);
      for (const runId of runIds) {
        expect((await world.harness.readLedger({ ...world.run, runId })).items.available).toBeLessThan(6);
      }
      expect((await world.harness.readLedger(world.run)).watermark).toEqual(world.seed.window.to);
    });

    test("keeps its rest to itself when an admin cancels a part, and the next run takes all of it", async () => {
      const world = await newWorld({ items: textsAt(0, "text", 9) });
      await world.harness.requestStop(world.run, "cancel-requested");
      expect(await work(world)).toEqual({ kind: "finished", outcome: "cancelled" });
      expect(await world.harness.findActiveRun(world)).toBeUndefined();
      expect((await world.harness.readLedger(world.run)).watermark).toEqual(world.seed.window.from);
    });

    for (const moment of ["before", "after"] as const) {
      test(`ends in the same rows wherever the process dies ${moment} a call's effect`, async () => {
        const clean = await newWorld();
        const whole = new ProcessGate();
        const runIds = await workAll(clean, whole);
        const expected = await sumOf(clean, runIds);
        for (let n = 1; n <= whole.calls.length; n += options.killEvery) {
          const world = await newWorld();
          const ended = await killAt(world, n, moment);
          const rest = await workAll(world);
          const all = [...new Set([world.run.runId, ...ended, ...rest])];
          const where = `killed ${moment} call ${n}, ${whole.calls[n - 1]}`;
          expect({ where, ...(await sumOf(world, all)) }).toEqual({ where, ...expected });
          expectToTouch(await windowsOf(world, all), world.seed.window);
        }
      });
    }
  });
}

/** Texts of one instant, or a minute apart where `minute` begins the day. */
function textsAt(minute: number, name: string, count: number): SourceItem[] {
  return Array.from({ length: count }, (_, n) =>
    text(`${name}-${String(n).padStart(2, "0")}`, minute === 0 ? n : minute, n % 2 === 0 ? ALICE : BOB, []),
  );
}

/** @returns the runs that ended before the process died */
async function killAt(world: World, n: number, moment: KillMoment): Promise<string[]> {
  const gate = new ProcessGate(n, moment);
  const seen: string[] = [];
  const { harness } = world;
  const watched: World = {
    ...world,
    harness: {
      ...harness,
      findActiveRun: async (connector) => {
        const runId = await harness.findActiveRun(connector);
        if (runId !== undefined) seen.push(runId);
        return runId;
      },
    },
  };
  await workAll(watched, gate).catch((error: unknown) => {
    // Its last words: a heartbeat that comes behind the fatal call's effect may find the claim given back.
    if (!(error instanceof Killed) && !gate.isDead) throw error;
  });
  return seen;
}

async function windowsOf({ harness, run }: World, runIds: readonly string[]): Promise<Window[]> {
  return Promise.all(runIds.map((runId) => harness.readWindow({ ...run, runId })));
}

function expectToTouch(windows: readonly Window[], whole: Window): void {
  expect(windows.map(({ from }) => from)).toEqual([whole.from, ...windows.slice(0, -1).map(({ to }) => to)]);
  expect(windows.at(-1)?.to).toEqual(whole.to);
}

/** Everything over several runs: each item and delivery stands in one of them, each message once in its mailbox. */
async function sumOf(world: World, runIds: readonly string[]) {
  const lines: string[] = [];
  for (const runId of runIds) {
    const ledger = await world.harness.readLedger({ ...world.run, runId });
    expect(isLedgerBalanced(ledger)).toBe(true);
    lines.push(...ledger.itemLines, ...ledger.deliveryLines);
  }
  const { mailboxes } = await endingOf(world);
  const copies = Object.entries(mailboxes).map(([userId, keys]) => [userId, new Set(keys).size, keys.length]);
  return { lines: lines.toSorted((one, other) => one.localeCompare(other)), copies };
}

async function importedBy(world: World, runIds: readonly string[]): Promise<number> {
  const { lines, copies } = await sumOf(world, runIds);
  for (const [, distinct, all] of copies) expect(distinct).toBe(all);
  return lines.filter((line) => line.endsWith("imported verified")).length;
}
