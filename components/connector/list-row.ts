import { type ConnectorKindId, findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { ConnectorSummary, DraftSummary } from "#lib/domain/views/connector.ts";
import type { ConnectorsAnswer } from "./connectors-answer.ts";
import { type ListQuery, type SortColumn, STATE_FILTERS, type StateFilter } from "./list-query.ts";

/** A line of the Connectors tab: a connector, or one whose setup is not finished. */
export type ListRow = { id: string; name: string; kind: ConnectorKindId; kindName: string } & (
  | { type: "connector"; connector: ConnectorSummary }
  | { type: "draft"; draft: DraftSummary }
);

/** The lines to show, in their order. */
export function listRows({ connectors, drafts }: ConnectorsAnswer, query: ListQuery): ListRow[] {
  const rows: ListRow[] = [
    ...connectors.map((connector) => ({
      type: "connector" as const,
      id: connector.connectorId,
      name: connector.name,
      kind: connector.kind,
      kindName: kindName(connector.kind),
      connector,
    })),
    ...drafts.map((draft) => ({
      type: "draft" as const,
      id: draft.connectorId,
      name: draft.name === "" ? `New ${kindName(draft.kind)} connector` : draft.name,
      kind: draft.kind,
      kindName: kindName(draft.kind),
      draft,
    })),
  ];
  const words = query.search.toLowerCase().split(/\s+/);
  const wanted = rows.filter(
    (row) =>
      (query.state === undefined || stateOf(row) === query.state) &&
      (query.kind === undefined || row.kind === query.kind) &&
      words.every((word) => `${row.name} ${row.kindName}`.toLowerCase().includes(word)),
  );
  const { column, direction } = query.sort;
  const sign = direction === "ascending" ? 1 : -1;
  const inOrder = column === "name" || column === "kind" ? NAMES.compare : compare;
  return wanted.toSorted((a, b) => sign * inOrder(sortValue(a, query), sortValue(b, query)));
}

/** The kinds that there are, by name: more would narrow the list to nothing. */
export function kindsIn({ connectors, drafts }: ConnectorsAnswer): { id: ConnectorKindId; name: string }[] {
  const ids = new Set([...connectors, ...drafts].map(({ kind }) => kind));
  return [...ids].map((id) => ({ id, name: kindName(id) })).toSorted((a, b) => compare(a.name, b.name));
}

export function stateOf(row: ListRow): StateFilter {
  return row.type === "draft" ? "draft" : row.connector.state;
}

function sortValue(row: ListRow, { sort }: ListQuery): string {
  if (sort.column === "name") return row.name;
  if (sort.column === "kind") return row.kindName;
  if (sort.column === "state") return order(stateOf(row));
  return row.type === "draft" ? DRAFT_TIMES[sort.column] : (timeOf(row.connector, sort.column) ?? "9");
}

type TimeColumn = Exclude<SortColumn, "name" | "kind" | "state">;

/** Setups that are not finished come before all imports, and after all runs to come. */
const DRAFT_TIMES: Record<TimeColumn, string> = { lastImport: "", nextRun: "9", watermark: "", created: "9" };

function timeOf(connector: ConnectorSummary, column: TimeColumn): string | null {
  switch (column) {
    case "lastImport":
      return connector.lastRun?.startedAt ?? "";
    case "nextRun":
      return connector.nextRunAt;
    case "watermark":
      return connector.watermark ?? "";
    case "created":
      return connector.createdAt;
  }
}

/** Site 2 before site 10; the same in the browser as on the server, whatever their languages. */
const NAMES = new Intl.Collator("en", { numeric: true });
const order = (state: StateFilter) => String(STATE_FILTERS.indexOf(state));
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const kindName = (kind: ConnectorSummary["kind"]) => findConnectorKind(kind)?.name ?? kind;
