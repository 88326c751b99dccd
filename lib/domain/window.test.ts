import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { listingWindow, nextWindow, type Window } from "./window.ts";

const time = fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });

describe("the windows of a connector", () => {
  test("touch and never leave a gap, however irregularly they are asked for", () => {
    fc.assert(
      fc.property(time, fc.array(time, { maxLength: 30 }), (start, clock) => {
        let watermark = start;
        const windows: Window[] = [];
        for (const now of clock) {
          const window = nextWindow(watermark, now);
          if (!window) continue;
          windows.push(window);
          watermark = window.to;
        }
        const begins = windows.map(({ from }) => from.getTime());
        const ends = windows.map(({ to }) => to.getTime());
        expect(begins).toEqual([start.getTime(), ...ends].slice(0, windows.length));
        expect(windows.every(({ from, to }) => from < to)).toBe(true);
      }),
    );
  });

  test("catch up after an outage in one piece", () => {
    const [from, now] = [new Date("2026-11-01T02:00:00Z"), new Date("2026-11-20T09:30:00Z")];
    expect(nextWindow(from, now)).toEqual({ from, to: now });
  });

  test.each([
    ["twice at one instant", "2026-11-20T02:00:00Z"],
    ["by a clock that jumped back", "2026-11-19T23:00:00Z"],
  ])("are not asked for %s", (_how, now) => {
    expect(nextWindow(new Date("2026-11-20T02:00:00Z"), new Date(now))).toBeUndefined();
  });

  test("are listed with the overlap before them, and end where they end", () => {
    fc.assert(
      fc.property(time, fc.nat(10 * 86_400_000), fc.nat(10 * 86_400_000), (from, lengthMs, overlapMs) => {
        const window = { from, to: new Date(from.getTime() + lengthMs) };
        const listed = listingWindow(window, overlapMs);
        expect(from.getTime() - listed.from.getTime()).toBe(overlapMs);
        expect(listed.to).toEqual(window.to);
      }),
    );
  });
});
