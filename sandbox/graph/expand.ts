import { normalizePropertyId } from "../store/extended-properties.ts";
import { badQuery, badRequest } from "./problem.ts";
import { literal } from "./query.ts";

const EXPAND = /^singleValueExtendedProperties\(\s*\$filter\s*=\s*(.+)\)$/i;
const BY_ID = /^id eq ('(?:[^']|'')*')$/;

/** Ids of the extended properties that `$expand` asks for; undefined without `$expand`. */
export function expandedProperties(expand: string | undefined): ReadonlySet<string> | undefined {
  if (expand === undefined) return undefined;
  const filter = EXPAND.exec(expand.trim())?.[1];
  if (filter === undefined)
    throw badQuery(
      `Could not find a property to expand in '${expand}'. Extended properties need a filter by id.`,
    );
  return new Set(filter.split(/ or /i).map((clause) => idIn(clause.trim())));
}

function idIn(clause: string): string {
  const quoted = BY_ID.exec(clause)?.[1];
  if (quoted === undefined) throw badQuery(`Invalid filter clause in $expand: ${clause}`);
  const id = literal(quoted);
  const normalized = normalizePropertyId(id);
  if (normalized === undefined)
    throw badRequest(`PropertyId '${id}' is not valid.`, "ErrorInvalidExtendedProperty");
  return normalized;
}
