import type { Window } from "#lib/domain/window.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A file named for a day may be of that day or of the one before, and takes hours to be packed and sent. */
const DUE_AFTER_MS = 1.5 * DAY_MS;

/**
 * The day of a delivery, `2026-11-24`, from its file's name.
 * Source: TeleMessage, SFTP delivery: `YYYYMMDD0000-TeleMessage_<file#>_<TimeZipped>.zip`.
 */
export function dayOfDelivery(name: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})\d{4}-TeleMessage_.*\.zip$/i.exec(name) ?? [];
  const text = `${year}-${month}-${day}`;
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text ? undefined : text;
}

/** Whether the name is that of an archive at all. */
export function isZip(name: string): boolean {
  return /\.zip$/i.test(name);
}

/**
 * Days since `since` that became overdue within the window and have no file. Counted from the first day that ever had one,
 * so that nothing is missed of the time before TeleMessage began to deliver; or from the beginning where none ever came.
 */
export function missingDays(delivered: ReadonlySet<string>, since: Date, window: Window): string[] {
  const [first] = [...delivered].toSorted();
  const days: string[] = [];
  const earliest = Math.max(
    first === undefined ? 0 : Date.parse(first),
    Math.floor(since.getTime() / DAY_MS) * DAY_MS,
    window.from.getTime() - DUE_AFTER_MS,
  );
  const start = Math.ceil(earliest / DAY_MS) * DAY_MS;
  for (let day = start; day + DUE_AFTER_MS < window.to.getTime(); day += DAY_MS) {
    const name = new Date(day).toISOString().slice(0, 10);
    if (!delivered.has(name)) days.push(name);
  }
  return days;
}
