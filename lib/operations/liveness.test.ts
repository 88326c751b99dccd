import { expect, test } from "vitest";

import { createLiveness } from "./liveness.ts";

const START = new Date("2026-11-25T12:00:00Z").getTime();
const QUIET = { oldestMs: 0, hasHandsFree: true };

function worker() {
  let seconds = 0;
  const liveness = createLiveness({ now: () => new Date(START + seconds * 1000), sweepMs: 5_000 });
  return {
    liveness,
    pass: (more: number): void => {
      seconds += more;
    },
  };
}

test("R42: a worker whose sweep has not come to an end for a minute is not alive, though its process is", () => {
  const { liveness, pass } = worker();
  pass(59);
  expect(liveness.isLive(QUIET)).toBe(true);
  liveness.noteSweep();
  pass(59);
  expect(liveness.isLive(QUIET)).toBe(true);
  pass(2);
  expect(liveness.isLive(QUIET)).toBe(false);
  liveness.noteSweep();
  expect(liveness.isLive(QUIET)).toBe(true);
});

test("R42: a worker with hands free that leaves hints lying for two minutes is not alive", () => {
  const { liveness, pass } = worker();
  for (let round = 0; round < 30; round += 1) {
    pass(5);
    liveness.noteSweep();
  }
  const lying = { oldestMs: 130_000, hasHandsFree: true };
  expect(liveness.isLive(lying)).toBe(false);
  expect(liveness.isLive({ ...lying, hasHandsFree: false }), "all hands are at work").toBe(true);
  expect(liveness.isLive(QUIET), "nothing waits").toBe(true);
  expect(liveness.isLive(undefined), "without Redis the sweep finds the work").toBe(true);
  liveness.notePicked();
  expect(liveness.isLive(lying), "it has just picked one up").toBe(true);
});
