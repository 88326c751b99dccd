/**
 * The time of a Date header, in RFC 5322's form or in ISO 8601's. It is read here and not by `new Date`, which takes
 * a time without zone for the machine's and rolls the 31st of February over into March.
 * @returns `undefined` for what is neither, is no day of the calendar, or lies before 1990
 */
export function parseDateHeader(value: string | undefined): Date | undefined {
  const text = value?.replaceAll(/\([^()]*\)/g, " ").trim() ?? "";
  const time = internetTime(text) ?? isoTime(text);
  return time !== undefined && time >= EARLIEST ? new Date(time) : undefined;
}

const EARLIEST = Date.UTC(1990, 0, 1);
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const INTERNET =
  /^(?:[a-z]{3,9}\.?,?\s*)?(\d{1,2})\s+([a-z]{3})[a-z]*\s+(\d{2,4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([+-]\d{4}|[a-z]{1,5}))?/i;
const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

function internetTime(text: string): number | undefined {
  const [, day, month, year, hour, minute, second, zone] = INTERNET.exec(text) ?? [];
  if (day === undefined) return undefined;
  const monthIndex = MONTHS.indexOf(month?.toLowerCase() ?? "");
  return timeOf([fullYear(year), monthIndex, Number(day)], [hour, minute, second], zone);
}

function isoTime(text: string): number | undefined {
  const [, year, month, day, hour, minute, second, zone] = ISO.exec(text) ?? [];
  if (year === undefined) return undefined;
  return timeOf([Number(year), Number(month) - 1, Number(day)], [hour, minute, second], zone);
}

/** RFC 5322 §4.3: years of two digits turn at 50, years of three digits count from 1900. */
function fullYear(digits = ""): number {
  const year = Number(digits);
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year;
  return digits.length === 3 ? 1900 + year : year;
}

function timeOf(
  [year, month, day]: [number, number, number],
  clock: (string | undefined)[],
  zone: string | undefined,
): number | undefined {
  const [hour = 0, minute = 0, second = 0] = clock.map((text) => Number(text ?? 0));
  const offsetMs = zoneOffsetMs(zone);
  const midnight = new Date(Date.UTC(year, month, day));
  const isDay = midnight.getUTCMonth() === month && midnight.getUTCDate() === day;
  // 60 is a leap second (RFC 5322 §3.3).
  if (!isDay || offsetMs === undefined || hour > 23 || minute > 59 || second > 60) return undefined;
  return midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 - offsetMs;
}

/** RFC 5322 §4.3; every other name of a zone counts as UTC there, and so does none, since vendors write UTC. */
const ZONE_HOURS: Record<string, number> = {
  edt: -4,
  est: -5,
  cdt: -5,
  cst: -6,
  mdt: -6,
  mst: -7,
  pdt: -7,
  pst: -8,
};

const HOUR_MS = 60 * 60 * 1000;

/** No place on earth is further from UTC than 14 hours. */
const MAX_OFFSET_MS = 14 * HOUR_MS;

function zoneOffsetMs(zone = ""): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) return (ZONE_HOURS[zone.toLowerCase()] ?? 0) * HOUR_MS;
  const offsetMs = (Number(hours) + Number(minutes) / 60) * HOUR_MS;
  if (Number(minutes) > 59 || offsetMs > MAX_OFFSET_MS) return undefined;
  return sign === "-" ? -offsetMs : offsetMs;
}
