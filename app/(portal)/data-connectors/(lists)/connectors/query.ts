import { z } from "zod";
import { type ListQuery, SORT_COLUMNS, STATE_FILTERS } from "#components/connector/list-query.ts";

const query = z.object({
  q: z.string().max(200).catch(""),
  state: z.enum(STATE_FILTERS).optional().catch(undefined),
  sort: z.enum(SORT_COLUMNS).catch("name"),
  order: z.enum(["ascending", "descending"]).catch("ascending"),
});

/** The list's address; what cannot be read is as by default. */
export function parseListQuery(parameters: Record<string, string | string[] | undefined>): ListQuery {
  const { q, state, sort, order } = query.parse(parameters);
  return { search: q, state, sort: { column: sort, direction: order } };
}
