"use client";
import { Button, Spinner } from "@fluentui/react-components";
import { DataTable } from "#components/ui/data-table.tsx";
import { formatCount } from "#components/ui/format.ts";
import { ProblemNotice } from "#components/ui/problem-notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import { deliveryColumns, type DeliverySelection } from "./delivery-columns.tsx";
import type { useDeliveries } from "./use-deliveries.ts";

type DeliveriesListProps = {
  list: ReturnType<typeof useDeliveries>;
  /** How many fit the filters, where that is known. */
  total: number | undefined;
  explainHref: (deliveryId: string) => string;
  selection: DeliverySelection | undefined;
  /** Shows the list as it is now, from its beginning. */
  onStartAnew: () => void;
};

/** As many as have been scrolled to; the page holds those in sight. */
export function DeliveriesList({ list, total, explainHref, selection, onStartAnew }: DeliveriesListProps) {
  const { rows, hasMore, isLoading, error } = list;
  return (
    <>
      {list.isBehind && (
        <Stack isRow gap="s">
          <Prose as="span">The list stood still while you read on; deliveries have changed since.</Prose>
          <Button size="small" onClick={onStartAnew}>
            Show as it is now
          </Button>
        </Stack>
      )}
      <DataTable
        isWide
        label="Deliveries"
        columns={deliveryColumns(explainHref, selection)}
        rows={rows}
        rowKey={({ deliveryId }) => deliveryId}
        endless={{ total: hasMore ? total : rows.length, onNearEnd: list.loadMore, Rows: VirtualRows }}
        isSelected={({ deliveryId }) => selection?.isSelected(deliveryId) === true}
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
