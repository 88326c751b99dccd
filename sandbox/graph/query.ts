import { type GraphRequest } from "./request.ts";
import { badQuery, badRequest } from "./problem.ts";

/** Options of a query, each as sent (decoded). */
export type QueryOptions = ReadonlyMap<string, string>;

const NONE: QueryOptions = new Map();

/** The query's options; anything that is not in `allowed` is refused, as is a repeated one. */
export function queryOptions(request: GraphRequest, allowed: readonly string[]): QueryOptions {
  if (request.call.search === "") return NONE;
  const options = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(request.call.search)) {
    const known = allowed.find((one) => one.toLowerCase() === name.toLowerCase());
    if (known === undefined) throw badQuery(`The query parameter '${name}' is not supported.`);
    if (options.has(known))
      throw badQuery(
        `Query option '${known}' was specified more than once, but it must be specified at most once.`,
      );
    options.set(known, value);
  }
  return options;
}

/** `$select` as a set; undefined when it is absent. Each name must be a property of the type. */
export function selected(
  options: QueryOptions,
  properties: ReadonlySet<string>,
  type: string,
): readonly string[] | undefined {
  const select = options.get("$select");
  if (select === undefined || select.trim() === "") return undefined;
  const names = select.split(",").map((name) => name.trim());
  for (const name of names) {
    if (!properties.has(name)) throw badQuery(`Could not find a property named '${name}' on type '${type}'.`);
  }
  return names;
}

/** `$top` between 1 and `max`. */
export function topOf(options: QueryOptions, fallback: number, max: number): number {
  const value = options.get("$top");
  if (value === undefined) return fallback;
  if (!/^\d+$/.test(value) || Number(value) === 0)
    throw badRequest(`Invalid value '${value}' for $top query option found.`);
  if (Number(value) > max)
    throw badRequest(
      `The limit of '${max}' for Top query has been exceeded. The value from the incoming request is '${value}'.`,
    );
  return Number(value);
}

export function skipOf(options: QueryOptions): number {
  const value = options.get("$skip") ?? "0";
  if (!/^\d+$/.test(value)) throw badRequest(`Invalid value '${value}' for $skip query option found.`);
  return Number(value);
}

export function pickProperties(
  entity: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const name of names) {
    if (name in entity) out[name] = entity[name];
  }
  return out;
}

/** Text of an OData string literal without its quotes; `''` stands for one quote. */
export function literal(quoted: string): string {
  return quoted.slice(1, -1).replaceAll("''", "'");
}
