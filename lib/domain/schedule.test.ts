import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isDailySchedule, nextOccurrence, nextOccurrences, type DailySchedule } from "./schedule.ts";

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** Whole-, half- and quarter-hour offsets, both hemispheres, gaps of an hour and of half an hour, gaps at midnight. */
const ZONES = [
  "UTC",
  "America/New_York",
  "Europe/Berlin",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Australia/Adelaide",
  "Pacific/Chatham",
  "America/St_Johns",
  "America/Havana",
  "America/Santiago",
  "America/Nuuk",
  "Africa/Cairo",
  "Asia/Beirut",
  "Pacific/Kiritimati",
];

const formats = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DD HH:mm` on the wall of the zone. */
function wallTime(instantMs: number, zone: string): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("sv-SE", {
      timeZone: zone,
      dateStyle: "short",
      timeStyle: "short",
      hourCycle: "h23",
    });
  formats.set(zone, format);
  return format.format(instantMs);
}

/**
 * The rule by looking at the wall every quarter of an hour: on a given local day, the first instant that shows the time;
 * where the clocks skip it, as long after the gap's begin as the time is after it on the wall.
 */
function occurrenceOn(day: string, { time, zone }: DailySchedule): number {
  const noonUtc = Date.parse(`${day}T12:00:00Z`);
  let before = Number.NaN;
  for (let instant = noonUtc - 30 * 3_600_000; instant <= noonUtc + 30 * 3_600_000; instant += QUARTER_MS) {
    const wall = wallTime(instant, zone);
    if (wall === `${day} ${time}`) return instant;
    if (wall < `${day} ${time}`) before = instant;
    else break;
  }
  const missing = Date.parse(`${day}T${time}Z`) - Date.parse(`${wallTime(before, zone).replace(" ", "T")}Z`);
  return before + missing;
}

const schedule = fc.record({
  time: fc
    .integer({ min: 0, max: 95 })
    .map((quarter) => new Date(quarter * QUARTER_MS).toISOString().slice(11, 16)),
  zone: fc.constantFrom(...ZONES),
});
const instant = fc
  .integer({ min: 0, max: (3 * 365 * DAY_MS) / QUARTER_MS })
  .map((quarters) => Date.UTC(2025, 0, 1) + quarters * QUARTER_MS);

/** Instants around the changes of the clocks, where all that is difficult happens. */
const nearChange = fc
  .tuple(fc.constantFrom(...ZONES), fc.integer({ min: 0, max: 5 }), fc.integer({ min: -120, max: 120 }))
  .map(([zone, which, quarters]) => ({
    zone,
    at: (changesOf(zone)[which] ?? Date.UTC(2026, 0, 1)) + quarters * QUARTER_MS,
  }));

const changes = new Map<string, number[]>();
function changesOf(zone: string): number[] {
  const known = changes.get(zone);
  if (known) return known;
  const offset = (at: number) => Date.parse(`${wallTime(at, zone).replace(" ", "T")}Z`) - at;
  const found: number[] = [];
  for (let day = Date.UTC(2025, 0, 1); day < Date.UTC(2028, 0, 1); day += DAY_MS) {
    if (offset(day) === offset(day + DAY_MS)) continue;
    let at = day;
    while (offset(at) === offset(day)) at += QUARTER_MS;
    found.push(at);
  }
  changes.set(zone, found);
  return found;
}

function expectedNext(daily: DailySchedule, afterMs: number): Date {
  const today = Date.parse(`${wallTime(afterMs, daily.zone).slice(0, 10)}T00:00:00Z`);
  const occurrences = [-1, 0, 1, 2].map((days) =>
    occurrenceOn(new Date(today + days * DAY_MS).toISOString().slice(0, 10), daily),
  );
  return new Date(occurrences.find((occurrence) => occurrence > afterMs) ?? Number.NaN);
}

describe("the next occurrence of a daily time", () => {
  test("is the first one strictly after, one a local day", () => {
    fc.assert(
      fc.property(schedule, instant, (daily, at) => {
        expect(nextOccurrence(daily, new Date(at))).toEqual(expectedNext(daily, at));
      }),
      { numRuns: 100 },
    );
  });

  test("is right on both edges of summer time in every kind of zone", () => {
    fc.assert(
      fc.property(schedule, nearChange, ({ time }, { zone, at }) => {
        expect(nextOccurrence({ time, zone }, new Date(at))).toEqual(expectedNext({ time, zone }, at));
      }),
      { numRuns: 300 },
    );
  });

  test("comes once a day over years, a day apart or as much more or less as the clocks change", () => {
    const start = new Date("2025-12-31T00:00:00Z");
    for (const zone of ZONES) {
      for (const time of ["00:00", "00:30", "01:45", "02:30", "23:45"]) {
        let at = nextOccurrence({ time, zone }, start);
        for (let count = 0; count < 400; count += 1) {
          const next = nextOccurrence({ time, zone }, at);
          const hours = (next.getTime() - at.getTime()) / 3_600_000;
          expect(Math.abs(hours - 24)).toBeLessThanOrEqual(1);
          at = next;
        }
        expect(Math.round((at.getTime() - start.getTime()) / DAY_MS - 0.5)).toBeOneOf([399, 400, 401]);
      }
    }
  });

  test.each([
    [
      "a time that the clocks skip runs at the shifted time",
      "02:30",
      "America/New_York",
      "2026-03-08T06:00:00Z",
      "2026-03-08T07:30:00Z",
    ],
    [
      "a time that they repeat runs at its first pass",
      "01:30",
      "America/New_York",
      "2026-11-01T04:00:00Z",
      "2026-11-01T05:30:00Z",
    ],
    [
      "and not again at its second",
      "01:30",
      "America/New_York",
      "2026-11-01T05:30:00Z",
      "2026-11-02T06:30:00Z",
    ],
    ["nor between the two", "01:30", "America/New_York", "2026-11-01T06:10:00Z", "2026-11-02T06:30:00Z"],
    [
      "at the very instant it is the next day's",
      "12:00",
      "UTC",
      "2026-05-01T12:00:00Z",
      "2026-05-02T12:00:00Z",
    ],
    ["a half-hour zone", "06:00", "Asia/Kolkata", "2026-05-01T00:00:00Z", "2026-05-01T00:30:00Z"],
    ["a quarter-hour zone", "06:00", "Asia/Kathmandu", "2026-05-01T00:00:00Z", "2026-05-01T00:15:00Z"],
    ["a half-hour gap", "02:15", "Australia/Lord_Howe", "2026-10-03T12:00:00Z", "2026-10-03T15:45:00Z"],
    [
      "a skipped time before midnight, after midnight",
      "23:45",
      "America/Nuuk",
      "2026-03-29T01:10:00Z",
      "2026-03-29T01:45:00Z",
    ],
    ["a repeated midnight", "00:30", "America/Havana", "2026-11-01T05:10:00Z", "2026-11-02T05:30:00Z"],
  ])("%s", (_rule, time, zone, after, next) => {
    expect(nextOccurrence({ time, zone }, new Date(after))).toEqual(new Date(next));
  });
});

describe("a daily schedule", () => {
  test.each([
    ["00:00", "UTC", true],
    ["23:59", "America/New_York", true],
    ["24:00", "UTC", false],
    ["7:00", "UTC", false],
    ["07:60", "UTC", false],
    ["07:00", "Mars/Olympus", false],
    ["07:00", "", false],
  ])("%s in %s is accepted: %s", (time, zone, isAccepted) => {
    expect(isDailySchedule({ time, zone })).toBe(isAccepted);
  });
});

test("the next occurrences follow each other, one a calendar day, also where the clocks change", () => {
  const berlin = { time: "02:30", zone: "Europe/Berlin" };
  const times = nextOccurrences(berlin, new Date("2026-10-23T12:00:00Z"), 3);
  expect(times.map((at) => at.toISOString())).toEqual([
    "2026-10-24T00:30:00.000Z",
    "2026-10-25T00:30:00.000Z",
    "2026-10-26T01:30:00.000Z",
  ]);
});
