import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { ConnectorSummary, DraftSummary } from "#lib/domain/views.ts";
import type { ConnectorsAnswer } from "./connectors-answer.ts";
import { type ListQuery, STATE_FILTERS, type StateFilter } from "./list-query.ts";

/** A line of the Connectors tab: a connector, or one whose setup is not finished. */
export type ListRow =
  | { type: "connector"; id: string; name: string; kindName: string; connector: ConnectorSummary }
  | { type: "draft"; id: string; name: string; kindName: string; draft: DraftSummary };

/** The lines to show, in their order. */
export function listRows({ connectors, drafts }: ConnectorsAnswer, query: ListQuery): ListRow[] {
  const rows: ListRow[] = [
    ...connectors.map((connector) => ({
      type: "connector" as const,
      id: connector.connectorId,
      name: connector.name,
      kindName: kindName(connector.kind),
      connector,
    })),
    ...drafts.map((draft) => ({
      type: "draft" as const,
      id: draft.connectorId,
      name: draft.name === "" ? `New ${kindName(draft.kind)} connector` : draft.name,
      kindName: kindName(draft.kind),
      draft,
    })),
  ];
  const words = query.search.toLowerCase().split(/\s+/);
  const wanted = rows.filter(
    (row) =>
      (query.state === undefined || stateOf(row) === query.state) &&
      words.every((word) => `${row.name} ${row.kindName}`.toLowerCase().includes(word)),
  );
  const sign = query.sort.direction === "ascending" ? 1 : -1;
  return wanted.toSorted((a, b) => sign * compare(sortValue(a, query), sortValue(b, query)));
}

export function stateOf(row: ListRow): StateFilter {
  return row.type === "draft" ? "draft" : row.connector.state;
}

function sortValue(row: ListRow, { sort }: ListQuery): string {
  switch (sort.column) {
    case "name":
      return row.name.toLowerCase();
    case "kind":
      return row.kindName.toLowerCase();
    case "state":
      return order(stateOf(row));
    case "lastImport":
      return row.type === "draft" ? "" : (row.connector.lastRun?.startedAt ?? "");
    case "nextRun":
      return row.type === "draft" ? "9" : (row.connector.nextRunAt ?? "9");
  }
}

const order = (state: StateFilter) => String(STATE_FILTERS.indexOf(state));
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const kindName = (kind: ConnectorSummary["kind"]) => findConnectorKind(kind)?.name ?? kind;
