import type { InAddress } from "#components/ui/use-in-address.ts";
import { type ConnectorKindId, findConnectorKind } from "#lib/domain/connector-kinds.ts";
import { paths } from "#lib/paths.ts";
import { mayStandInUrl } from "#lib/domain/url-text.ts";
import { CONNECTOR_STATE_NAMES, CONNECTOR_STATES } from "#lib/domain/connector.ts";

export const STATE_FILTERS = [...CONNECTOR_STATES, "draft"] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

export const STATE_FILTER_NAMES: Record<StateFilter, string> = {
  ...CONNECTOR_STATE_NAMES,
  draft: "Setup not finished",
};

export const SORT_COLUMNS = [
  "name",
  "kind",
  "state",
  "lastImport",
  "nextRun",
  "watermark",
  "created",
] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

const MAX_SEARCH = 200;

/** What the address says of the list: `?q=…&state=…&kind=…&sort=name&order=descending&open=…`. */
export type ListQuery = {
  search: string;
  state: StateFilter | undefined;
  kind: ConnectorKindId | undefined;
  /** The connector whose panel is open. */
  open: string | undefined;
  sort: { column: SortColumn; direction: "ascending" | "descending" };
};

/** What the address says; what cannot be read is as by default. */
export function readListQuery(parameters: URLSearchParams): ListQuery {
  const word = (name: string) => parameters.get(name) ?? undefined;
  const search = word("q") ?? "";
  return {
    search: search.length > MAX_SEARCH ? "" : search,
    state: STATE_FILTERS.find((state) => state === word("state")),
    kind: findConnectorKind(word("kind") ?? "")?.id,
    open: word("open"),
    sort: {
      column: SORT_COLUMNS.find((column) => column === word("sort")) ?? "name",
      direction: word("order") === "descending" ? "descending" : "ascending",
    },
  };
}

export const LIST_ADDRESS: InAddress<ListQuery> = {
  path: paths.connectors,
  read: readListQuery,
  write: listSearch,
};

/** The list's address; what is as by default is left out, and so is a word that must not stand there. */
export function listSearch(query: ListQuery): string {
  const parameters = new URLSearchParams();
  if (query.search !== "" && mayStandInUrl(query.search)) parameters.set("q", query.search);
  if (query.state) parameters.set("state", query.state);
  if (query.kind) parameters.set("kind", query.kind);
  if (query.sort.column !== "name") parameters.set("sort", query.sort.column);
  if (query.sort.direction !== "ascending") parameters.set("order", query.sort.direction);
  if (query.open) parameters.set("open", query.open);
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
