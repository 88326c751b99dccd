"use client";
import { PlugDisconnected28Regular, Search28Regular } from "@fluentui/react-icons";
import { lazy, useDeferredValue, useState } from "react";
import { rememberInCookie } from "#components/ui/cookie.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { Later } from "#components/ui/later.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { Packed } from "#components/ui/packed.ts";
import { ProblemNotice } from "#components/ui/problem-notice.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useInAddress } from "#components/ui/use-in-address.ts";
import { useSelection } from "#components/ui/use-selection.ts";
import { paths } from "#lib/paths.ts";
import { ConnectorsAnnouncer } from "./connectors-announcer.tsx";
import { COLUMNS_COOKIE, formatColumnChoice, type OptionalColumn } from "./column-choice.ts";
import { type BulkAction, type ConnectorActions, OPPOSITES } from "./connector-actions.ts";
import { connectorColumns } from "./connector-columns.tsx";
import { ConnectorsBar } from "./connectors-bar.tsx";
import type { ConnectorsAnswer } from "./connectors-answer.ts";
import { DiscardDialog } from "./discard-dialog.tsx";
import { kindsIn, listRows } from "./list-row.ts";
import { LIST_ADDRESS, type ListQuery, SORT_COLUMNS } from "./list-query.ts";
import type { Allowance } from "./row-allowance.ts";
import { useActionRunner } from "./use-action-runner.ts";
import { useConnectors } from "./use-connectors.ts";
import { WorkerBanner, WorkersLine } from "./worker-banner.tsx";

const ConnectorPanel = lazy(() =>
  import("./connector-panel.tsx").then((module) => ({ default: module.ConnectorPanel })),
);

/** From here on the browser lays out the rows in sight alone. */
const LONG_LIST = 40;

const UNFILTERED: ListQuery = {
  search: "",
  state: undefined,
  kind: undefined,
  open: undefined,
  sort: { column: "name", direction: "ascending" },
};

type ConnectorsViewProps = {
  first: Packed<ConnectorsAnswer>;
  initialQuery: ListQuery;
  initialColumns: readonly OptionalColumn[];
  allowance: Allowance;
  actions: ConnectorActions;
};

/** The Connectors tab. */
export function ConnectorsView(props: ConnectorsViewProps) {
  const { first, initialQuery, allowance, actions } = props;
  const { data, error, refetch } = useConnectors(first);
  const [query, setQuery] = useInAddress(initialQuery, LIST_ADDRESS);
  const [shown, setShown] = useState(props.initialColumns);
  const [discarding, setDiscarding] = useState<string>();
  const { answer, isBusy, perform } = useActionRunner();

  // Typing stays fluent: the table follows as soon as there is time.
  const tableQuery = useDeferredValue(query);
  const rows = listRows(data, tableQuery);
  const selection = useSelection(rows.map(({ id }) => id));
  const chosen = rows.filter((row) => selection.isSelected(row.id));
  const performOne = (action: BulkAction, id: string) => {
    const back = OPPOSITES[action];
    perform(() => actions[action](id), back && (() => actions[back](id)));
  };
  const performChosen = (action: BulkAction) => {
    const ids = chosen.filter(({ type }) => type === "connector").map(({ id }) => id);
    const [only, second] = ids;
    if (only !== undefined && second === undefined) performOne(action, only);
    else {
      const back = OPPOSITES[action];
      perform(() => actions.onAll(action, ids), back && (() => actions.onAll(back, ids)));
    }
  };
  const columns = connectorColumns(shown, allowance, {
    isSelected: selection.isSelected,
    onSelect: (id, isSelected) => selection.choose([id], isSelected),
    areAllSelected: selection.all,
    onSelectAll: selection.chooseAll,
    onOpen: (open) => setQuery({ ...query, open }, "push"),
    onRun: (id) => performOne("run", id),
    onPause: (id) => performOne("pause", id),
    onResume: (id) => performOne("resume", id),
    onDiscard: setDiscarding,
  });
  const opened = listRows(data, UNFILTERED).find(({ id }) => id === query.open);
  const isEmpty = data.connectors.length === 0 && data.drafts.length === 0;
  return (
    <Stack gap="l">
      <WorkerBanner health={data.health} />
      {error && (
        <ProblemNotice
          error={error}
          meanwhile="The list shows what was last known."
          onRetry={() => void refetch()}
        />
      )}
      <FormAnswer state={answer} refusedTitle="That cannot be done now" />
      <ConnectorsBar
        query={query}
        onQuery={setQuery}
        chosen={chosen}
        allowance={allowance}
        isBusy={isBusy}
        onRefresh={async () => (await refetch()).isSuccess}
        onPerform={performChosen}
        kinds={kindsIn(data)}
        shown={shown}
        onShow={(next) => {
          setShown(next);
          rememberInCookie(COLUMNS_COOKIE, formatColumnChoice(next));
        }}
      />
      {rows.length > 0 && (
        <DataTable
          label="Connectors"
          isWide
          isLong={rows.length > LONG_LIST}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          isSelected={(row) => selection.isSelected(row.id)}
          sort={query.sort}
          onSort={(column) => setQuery(sorted(query, column))}
        />
      )}
      {isEmpty && <NoConnectors />}
      {!isEmpty && rows.length === 0 && (
        <EmptyState icon={<Search28Regular />} title="No connector matches">
          Change the search, the state or the kind to see the others.
        </EmptyState>
      )}
      <Later isWanted={query.open !== undefined}>
        <ConnectorPanel
          row={opened?.type === "connector" ? opened : undefined}
          allowance={allowance}
          isBusy={isBusy}
          onPerform={performOne}
          onClose={() => setQuery({ ...query, open: undefined }, "back")}
        />
      </Later>
      <WorkersLine health={data.health} />
      {data.hasDeleted && (
        <div>
          <TextLink href={paths.deletedConnectors}>Deleted connectors</TextLink>
        </div>
      )}
      <ConnectorsAnnouncer connectors={data.connectors} />
      <DiscardDialog
        isOpen={discarding !== undefined}
        onClose={() => setDiscarding(undefined)}
        onDiscard={() => perform(() => actions.discard(discarding ?? ""))}
      />
    </Stack>
  );
}

function NoConnectors() {
  return (
    <EmptyState
      icon={<PlugDisconnected28Regular />}
      title="No connectors yet"
      action={
        <LinkButton appearance="primary" href={paths.gallery}>
          Choose a kind
        </LinkButton>
      }
    >
      A connector fetches SMS and MMS from TeleMessage once a day and files them in the mailboxes of the
      people who wrote them. Add the first one from the gallery.
    </EmptyState>
  );
}

function sorted(query: ListQuery, column: string): ListQuery {
  const known = SORT_COLUMNS.find((each) => each === column);
  if (!known) return query;
  const isSame = query.sort.column === known;
  const direction = isSame && query.sort.direction === "ascending" ? "descending" : "ascending";
  return { ...query, sort: { column: known, direction } };
}
