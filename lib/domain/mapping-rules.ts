import type { MappingRule } from "./mapping-file.ts";

/**
 * The rules of one number with `rule` laid over them: for its time it alone holds, and at every other moment nothing
 * changes. What is left of a rule behind it gets a line of its own, from `rule.line` on.
 */
export function layOver(rules: readonly MappingRule[], rule: MappingRule): MappingRule[] {
  const kept: MappingRule[] = [];
  let { line } = rule;
  for (const old of rules) {
    const before = { ...old, validTo: earlier(old.validTo, rule.validFrom) };
    const behind = { ...old, validFrom: later(old.validFrom, rule.validTo) };
    const hasBefore = rule.validFrom !== undefined && lasts(before);
    if (hasBefore) kept.push(before);
    if (rule.validTo === undefined || !lasts(behind)) continue;
    kept.push(hasBefore ? { ...behind, line: (line += 1) } : behind);
  }
  return [...kept, rule];
}

type Period = Pick<MappingRule, "validFrom" | "validTo">;

/** Half-open; an empty end is without one. */
function lasts({ validFrom, validTo }: Period): boolean {
  return validFrom === undefined || validTo === undefined || validFrom < validTo;
}

function earlier(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

function later(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other ? one : other;
}
