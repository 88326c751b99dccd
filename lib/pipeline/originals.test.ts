import { describe, expect, test } from "vitest";

import { Failure } from "#lib/domain/failure.ts";

import { runLane } from "./import-lane.ts";
import { ALICE, text } from "./testing/carrier-day.ts";
import { endingOf } from "./testing/ending.ts";
import type { KeptMessage, Mishap } from "./testing/fake-mailbox.ts";
import { createLaneWorld, type LaneWorld } from "./testing/lane-world.ts";
import { Killed, ProcessGate } from "./testing/process-gate.ts";
import { work } from "./testing/worker.ts";
import type { WorldSeed } from "./testing/world.ts";

// A destination that keeps an original byte by byte has no room for a key: messages are known by their bytes.

const never = new AbortController().signal;
const TWINS = 3;
const twins = Array.from({ length: TWINS }, (_, index) =>
  text(`twin-${index}`, 5, ALICE, [], { text: "ok" }),
);
const others = Array.from({ length: 4 }, (_, index) => text(`other-${index}`, 4 + index, ALICE, []));
const lost = (effect?: Mishap["effect"]): Mishap => ({
  failure: new Failure("mailbox-unreachable", { kind: "transient", isOutcomeUnknown: true }),
  ...(effect && { effect }),
});

const worldWith = (change: Partial<WorldSeed> = {}) =>
  createLaneWorld(0, { items: [...twins, ...others], mailboxTakes: "original", ...change });

/** The given creates of a whole lane end without an answer, counted from 1. */
function losing(mishaps: Record<number, Mishap>): NonNullable<WorldSeed["mishapAt"]> {
  let creates = 0;
  return (call) => (call === "create" ? mishaps[(creates += 1)] : undefined);
}

async function expectOneEach(world: LaneWorld): Promise<void> {
  expect(await world.tally()).toEqual({ "imported verified": TWINS + others.length });
  const ids = [...world.rows.deliveries.values()].map(({ messageId }) => messageId);
  expect(new Set(ids)).toEqual(new Set(world.alice.messages.map(({ messageId }) => messageId)));
  expect(world.alice.messages).toHaveLength(TWINS + others.length);
}

describe("items of the same bytes at a destination that keeps nothing but bytes", () => {
  test("have a message each, and nothing is removed", async () => {
    const world = await worldWith();
    await work(world);
    await expectOneEach(world);
    expect(world.alice.createdKeys).toHaveLength(TWINS + others.length);
  });

  test.each([
    ["none was carried out", { 1: lost(), 2: lost(), 3: lost(), 4: lost() }],
    ["all were carried out", { 1: lost("carried-out"), 2: lost("carried-out"), 3: lost("carried-out") }],
    ["some were carried out", { 1: lost(), 2: lost("carried-out"), 3: lost(), 4: lost("carried-out") }],
    ["some arrived late", { 1: lost("late"), 2: lost(), 3: lost("late"), 4: lost() }],
  ])("have a message each after lost answers, of which %s", async (_, mishaps) => {
    const world = await worldWith({ mishapAt: losing(mishaps) });
    await work(world);
    await expectOneEach(world);
    expect(world.alice.createdKeys).toHaveLength(TWINS + others.length);
  });

  test("have a message each, wherever the worker is killed", async () => {
    const clean = await worldWith();
    const gate = new ProcessGate();
    await work(clean, gate);
    for (let n = 1; n <= gate.calls.length; n += 1) {
      const world = await worldWith();
      await work(world, new ProcessGate(n, n % 2 === 0 ? "before" : "after")).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      await work(world);
      expect(await endingOf(world), `killed at call ${n}, ${gate.calls[n - 1]}`).toEqual(
        await endingOf(clean),
      );
      await expectOneEach(world);
    }
  });

  test("stand for a pending item each in a folder that was there before we knew it", async () => {
    const first = await worldWith({ items: [...twins.slice(0, 2), ...others] });
    await work(first);
    const world = await worldWith({ mailboxes: structuredClone(first.mailboxes) });
    await work(world);
    expect(await world.tally()).toEqual({ "duplicate verified": 6, "imported verified": 1 });
    expect(world.alice.messages).toHaveLength(TWINS + others.length);
  });
});

describe("an original", () => {
  test("goes byte by byte and whole, whatever the size of its attachments", async () => {
    const film = text("film", 1, ALICE, [], { kind: "mms", attachments: [11 * 1024 * 1024] });
    const world = await worldWith({ items: [film] });
    await work(world);
    expect(await world.tally()).toEqual({ "imported verified": 1 });
    expect(world.alice.messages[0]?.letter.kind).toBe("original");
  });

  test("that came twice, since the first request was carried out after all, is there once in the end", async () => {
    let copy: KeptMessage | undefined;
    const world: LaneWorld = await worldWith({
      items: others,
      mishapAt: (call) => {
        const [first] = world.alice.messages;
        if (call === "listKeys" && first && !copy) {
          copy = { ...first, messageId: "late" };
          world.alice.messages.push(copy);
        }
        return undefined;
      },
    });
    await runLane(world.deps, await world.claimLane(), never);
    expect(world.alice.messages).toHaveLength(others.length);
    expect(await world.tally()).toEqual({ "imported verified": others.length });
  });
});
