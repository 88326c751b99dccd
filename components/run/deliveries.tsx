"use client";
import { makeStyles, Select } from "@fluentui/react-components";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { useSelection } from "#components/ui/use-selection.ts";
import { type DeliveryCounts, isRetryable } from "#lib/domain/delivery.ts";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { DeliveryRow } from "#lib/domain/views/run.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { paths } from "#lib/paths.ts";
import { deliveryColumns } from "./delivery-columns.tsx";
import {
  countOf,
  DELIVERY_FILTER_NAMES,
  DELIVERY_FILTERS,
  type DeliveryFilters,
  type DeliveryQuery,
  deliverySearch,
} from "./delivery-query.ts";
import { EndlessTable } from "./endless-table.tsx";
import { NarrowedTo } from "./narrowed-to.tsx";
import { type Retry, RetrySelected } from "./retry-selected.tsx";
import { useEndless } from "./use-endless.ts";

const useStyles = makeStyles({ select: { minWidth: "200px" } });

type DeliveriesProps = {
  runId: string;
  filter: DeliveryFilters;
  /** The beginning of what the filter leaves. */
  page: Page<DeliveryRow>;
  /** Of the whole run. */
  counts: DeliveryCounts;
  hrefOf: (query: DeliveryQuery) => string;
  onShow: (query: DeliveryQuery) => void;
  /** Undefined while the run goes on: nothing of it is retried yet. */
  retry: Retry | undefined;
};

const PLACE = "deliveries";

/** Item by mailbox: the lines of the ledger. */
export function Deliveries({ runId, filter, page, counts, hrefOf, onShow, retry }: DeliveriesProps) {
  const search = deliverySearch(filter);
  const list = useEndless<DeliveryRow>((after) => paths.api.deliveries(runId, search, after), page);
  const retryable = list.rows.filter((row) => isRetryable(row)).map(({ deliveryId }) => deliveryId);
  const selection = useSelection(retryable);
  const { state, item, mailbox, reason } = filter;
  const isNarrowed = item !== undefined || mailbox !== undefined || reason !== undefined;
  const canSelect = retry !== undefined && retryable.length > 0;
  return (
    <Section
      id={PLACE}
      title="Deliveries"
      actions={
        <Stack isRow gap="s">
          {canSelect && (
            <RetrySelected retry={retry} chosen={retryable.filter((id) => selection.isSelected(id))} />
          )}
          <LinkButton isExternal icon={<ArrowDownload20Regular />} href={paths.api.completeRunLog(runId)}>
            Download complete log
          </LinkButton>
          <StateFilter filter={filter} onShow={onShow} />
        </Stack>
      }
    >
      <NarrowedTo
        sentences={narrowedTo(filter, list.rows)}
        all={{ title: "Show all deliveries", href: hrefOf({ state }) }}
        // Other runs may account for others of its deliveries, or for all.
        more={
          item === undefined
            ? undefined
            : { title: "Explain this item", href: hrefOf({ ...filter, explain: item }) }
        }
      />
      {list.rows.length === 0 ? (
        <Nothing isFiltered={isNarrowed || state !== undefined} />
      ) : (
        <EndlessTable
          label="Deliveries"
          list={list}
          columns={deliveryColumns(
            (delivery) => hrefOf({ ...filter, delivery }),
            canSelect ? selection : undefined,
          )}
          rowKey={({ deliveryId }) => deliveryId}
          isSelected={({ deliveryId }) => canSelect && selection.isSelected(deliveryId)}
          total={isNarrowed ? undefined : countOf(counts, state)}
          place={PLACE}
        />
      )}
    </Section>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return (
    <Prose isQuiet>
      {isFiltered ? "No deliveries match." : "No delivery yet. They appear once items are mapped."}
    </Prose>
  );
}

function narrowedTo({ item, mailbox, reason }: DeliveryFilters, [row]: readonly DeliveryRow[]): string[] {
  const sentences: string[] = [];
  if (item !== undefined) sentences.push(row ? `Only the item ${row.sourceItemId}.` : "Only one item.");
  else if (mailbox !== undefined)
    sentences.push(row ? `Only the mailbox ${row.mailbox}.` : "Only one mailbox.");
  if (reason !== undefined) sentences.push(`Only with this reason: ${reasonOf(reason).sentence}`);
  return sentences;
}

type StateFilterProps = { filter: DeliveryFilters; onShow: (query: DeliveryQuery) => void };

function StateFilter({ filter, onShow }: StateFilterProps) {
  return (
    <Select
      aria-label="State of the deliveries"
      className={useStyles().select}
      value={filter.state ?? ""}
      onChange={(_event, change) =>
        onShow({ ...filter, state: DELIVERY_FILTERS.find((state) => state === change.value) })
      }
    >
      <option value="">All states</option>
      {DELIVERY_FILTERS.map((state) => (
        <option key={state} value={state}>
          {DELIVERY_FILTER_NAMES[state]}
        </option>
      ))}
    </Select>
  );
}
