import { isStringArray, stringIn, type JsonRecord } from "../http/guards.ts";
import { GraphProblem } from "./problem.ts";
import { literal } from "./query.ts";

type Matches = (entry: JsonRecord) => boolean;

const STRING = "'(?:[^']|'')*'";
const EQUALS = new RegExp(`^(mail|userPrincipalName|id) eq (${STRING})$`, "i");
const PROXY = new RegExp(`^proxyAddresses/any\\(\\s*(\\w+)\\s*:\\s*\\1 eq (${STRING})\\s*\\)$`, "i");
const IN = new RegExp(
  `^(mail|userPrincipalName|id) in \\(\\s*(${STRING}(?:\\s*,\\s*${STRING})*)\\s*\\)$`,
  "i",
);

/** Source: field reports of the 400 for the 16th clause of an OR or of an `in`. */
const MAX_CLAUSES = 15;

/** The filters that look users up by address: clauses of `eq`, `in` and `proxyAddresses/any`, joined by `or`. */
export function userFilter(filter: string | undefined): Matches {
  if (filter === undefined) return () => true;
  const clauses = splitByOr(filter).map((clause) => clauseOf(clause));
  const count = clauses.reduce((sum, clause) => sum + clause.weight, 0);
  if (count > MAX_CLAUSES) {
    throw unsupported(
      `Too many child clauses specified in search filter expression containing 'OR' operators: ${count}. Max allowed: ${MAX_CLAUSES}.`,
    );
  }
  return (entry) => clauses.some((clause) => clause.matches(entry));
}

function clauseOf(text: string): { readonly weight: number; readonly matches: Matches } {
  const equals = EQUALS.exec(text);
  if (equals !== null) return { weight: 1, matches: hasValue(equals[1] ?? "", [literal(equals[2] ?? "''")]) };
  const proxy = PROXY.exec(text);
  if (proxy !== null) return { weight: 1, matches: hasProxy(literal(proxy[2] ?? "''")) };
  const any = IN.exec(text);
  if (any === null)
    throw unsupported(
      "Unsupported or invalid query filter clause specified for property of resource 'User'.",
    );
  const values = [...(any[2] ?? "").matchAll(new RegExp(STRING, "g"))].map(([quoted]) => literal(quoted));
  return { weight: values.length, matches: hasValue(any[1] ?? "", values) };
}

function hasValue(property: string, values: readonly string[]): Matches {
  const name =
    ["mail", "userPrincipalName", "id"].find((one) => one.toLowerCase() === property.toLowerCase()) ??
    property;
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  return (entry) => wanted.has(stringIn(entry, name)?.toLowerCase() ?? "\0");
}

function hasProxy(address: string): Matches {
  const wanted = address.toLowerCase();
  return (entry) => {
    const addresses = entry["proxyAddresses"];
    return isStringArray(addresses) && addresses.some((one) => one.toLowerCase() === wanted);
  };
}

/** Splits at ` or ` outside of string literals. */
function splitByOr(filter: string): string[] {
  const parts = filter.split(/( or )/i);
  const clauses: string[] = [];
  let open = "";
  for (const part of parts) {
    const isSeparator = /^ or $/i.test(part);
    if (isSeparator && isBalanced(open)) {
      clauses.push(open.trim());
      open = "";
    } else open += part;
  }
  return [...clauses, open.trim()];
}

function isBalanced(text: string): boolean {
  return (text.split("'").length - 1) % 2 === 0;
}

function unsupported(message: string): GraphProblem {
  return new GraphProblem(400, "Request_UnsupportedQuery", message);
}
