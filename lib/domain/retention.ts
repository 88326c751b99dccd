/** For how many days originals are kept once all that lies with them is safe in the mailboxes; null: for ever. */
export type KeepDays = number | null;

/** Where an organization has chosen nothing. Source: the product's page, stage. */
export const USUAL_KEEP_DAYS = 30;
export const LEAST_KEEP_DAYS = 1;
export const MOST_KEEP_DAYS = 3650;

const DAY_MS = 86_400_000;

/** The number of days as typed; undefined where it is none that can be chosen. */
export function parseKeepDays(typed: string): number | undefined {
  if (!/^\s*\d{1,4}\s*$/.test(typed)) return undefined;
  const days = Number(typed);
  return days >= LEAST_KEEP_DAYS && days <= MOST_KEEP_DAYS ? days : undefined;
}

/** When what became safe at `settledAt` is deleted; undefined: never. */
export function deletionTimeOf(settledAt: Date, keepDays: KeepDays): Date | undefined {
  return keepDays === null ? undefined : new Date(settledAt.getTime() + keepDays * DAY_MS);
}

/** `30 days`, `for ever` */
export function keepDaysWords(keepDays: KeepDays): string {
  if (keepDays === null) return "forever";
  return keepDays === 1 ? "1 day" : `${keepDays} days`;
}
