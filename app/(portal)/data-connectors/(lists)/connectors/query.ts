import { z } from "zod";
import { type ListQuery, SORT_COLUMNS, STATE_FILTERS } from "#components/connector/list-query.ts";
import { CONNECTOR_KINDS } from "#lib/domain/connector-kinds.ts";

const query = z.object({
  q: z.string().max(200).catch(""),
  state: z.enum(STATE_FILTERS).optional().catch(undefined),
  kind: z
    .enum(CONNECTOR_KINDS.map(({ id }) => id))
    .optional()
    .catch(undefined),
  open: z.uuid().optional().catch(undefined),
  sort: z.enum(SORT_COLUMNS).catch("name"),
  order: z.enum(["ascending", "descending"]).catch("ascending"),
});

/** The list's address; what cannot be read is as by default. */
export function parseListQuery(parameters: Record<string, string | string[] | undefined>): ListQuery {
  const { q, state, kind, open, sort, order } = query.parse(parameters);
  return { search: q, state, kind, open, sort: { column: sort, direction: order } };
}
