import { DateTime, IANAZone } from "luxon";

/** Once a day at a local time of day (`HH:mm`) in an IANA zone. */
export type DailySchedule = { time: string; zone: string };

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Whether the time of day and the zone can be scheduled. */
export function isDailySchedule(schedule: DailySchedule): boolean {
  return TIME.test(schedule.time) && IANAZone.isValidZone(schedule.zone);
}

/**
 * The first occurrence strictly after `after`, one a local calendar day: a time that the clocks skip runs at the shifted
 * time, a time that they repeat runs once, at its first pass.
 */
export function nextOccurrence(schedule: DailySchedule, after: Date): Date {
  const [hour = 0, minute = 0] = schedule.time.split(":").map(Number);
  const { year, month, day } = DateTime.fromJSDate(after, { zone: schedule.zone });
  const zone = IANAZone.create(schedule.zone);
  // From yesterday on: a late time of yesterday that was skipped runs today.
  for (let days = -1; days <= 2; days += 1) {
    const occurrenceMs = instantOf(Date.UTC(year, month - 1, day + days, hour, minute), zone);
    if (occurrenceMs > after.getTime()) return new Date(occurrenceMs);
  }
  throw new RangeError(`no occurrence of ${schedule.time} ${schedule.zone}`);
}

/** The first occurrences strictly after `after`, in their order. */
export function nextOccurrences(schedule: DailySchedule, after: Date, count: number): Date[] {
  const times: Date[] = [];
  while (times.length < count) times.push(nextOccurrence(schedule, times.at(-1) ?? after));
  return times;
}

const DAY_MS = 24 * 60 * 60_000;

/** When the wall of the zone shows `wallMs` (as if it were UTC), for the first time; or would, had the clocks not skipped it. */
function instantOf(wallMs: number, zone: IANAZone): number {
  const offsetMs = (instantMs: number) => zone.offset(instantMs) * 60_000;
  const [before, after] = [offsetMs(wallMs - DAY_MS), offsetMs(wallMs + DAY_MS)];
  const isOnlyLater = offsetMs(wallMs - before) !== before && offsetMs(wallMs - after) === after;
  return wallMs - (isOnlyLater ? after : before);
}
