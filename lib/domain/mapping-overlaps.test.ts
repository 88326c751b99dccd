import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createOverlapFinder, problemOfOverlap, type RulePeriod } from "./mapping-overlaps.ts";

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const row = (line: number, from?: string, to?: string, phone = "+12125550101"): RulePeriod => ({
  line,
  phone,
  validFrom: from === undefined ? undefined : day(from),
  validTo: to === undefined ? undefined : day(to),
});
const overlapsOf = (...rows: RulePeriod[]) =>
  createOverlapFinder()(rows).map(({ line, earlierLine }) => [line, earlierLine]);

describe("two rows for one number", () => {
  test.each([
    ["without dates", row(2), row(3)],
    ["of which one has no end", row(2, "2026-01-01"), row(3, "2026-06-01", "2026-07-01")],
    ["of which one has no beginning", row(2, undefined, "2026-02-01"), row(3, "2026-01-31")],
    ["that share one day", row(2, "2026-01-01", "2026-02-02"), row(3, "2026-02-01", "2026-03-01")],
    ["one within the other", row(2, "2026-02-01", "2026-02-02"), row(3, "2026-01-01", "2026-03-01")],
  ])("%s overlap, and the later line is refused", (_how, first, second) => {
    expect(overlapsOf(first, second)).toEqual([[3, 2]]);
  });

  test.each([
    ["that touch", row(2, "2026-01-01", "2026-02-01"), row(3, "2026-02-01", "2026-03-01")],
    ["in the other order", row(2, "2026-02-01"), row(3, undefined, "2026-02-01")],
    ["of which one is another's", row(2), row(3, undefined, undefined, "+12125550102")],
  ])("%s do not", (_how, first, second) => {
    expect(overlapsOf(first, second)).toEqual([]);
  });
});

test("a refused row refuses no other", () => {
  expect(overlapsOf(row(2, "2026-01-01", "2026-02-01"), row(3), row(4, "2026-03-01"))).toEqual([[3, 2]]);
});

test("rows may come in pieces, cut anywhere, and what holds never overlaps", () => {
  const period = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 10 }));
  const numbers = fc.array(fc.array(period, { maxLength: 12 }), { maxLength: 4 });
  fc.assert(
    fc.property(numbers, fc.nat(50), (each, cut) => {
      const rows = each.flatMap((periods, number) =>
        periods.map(([start, length], index) => ({
          phone: `+1212555010${number}`,
          line: number * 100 + index,
          validFrom: new Date(start * 1_000),
          validTo: new Date((start + length) * 1_000),
        })),
      );
      const whole = createOverlapFinder()(rows);
      const finder = createOverlapFinder();
      expect([...finder(rows.slice(0, cut)), ...finder(rows.slice(cut))]).toEqual(whole);

      const refused = new Set(whole.map(({ phone, line }) => `${phone} ${line}`));
      const held = rows.filter(({ phone, line }) => !refused.has(`${phone} ${line}`));
      const clashes = held.filter((one, index) =>
        held
          .slice(0, index)
          .some(
            (other) =>
              other.phone === one.phone && other.validFrom < one.validTo && one.validFrom < other.validTo,
          ),
      );
      expect(clashes).toEqual([]);
    }),
  );
});

test("the refusal names the line that was there first", () => {
  expect(problemOfOverlap({ phone: "+12125550101", line: 9, earlierLine: 4 })).toMatchObject({
    line: 9,
    value: "+12125550101",
    reason: "Line 4 maps this number already, for the same time.",
  });
});
