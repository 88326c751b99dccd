"use client";
import { Button, Spinner } from "@fluentui/react-components";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { formatCount } from "#components/ui/format.ts";
import { ProblemNotice } from "#components/ui/problem-notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import type { useEndless } from "./use-endless.ts";

type EndlessTableProps<Row> = {
  label: string;
  list: ReturnType<typeof useEndless<Row>>;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  isSelected?: (row: Row) => boolean;
  /** How many match the filters, where that is known. */
  total: number | undefined;
  /** The id of what to scroll to, once the list is shown anew. */
  place: string;
};

/** As many rows as have been scrolled to; the page holds those in sight. */
export function EndlessTable<Row>(props: EndlessTableProps<Row>) {
  const { label, list, columns, rowKey, isSelected = isNone, total, place } = props;
  const { rows, hasMore, isLoading, error } = list;
  const startAnew = () => {
    list.startAnew();
    document.getElementById(place)?.scrollIntoView();
  };
  return (
    <>
      {list.isBehind && (
        <Stack isRow gap="s">
          <Prose as="span">The list stood still while you read on, and has changed since.</Prose>
          <Button size="small" onClick={startAnew}>
            Show as it is now
          </Button>
        </Stack>
      )}
      <DataTable
        isWide
        label={label}
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        endless={{ total: hasMore ? total : rows.length, onNearEnd: list.loadMore, Rows: VirtualRows }}
        isSelected={isSelected}
      />
      {error && (
        <ProblemNotice
          error={error}
          meanwhile="The list ends here until it can be read on."
          onRetry={() => void list.tryAgain()}
        />
      )}
      {hasMore && !error && (
        <Stack isRow gap="s">
          <Reach shown={rows.length} total={total} />
          {isLoading ? (
            <Spinner size="tiny" label="Loading more" />
          ) : (
            <Button size="small" onClick={list.loadMore}>
              Load more
            </Button>
          )}
        </Stack>
      )}
    </>
  );
}

const isNone = () => false;

function Reach({ shown, total }: { shown: number; total: number | undefined }) {
  const { locale } = useViewerZone();
  const all = total === undefined || total < shown ? "" : ` of ${formatCount(total, locale)}`;
  return (
    <Prose as="span" isQuiet>
      {formatCount(shown, locale)}
      {all} loaded.
    </Prose>
  );
}
