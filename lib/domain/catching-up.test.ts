import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type ArchivedItem, ModelConnector } from "./testing/catching-up.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A week before the clocks change in Europe, and close to the changes in America and Australia. */
const START = Date.UTC(2026, 2, 22);

/** Whole, half and quarter hours, both hemispheres. */
const schedule = fc.record({
  time: fc.constantFrom("00:00", "01:45", "02:15", "02:30", "23:45"),
  zone: fc.constantFrom(
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Pacific/Chatham",
    "Asia/Kathmandu",
  ),
});

/** Some at one instant, some that can be listed only up to a day after they were archived. */
const items = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 20 * 24 }), fc.constantFrom(0, 0, 0, 5, 23))
    .map(([hour, lateHours]): ArchivedItem => {
      const archivedAt = START + hour * HOUR_MS;
      return { archivedAt, visibleAt: archivedAt + lateHours * HOUR_MS };
    }),
  { maxLength: 60 },
);

const event = fc.oneof(
  fc.record({ kind: fc.constant("time passes" as const), hours: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant("outage" as const), days: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ kind: fc.constant("fires" as const), times: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant("run now" as const) }),
  fc.record({ kind: fc.constant("lists" as const) }),
  fc.record({
    kind: fc.constant("ends" as const),
    how: fc.constantFrom("completed" as const, "completed" as const, "failed" as const, "cancelled" as const),
  }),
  fc.record({ kind: fc.constant("another schedule" as const), schedule }),
);
const jump = fc.record({
  kind: fc.constant("clock jumps" as const),
  hours: fc.integer({ min: -72, max: 24 * 40 }),
});
type ValueOf<Source> = Source extends fc.Arbitrary<infer Value> ? Value : never;
type Event = ValueOf<typeof event> | ValueOf<typeof jump>;

function apply(connector: ModelConnector, happened: Event): void {
  switch (happened.kind) {
    case "time passes":
      // The workers' sweep comes every few seconds: here every hour.
      for (let hour = 0; hour < happened.hours; hour += 1) {
        connector.trueNow += HOUR_MS;
        connector.sweep();
      }
      return;
    case "outage":
      connector.trueNow += happened.days * DAY_MS;
      return;
    case "fires":
      for (let time = 0; time < happened.times; time += 1) connector.sweep();
      return;
    case "run now":
      connector.startRun();
      return;
    case "lists":
      connector.list();
      return;
    case "ends":
      connector.end(happened.how);
      return;
    case "another schedule":
      connector.changeSchedule(happened.schedule);
      return;
    case "clock jumps":
      connector.skewMs = happened.hours * HOUR_MS;
  }
}

/** The clock is right again, workers are there, and a day later everything has been caught up with. */
function settle(connector: ModelConnector): void {
  connector.skewMs = 0;
  for (let hour = 0; hour <= 49; hour += 1) {
    connector.sweep();
    while (connector.active) connector.end("completed");
    connector.trueNow += HOUR_MS;
  }
}

function missing(connector: ModelConnector, all: readonly ArchivedItem[]): ArchivedItem[] {
  const due = all.filter(({ visibleAt }) => visibleAt < connector.watermark.getTime());
  return due.filter((item) => !connector.known.has(item));
}

describe("catching up (R13, R39, R40)", { timeout: 60_000 }, () => {
  test("windows touch, whatever happens to runs, schedules and workers", () => {
    fc.assert(
      fc.property(schedule, items, fc.array(event, { maxLength: 40 }), (daily, all, events) => {
        const connector = new ModelConnector(START, daily, all);
        for (const happened of events) apply(connector, happened);
        settle(connector);
        const windows = connector.completed.filter(({ to }, index) =>
          // A part that lay in the overlap alone covers no time of its own.
          connector.completed.slice(0, index).every((earlier) => earlier.to < to),
        );
        const begins = windows.map(({ from }) => Math.max(from.getTime(), START));
        const ends = windows.map(({ to }) => to.getTime());
        expect(begins.map((begin, index) => begin <= [START, ...ends][index]!)).not.toContain(false);
        expect(ends.at(-1)).toBe(connector.watermark.getTime());
        expect(connector.trueNow - connector.watermark.getTime()).toBeLessThanOrEqual(26 * HOUR_MS);
        expect(missing(connector, all)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("no item is skipped and no day is missed for long by a clock that runs ahead, behind, and is put right", () => {
    const anything = fc.array(fc.oneof(event, jump), { maxLength: 40 });
    fc.assert(
      fc.property(schedule, items, anything, (daily, all, events) => {
        const connector = new ModelConnector(START, daily, all);
        for (const happened of events) apply(connector, happened);
        settle(connector);
        expect(connector.gaps).toBe(0);
        expect(connector.watermark.getTime()).toBeLessThanOrEqual(connector.trueNow);
        expect(connector.trueNow - connector.watermark.getTime()).toBeLessThanOrEqual(26 * HOUR_MS);
        expect(missing(connector, all)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
