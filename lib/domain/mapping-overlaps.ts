import type { MappingProblem } from "./mapping-file.ts";

/** When a row of a mapping holds: half-open, without an end where undefined. */
export type RulePeriod = {
  phone: string;
  line: number;
  validFrom: Date | undefined;
  validTo: Date | undefined;
};

/** A row that says of some day what an earlier one says already. */
export type Overlap = { phone: string; line: number; earlierLine: number };

/**
 * Of rows in the order of their number, then line: those that overlap an earlier row that holds. A refused row refuses
 * no other. Rows may come in pieces: the finder remembers the number that it is at.
 */
export function createOverlapFinder(): (rows: readonly RulePeriod[]) => Overlap[] {
  let phone: string | undefined;
  let held: Period[] = [];
  return (rows) => {
    const overlaps: Overlap[] = [];
    for (const row of rows) {
      if (row.phone !== phone) {
        phone = row.phone;
        held = [];
      }
      const earlierLine = hold(held, periodOf(row));
      if (earlierLine !== undefined) overlaps.push({ phone, line: row.line, earlierLine });
    }
    return overlaps;
  };
}

type Period = { from: number; to: number; line: number };

const periodOf = ({ line, validFrom, validTo }: RulePeriod): Period => ({
  line,
  from: validFrom?.getTime() ?? Number.NEGATIVE_INFINITY,
  to: validTo?.getTime() ?? Number.POSITIVE_INFINITY,
});

/** Takes the period into `held`, which lie one after the other, or tells the line of the one that it overlaps. */
function hold(held: Period[], period: Period): number | undefined {
  const place = firstEndingAfter(held, period.from);
  const next = held[place];
  if (next && next.from < period.to) return next.line;
  held.splice(place, 0, period);
  return undefined;
}

function firstEndingAfter(held: readonly Period[], time: number): number {
  let [low, high] = [0, held.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((held[middle]?.to ?? time) > time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The refusal of a row that overlaps an earlier one. */
export function problemOfOverlap({ phone, line, earlierLine }: Overlap): MappingProblem {
  return {
    line,
    column: "External User ID",
    value: phone,
    reason: `Line ${earlierLine} maps this number already, for the same time.`,
    advice: "Remove one of the two rows, or give them dates that do not overlap.",
  };
}
