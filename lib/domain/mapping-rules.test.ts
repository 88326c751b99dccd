import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parsePhoneNumber, parseSmtpAddress } from "./address.ts";
import type { MappingRule } from "./mapping-file.ts";
import { layOver } from "./mapping-rules.ts";

const phone = parsePhoneNumber("+12125550101");
const DAY_MS = 86_400_000;
const day = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * DAY_MS);

function rule(line: number, mailbox: string, from?: number, to?: number): MappingRule {
  const address = parseSmtpAddress(`${mailbox}@contoso.example`);
  if (!phone || !address) throw new Error("the test's own rows can be read");
  const validFrom = from === undefined ? undefined : day(from);
  return { line, phone, address, validFrom, validTo: to === undefined ? undefined : day(to) };
}

const shown = (rules: readonly MappingRule[]) =>
  rules.map(({ line, address, validFrom, validTo }) => {
    const nth = (date: Date | undefined) => (date ? (date.getTime() - day(0).getTime()) / DAY_MS : "");
    return `${line} ${address.split("@")[0]} ${nth(validFrom)}–${nth(validTo)}`;
  });

test.each([
  ["no rule", [], rule(9, "new"), ["9 new –"]],
  ["one without dates, for ever", [rule(2, "old")], rule(9, "new"), ["9 new –"]],
  ["one without dates, from a day on", [rule(2, "old")], rule(9, "new", 5), ["2 old –5", "9 new 5–"]],
  ["one without dates, to a day", [rule(2, "old")], rule(9, "new", undefined, 5), ["2 old 5–", "9 new –5"]],
  [
    "one without dates, for some days: what is left of it stands on both sides",
    [rule(2, "old")],
    rule(9, "new", 5, 7),
    ["2 old –5", "10 old 7–", "9 new 5–7"],
  ],
  [
    "those that touch it, which stay as they are",
    [rule(2, "one", 1, 5), rule(3, "two", 7, 9)],
    rule(9, "new", 5, 7),
    ["2 one 1–5", "3 two 7–9", "9 new 5–7"],
  ],
])("a rule is laid over %s", (_what, old, laid, expected) => {
  expect(shown(layOver(old, laid))).toEqual(expected);
});

const period = fc
  .tuple(fc.option(fc.integer({ min: 0, max: 20 })), fc.option(fc.integer({ min: 0, max: 20 })))
  .filter(([from, to]) => from === null || to === null || from < to);

/** At most one rule holds at a time, as a version of the mapping has them. */
const rules = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }).map((cuts) => {
  const edges = cuts.toSorted((a, b) => a - b);
  return edges.slice(1).map((to, n) => rule(n + 2, `old${n}`, edges[n], to));
});

test("at every moment the new rule decides within its time, and the old ones outside of it", () => {
  fc.assert(
    fc.property(rules, period, fc.integer({ min: -1, max: 21 }), (old, [from, to], moment) => {
      const laid = rule(100, "new", from ?? undefined, to ?? undefined);
      const result = layOver(old, laid);
      const holding = (among: readonly MappingRule[]) =>
        among
          .filter(({ validFrom, validTo }) => {
            const at = day(moment);
            return (validFrom === undefined || validFrom <= at) && (validTo === undefined || at < validTo);
          })
          .map(({ address }) => address);
      const isWithin = (from === null || from <= moment) && (to === null || moment < to);
      expect(holding(result)).toEqual(isWithin ? [laid.address] : holding(old));
      expect(new Set(result.map(({ line }) => line)).size).toBe(result.length);
    }),
  );
});
