"use client";
import { PlugDisconnected28Regular, Search28Regular } from "@fluentui/react-icons";
import { useEffect, useState } from "react";
import { DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { ProblemNotice } from "#components/ui/problem-notice.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { paths } from "#lib/paths.ts";
import { ConnectorsAnnouncer } from "./connectors-announcer.tsx";
import type { ConnectorActions } from "./connector-actions.ts";
import { connectorColumns } from "./connector-columns.tsx";
import { ConnectorsBar } from "./connectors-bar.tsx";
import type { ConnectorsAnswer } from "./connectors-answer.ts";
import { DiscardDialog } from "./discard-dialog.tsx";
import { listRows } from "./list-row.ts";
import { listSearch, type ListQuery, SORT_COLUMNS } from "./list-query.ts";
import type { Allowance } from "./row-allowance.ts";
import { useActionRunner } from "./use-action-runner.ts";
import { useConnectors } from "./use-connectors.ts";
import { WorkerBanner, WorkersLine } from "./worker-banner.tsx";

type ConnectorsViewProps = {
  first: ConnectorsAnswer;
  initialQuery: ListQuery;
  allowance: Allowance;
  actions: ConnectorActions;
};

/** The Connectors tab. */
export function ConnectorsView({ first, initialQuery, allowance, actions }: ConnectorsViewProps) {
  const { data, error, refetch, isRefetching } = useConnectors(first);
  const [query, setQuery] = useState(initialQuery);
  const [selected, setSelected] = useState<readonly string[]>([]);
  const [discarding, setDiscarding] = useState<string>();
  const { answer, isBusy, perform } = useActionRunner();
  useEffect(() => {
    window.history.replaceState(null, "", paths.connectors + listSearch(query));
  }, [query]);

  const rows = listRows(data, query);
  const chosen = rows.filter((row) => selected.includes(row.id));
  const columns = connectorColumns(allowance, {
    isSelected: (id) => selected.includes(id),
    onSelect: (id, isSelected) =>
      setSelected(isSelected ? [...selected, id] : selected.filter((each) => each !== id)),
    onRun: (id) => perform(() => actions.run(id)),
    onPause: (id) => perform(() => actions.pause(id)),
    onResume: (id) => perform(() => actions.resume(id)),
    onDiscard: setDiscarding,
  });
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
        isRefreshing={isRefetching}
        onRefresh={() => void refetch()}
        onPerform={(action) => perform(...chosen.map((row) => () => actions[action](row.id)))}
      />
      {rows.length > 0 && (
        <DataTable
          label="Connectors"
          isWide
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          isSelected={(row) => selected.includes(row.id)}
          sort={query.sort}
          onSort={(column) => setQuery(sorted(query, column))}
        />
      )}
      {isEmpty && <NoConnectors />}
      {!isEmpty && rows.length === 0 && (
        <EmptyState icon={<Search28Regular />} title="No connector matches">
          Change the search or the state to see the others.
        </EmptyState>
      )}
      <WorkersLine health={data.health} />
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
          Choose a data source
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
