/** Faults of the program itself in a row, over about ten minutes, after which trying again is no use. */
export const MAX_FAULTS = 8;

const FIRST_MS = 5_000;
const LONGEST_MS = 600_000;

/** How long to wait before another attempt: doubled each time, from five seconds to ten minutes. `attempts` begins at 1. */
export function backoffMs(attempts: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempts - 1));
}
