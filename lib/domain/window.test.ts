import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { cutBehind, listingWindow, nextWindow, restOf, watermarkAfter, type Window } from "./window.ts";

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
    ["by a clock that jumped back, with no earlier window to begin at", "2026-11-19T23:00:00Z"],
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

const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));
const page = (...hours: number[]) => hours.map((hour) => ({ archivedAt: at(hour) }));
const window = { from: at(2), to: at(20) };
const listing = { from: at(0), to: at(20) };

describe("a window that is cut behind a page", () => {
  test.each([
    [
      "ends at the page's last item, which may have others beside it",
      page(3, 5, 5),
      { from: at(2), to: at(5) },
    ],
    [
      "begins where the listing did, as long as that is in the overlap",
      page(0, 1),
      { from: at(0), to: at(1) },
    ],
    ["begins there too, where it would be empty", page(1, 2), { from: at(0), to: at(2) }],
    ["is not cut where nothing would be left of it", page(0, 0), undefined],
    ["is not cut at its end", page(19, 20), undefined],
    ["is not cut behind a page without items", page(), undefined],
    ["is not cut behind a page that is out of order", page(5, 3), undefined],
  ])("%s", (_rule, items, cut) => {
    expect(cutBehind(items, window, listing)).toEqual(cut);
  });

  test("leaves a rest that touches it, or the whole window where the cut lay in the overlap", () => {
    expect(restOf(window, { from: at(2), to: at(5) })).toEqual({ from: at(5), to: at(20) });
    expect(restOf(window, { from: at(0), to: at(1) })).toEqual(window);
    expect(restOf(window, { from: at(0), to: at(2) })).toEqual(window);
  });
});

describe("what a clock that ran ahead leaves behind", () => {
  test("a watermark in the future is not waited for: the next window begins where an earlier one did", () => {
    expect(nextWindow(at(20), at(10), at(2))).toEqual({ from: at(2), to: at(10) });
  });

  test("a listing begins no later than at the newest item known, whatever the window says", () => {
    expect(listingWindow(window, 0, at(1)).from).toEqual(at(1));
    expect(listingWindow(window, 0, at(3)).from).toEqual(at(2));
  });
});

test.each([
  ["moves to the end of a window that begins at it", { from: at(2), to: at(3) }, at(3)],
  ["moves to the end of one that reaches over it", { from: at(0), to: at(3) }, at(3)],
  ["stays for a past window that is imported again", { from: at(0), to: at(1) }, at(2)],
  ["stays for one that would leave a gap", { from: at(4), to: at(5) }, at(2)],
])("the watermark %s", (_rule, completed, expected) => {
  expect(watermarkAfter(at(2), completed)).toEqual(expected);
});
