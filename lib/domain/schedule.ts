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
  const today = DateTime.fromJSDate(after, { zone: schedule.zone }).startOf("day");
  for (let day = 0; day <= 2; day += 1) {
    const occurrence = today.plus({ days: day }).set({ hour, minute });
    if (occurrence.toMillis() > after.getTime()) return occurrence.toJSDate();
  }
  throw new RangeError(`no occurrence of ${schedule.time} ${schedule.zone}`);
}
