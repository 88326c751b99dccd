import { expect, test } from "vitest";
import { nextLookAt } from "./parking.ts";

const SINCE = new Date("2026-11-22T02:00:00Z");
const after = (minutes: number) => new Date(SINCE.getTime() + minutes * 60_000);

/** The times of all looks, in minutes after the first refusal, when each comes a second late. */
function looks(nextRunAt?: Date): number[] {
  const minutes: number[] = [];
  for (let look = nextLookAt(SINCE, SINCE, nextRunAt); look;) {
    minutes.push((look.getTime() - SINCE.getTime()) / 60_000);
    look = nextLookAt(SINCE, new Date(look.getTime() + 1_000), nextRunAt);
  }
  return minutes;
}

test("a mailbox that refuses is looked at until a grant has had its two hours to spread", () => {
  expect(looks()).toEqual([15, 30, 60, 120, 135]);
  expect(looks(after(24 * 60))).toEqual([15, 30, 60, 120, 135]);
});

test("its last look comes when the next run is due, and never before a quarter of an hour", () => {
  expect(looks(after(45))).toEqual([15, 30, 45]);
  expect(looks(after(3))).toEqual([15]);
  expect(looks(after(-60))).toEqual([15]);
});
