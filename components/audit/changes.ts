import type { AuditFields } from "#lib/domain/audit.ts";

/** One changed field in words: what stood there, where it is known, and what stands there now. */
export type Change = { name: string; before: string | undefined; after: string };

/** Fields whose value says nothing to a reader. */
const EMPTY = "empty";

/** The fields that a deed changed, by name; those that stayed the same are left out. */
export function changesOf({
  before,
  after,
}: {
  before: AuditFields | null;
  after: AuditFields | null;
}): Change[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].toSorted();
  return names
    .filter((name) => (before ?? {})[name] !== (after ?? {})[name])
    .map((name) => ({
      name: wordsOf(name),
      before: before && name in before ? textOf(before[name]) : undefined,
      after: after && name in after ? textOf(after[name]) : "removed",
    }));
}

/** `firstImportDays` → `first import days`. */
function wordsOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function textOf(value: AuditFields[string] | undefined): string {
  if (value === null || value === undefined || value === "") return EMPTY;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}
