import { type ListQuery, readListQuery } from "#components/connector/list-query.ts";

/** The list's address as the server has it; of what is said twice the first counts. */
export function parseListQuery(parameters: Record<string, string | string[] | undefined>): ListQuery {
  const first = Object.entries(parameters).map(([name, value]) => [name, [value].flat()[0] ?? ""]);
  return readListQuery(new URLSearchParams(first));
}
