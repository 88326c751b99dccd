import { formatUtc } from "#components/ui/format.ts";
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

/** Fields whose name is a question to the code, and a thing to a reader. */
const NAMES: Record<string, string> = {
  isAutomatic: "automatic mapping",
  isCustom: "custom mapping",
  isOn: "switched on",
  isPasswordReplaced: "password replaced",
  isSecretReplaced: "secret replaced",
};

/** `firstImportDays` → `first import days`, `jobId` → `job ID`. */
function wordsOf(name: string): string {
  return (
    NAMES[name] ?? name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/ id$/, " ID")
  );
}

function textOf(value: AuditFields[string] | undefined): string {
  if (value === null || value === undefined || value === "") return EMPTY;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? plainOf(value) : String(value);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

/** Instants and fields that hold several are kept as JSON spells them; nobody has to read that. */
function plainOf(text: string): string {
  if (INSTANT.test(text)) return formatUtc(text);
  const fields = text.startsWith("{") ? fieldsIn(text) : undefined;
  return fields ? fields.map(([name, value]) => `${wordsOf(name)} ${String(value)}`).join(", ") : text;
}

function fieldsIn(text: string): [string, unknown][] | undefined {
  try {
    return Object.entries(JSON.parse(text));
  } catch {
    return undefined;
  }
}
