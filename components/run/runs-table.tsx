"use client";
import { History28Regular } from "@fluentui/react-icons";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatCount } from "#components/ui/format.ts";
import { Instant } from "#components/ui/instant.tsx";
import { Pager } from "#components/ui/pager.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { Status } from "#components/ui/status.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { isTerminal } from "#lib/domain/run.ts";
import type { Page } from "#lib/domain/views/page.ts";
import type { RunProgress } from "#lib/domain/views/run.ts";
import { paths } from "#lib/paths.ts";
import { RUN_STATE_NAMES, RUN_STATE_TONES, RUN_TRIGGER_NAMES } from "./run-names.ts";
import { useRefreshWhile } from "./use-refresh-while.ts";

type RunsTableProps = { connectorId: string; page: Page<RunProgress>; isFirstPage: boolean };

/** A connector's runs, the latest first. */
export function RunsTable({ connectorId, page, isFirstPage }: RunsTableProps) {
  const { locale } = useViewerZone();
  useRefreshWhile(page.rows.some(({ state }) => !isTerminal(state)));
  if (page.rows.length === 0) {
    return (
      <EmptyState icon={<History28Regular />} title="No run yet">
        The first one starts when the setup is finished, the next at the scheduled time, or now with Run now.
      </EmptyState>
    );
  }
  return (
    <Stack gap="l">
      <DataTable
        isWide
        label="Runs"
        columns={columns(locale)}
        rows={page.rows}
        rowKey={({ runId }) => runId}
      />
      <Stack isRow gap="s">
        <Pager
          what="runs"
          here={paths.connector(connectorId, "runs")}
          isFirstPage={isFirstPage}
          next={page.next}
        />
      </Stack>
    </Stack>
  );
}

function columns(locale: string): Column<RunProgress>[] {
  const count = (id: string, title: string, of: (run: RunProgress) => number): Column<RunProgress> => ({
    id,
    title,
    width: "minmax(0, 0.5fr)",
    isNumber: true,
    cell: (run) => formatCount(of(run), locale),
  });
  return [
    { id: "job", title: "Job ID", width: "minmax(0, 0.8fr)", cell: jobCell },
    { id: "state", title: "State", width: "minmax(0, 1fr)", cell: stateCell },
    {
      id: "trigger",
      title: "Started by",
      width: "minmax(0, 0.7fr)",
      cell: ({ trigger }) => RUN_TRIGGER_NAMES[trigger],
    },
    { id: "started", title: "Started", width: "minmax(0, 1fr)", cell: startedCell },
    {
      id: "window",
      title: "Window to",
      width: "minmax(0, 1fr)",
      cell: ({ window }) => <Instant at={window.to} show="stacked" />,
    },
    count("items", "Items", ({ items }) => items.available),
    count("imported", "Imported", ({ deliveries }) => deliveries.imported + deliveries.partial),
    count("failed", "Failed", ({ deliveries }) => deliveries.failed),
  ];
}

const jobCell = (run: RunProgress) => (
  <TextLink isStrong href={paths.run(run.connectorId, run.runId)}>
    {run.jobId}
  </TextLink>
);

const stateCell = ({ state }: RunProgress) => (
  <Status tone={RUN_STATE_TONES[state]}>{RUN_STATE_NAMES[state]}</Status>
);

const startedCell = ({ startedAt }: RunProgress) =>
  startedAt ? <Instant at={startedAt} show="stacked" /> : "Not yet";
