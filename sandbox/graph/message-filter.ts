import { type SQLInputValue } from "node:sqlite";
import { normalizePropertyId } from "../store/extended-properties.ts";
import { type MessageStore } from "../store/messages.ts";
import { badQuery, badRequest } from "./problem.ts";
import { literal } from "./query.ts";

/** A filter as SQL over `message m`, with the properties that it restricts in their order. */
export interface MessageFilter {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
  readonly properties: readonly string[];
  /** True when a look-up by key narrows the search to a few rows: then no other index is worth using. */
  readonly isLookup: boolean;
}

const STRING = "'(?:[^']|'')*'";
const BY_PROPERTY = new RegExp(
  `^singleValueExtendedProperties/any\\(\\s*(\\w+)\\s*:\\s*\\1/id eq (${STRING}) and \\1/value eq (${STRING})\\s*\\)$`,
  "i",
);
const BY_INTERNET_ID = new RegExp(`^internetMessageId eq (${STRING})$`);
const BY_TIME =
  /^receivedDateTime (ge|gt|le|lt|eq) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))$/;
const OPERATORS: Readonly<Record<string, string>> = { ge: ">=", gt: ">", le: "<=", lt: "<", eq: "=" };
const EVERYTHING: MessageFilter = { sql: "", values: [], properties: [], isLookup: false };

/** Clauses joined by `and`: an extended property's value, the internet message id, ranges of the received time. */
export function messageFilter(
  filter: string | undefined,
  mailboxId: number,
  messages: MessageStore,
): MessageFilter {
  if (filter === undefined) return EVERYTHING;
  return splitByAnd(filter)
    .map((clause) => clauseOf(clause, mailboxId, messages))
    .reduce(
      (all, clause) => ({
        sql: `${all.sql} AND ${clause.sql}`,
        values: [...all.values, ...clause.values],
        properties: [...all.properties, ...clause.properties],
        isLookup: all.isLookup || clause.isLookup,
      }),
      EVERYTHING,
    );
}

function clauseOf(text: string, mailboxId: number, messages: MessageStore): MessageFilter {
  const time = BY_TIME.exec(text);
  if (time !== null) {
    const sql = `m.received ${OPERATORS[time[1] ?? "eq"] ?? "="} ?`;
    return { sql, values: [Date.parse(time[2] ?? "")], properties: ["receivedDateTime"], isLookup: false };
  }
  const internetId = BY_INTERNET_ID.exec(text);
  if (internetId !== null) {
    return {
      sql: "m.message_id = ?",
      values: [literal(internetId[1] ?? "''")],
      properties: ["internetMessageId"],
      isLookup: true,
    };
  }
  const property = BY_PROPERTY.exec(text);
  if (property === null) throw badQuery(`Invalid filter clause: ${text}`);
  return propertyClause(literal(property[2] ?? "''"), literal(property[3] ?? "''"), mailboxId, messages);
}

/** The name of a property is compared by case, its value is not. Source: Graph, singleValueLegacyExtendedProperty, get. */
function propertyClause(id: string, value: string, mailboxId: number, messages: MessageStore): MessageFilter {
  const normalized = normalizePropertyId(id);
  if (normalized === undefined)
    throw badRequest(`PropertyId '${id}' is not valid.`, "ErrorInvalidExtendedProperty");
  const properties = ["singleValueExtendedProperties"];
  if (normalized.startsWith("String ")) {
    const sql = "m.id IN (SELECT message FROM property_value WHERE mailbox = ? AND name = ? AND value = ?)";
    return {
      sql,
      values: [mailboxId, messages.propertyName(normalized) ?? 0, value.toLowerCase()],
      properties,
      isLookup: true,
    };
  }
  const sql =
    "EXISTS (SELECT 1 FROM json_each(m.properties) e WHERE e.value ->> 'id' = ? AND lower(e.value ->> 'value') = ?)";
  return { sql, values: [normalized, value.toLowerCase()], properties, isLookup: false };
}

/** Splits at ` and ` outside of string literals and parentheses. */
function splitByAnd(filter: string): string[] {
  const clauses: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let start = 0;
  for (let at = 0; at < filter.length; at += 1) {
    const char = filter[at];
    if (char === "'") isQuoted = !isQuoted;
    else if (!isQuoted && char === "(") depth += 1;
    else if (!isQuoted && char === ")") depth -= 1;
    else if (!isQuoted && depth === 0 && /^ and /i.test(filter.slice(at, at + 5))) {
      clauses.push(filter.slice(start, at).trim());
      start = at + 5;
    }
  }
  return [...clauses, filter.slice(start).trim()];
}
