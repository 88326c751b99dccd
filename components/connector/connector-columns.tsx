"use client";
import { Checkbox } from "@fluentui/react-components";
import type { Column } from "#components/ui/data-table.tsx";
import { Instant } from "#components/ui/instant.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { Status } from "#components/ui/status.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { SETUP_STEPS } from "#lib/domain/setup.ts";
import { paths } from "#lib/paths.ts";
import { Attention } from "./attention.tsx";
import { OPTIONAL_COLUMNS, type OptionalColumn } from "./column-choice.ts";
import { ConnectorStateBadge } from "./connector-state.tsx";
import { LastImport } from "./last-import.tsx";
import { STATE_FILTER_NAMES } from "./list-query.ts";
import type { ListRow } from "./list-row.ts";
import { RowMenu } from "./row-menu.tsx";
import type { Allowance } from "./row-allowance.ts";

export type RowHandlers = {
  isSelected: (id: string) => boolean;
  onSelect: (id: string, isSelected: boolean) => void;
  areAllSelected: boolean | "mixed";
  onSelectAll: (isSelected: boolean) => void;
  /** A connector's panel; its page is the link's. */
  onOpen: (id: string) => void;
  onRun: (id: string) => void;
  onPause: (id: string) => void;
  onResume: (id: string) => void;
  onDiscard: (id: string) => void;
};

/** The columns of the Connectors tab, as far as they are chosen. */
export function connectorColumns(
  shown: readonly OptionalColumn[],
  allowance: Allowance,
  handlers: RowHandlers,
): Column<ListRow>[] {
  const cells = optionalCells(handlers);
  const optional = shown.map((id) => ({ ...cells[id], id, title: titleOf(id) }));
  return [
    {
      id: "select",
      title: "Select",
      width: "32px",
      isTitleHidden: true,
      head: <SelectAll {...handlers} />,
      cell: selectCell(handlers),
    },
    {
      id: "name",
      title: "Name",
      width: "minmax(0, 1.4fr)",
      isSortable: true,
      cell: nameCell(handlers),
    },
    ...optional,
    {
      id: "menu",
      title: "Actions",
      width: "40px",
      isTitleHidden: true,
      cell: (row) => <RowMenu row={row} allowance={allowance} {...handlers} />,
    },
  ];
}

const titleOf = (id: OptionalColumn) => OPTIONAL_COLUMNS.find((each) => each.id === id)?.title ?? id;

function SelectAll({ areAllSelected, onSelectAll }: RowHandlers) {
  return (
    <Checkbox
      aria-label="Select all"
      checked={areAllSelected}
      onChange={(_event, change) => onSelectAll(change.checked === true)}
    />
  );
}

const selectCell = ({ isSelected, onSelect }: RowHandlers) =>
  function SelectCell(row: ListRow) {
    return (
      <Checkbox
        aria-label={`Select ${row.name}`}
        checked={isSelected(row.id)}
        onChange={(_event, change) => onSelect(row.id, change.checked === true)}
      />
    );
  };

const nameCell = ({ onOpen }: RowHandlers) =>
  function NameCell(row: ListRow) {
    if (row.type === "draft") {
      return (
        <TextLink isStrong href={paths.setup(row.draft.kind, row.id, row.draft.step)}>
          {row.name}
        </TextLink>
      );
    }
    return (
      <TextLink isStrong href={paths.connector(row.id)} onOpen={() => onOpen(row.id)}>
        {row.name}
      </TextLink>
    );
  };

const stateCell = (row: ListRow) =>
  row.type === "draft" ? (
    <Status tone="open">{STATE_FILTER_NAMES.draft}</Status>
  ) : (
    <ConnectorStateBadge state={row.connector.state} />
  );

const importCell = (row: ListRow) =>
  row.type === "draft" ? (
    <Prose as="span" isQuiet>
      Not before the setup is finished
    </Prose>
  ) : (
    <LastImport connectorId={row.id} run={row.connector.lastRun} />
  );

const nextCell = (row: ListRow) => {
  if (row.type === "connector" && row.connector.nextRunAt)
    return <Instant at={row.connector.nextRunAt} show="stacked" />;
  return (
    <Prose as="span" isQuiet>
      {row.type === "connector" && row.connector.isPaused ? "Paused" : "–"}
    </Prose>
  );
};

const attentionCell = ({ onOpen }: RowHandlers) =>
  function AttentionCell(row: ListRow) {
    if (row.type === "connector") {
      return <Attention connector={row.connector} few={{ most: 2, onMore: () => onOpen(row.id) }} />;
    }
    const step = SETUP_STEPS.find(({ id }) => id === row.draft.step)?.title ?? "";
    return (
      <Stack gap="xs">
        <Prose as="span" isSmall isQuiet>
          Next: {step}
        </Prose>
        <div>
          <LinkButton href={paths.setup(row.draft.kind, row.id, row.draft.step)}>Resume</LinkButton>
        </div>
      </Stack>
    );
  };

const instantCell = (at: string | null) =>
  at ? (
    <Instant at={at} show="stacked" />
  ) : (
    <Prose as="span" isQuiet>
      –
    </Prose>
  );

const optionalCells = (
  handlers: RowHandlers,
): Record<OptionalColumn, Omit<Column<ListRow>, "id" | "title">> => ({
  kind: { width: "minmax(0, 0.8fr)", isSortable: true, cell: (row) => row.kindName },
  state: { width: "minmax(0, 0.9fr)", isSortable: true, cell: stateCell },
  lastImport: { width: "minmax(0, 1.3fr)", isSortable: true, cell: importCell },
  nextRun: { width: "minmax(0, 0.9fr)", isSortable: true, cell: nextCell },
  attention: { width: "minmax(0, 1.2fr)", cell: attentionCell(handlers) },
  watermark: {
    width: "minmax(0, 0.9fr)",
    isSortable: true,
    cell: (row) => instantCell(row.type === "draft" ? null : row.connector.watermark),
  },
  created: {
    width: "minmax(0, 0.9fr)",
    isSortable: true,
    cell: (row) => instantCell(row.type === "draft" ? row.draft.updatedAt : row.connector.createdAt),
  },
});
