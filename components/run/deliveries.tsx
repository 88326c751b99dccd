"use client";
import { makeStyles, Select } from "@fluentui/react-components";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { useRouter } from "next/navigation";
import { lazy } from "react";
import { ConfirmedButton } from "#components/ui/confirmed-button.tsx";
import type { FormState } from "#components/ui/form-state.ts";
import { Later } from "#components/ui/later.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { useSelection } from "#components/ui/use-selection.ts";
import { DELIVERY_STATE_NAMES, type DeliveryCounts } from "#lib/domain/delivery.ts";
import type { DeliveryRow, DeliveryTrace, Page } from "#lib/domain/views.ts";
import { paths } from "#lib/paths.ts";
import { DeliveriesList } from "./deliveries-list.tsx";
import { isRetryable } from "./delivery-columns.tsx";
import {
  DELIVERY_FILTERS,
  type DeliveryFilters,
  type DeliveryQuery,
  deliverySearch,
} from "./delivery-query.ts";
import { type DeliveryFinding, DeliverySearch } from "./delivery-search.tsx";
import { useDeliveries } from "./use-deliveries.ts";

const ExplainPanel = lazy(() =>
  import("./explain-panel.tsx").then((module) => ({ default: module.ExplainPanel })),
);

const useStyles = makeStyles({ select: { minWidth: "200px" } });

type DeliveriesProps = {
  connectorId: string;
  runId: string;
  query: DeliveryQuery;
  /** The beginning of what the query asks for. */
  page: Page<DeliveryRow>;
  /** Of the whole run. */
  counts: DeliveryCounts;
  /** Of the delivery that the address names; null when there is none of this id. */
  trace: DeliveryTrace | null | undefined;
  find: (text: string) => Promise<DeliveryFinding>;
  /** Undefined while the run goes on: nothing of it is retried yet. */
  retry: { can: true | string; action: (deliveryIds: readonly string[]) => Promise<FormState> } | undefined;
};

const PLACE = "deliveries";

/** Item by mailbox: the lines of the ledger. */
export function Deliveries(props: DeliveriesProps) {
  const { connectorId, runId, query, page, counts, trace, find, retry } = props;
  const router = useRouter();
  const { delivery: _delivery, ...filter } = query;
  const list = useDeliveries(runId, filter, page);
  const retryable = list.rows.filter((row) => isRetryable(row)).map(({ deliveryId }) => deliveryId);
  const selection = useSelection(retryable);
  const runPath = paths.run(connectorId, runId);
  const hrefOf = (next: DeliveryQuery) => runPath + deliverySearch(next);
  const show = (next: DeliveryQuery) => router.replace(hrefOf(next), { scroll: false });
  const isNarrowed = filter.item !== undefined || filter.mailbox !== undefined;
  return (
    <Section
      id={PLACE}
      title="Deliveries"
      actions={
        <Stack isRow gap="s">
          {retry && retryable.length > 0 && (
            <RetrySelected retry={retry} chosen={retryable.filter((id) => selection.isSelected(id))} />
          )}
          <LinkButton isExternal icon={<ArrowDownload20Regular />} href={paths.api.completeRunLog(runId)}>
            Download all
          </LinkButton>
          <StateFilter query={filter} onShow={show} />
        </Stack>
      }
    >
      <DeliverySearch
        find={find}
        itemHref={(item) => hrefOf({ item })}
        mailboxHref={(mailbox) => hrefOf({ state: filter.state, mailbox })}
      />
      {isNarrowed && (
        <Stack isRow gap="s">
          <Prose as="span">{narrowedTo(filter, list.rows)}</Prose>
          <LinkButton href={hrefOf({ state: filter.state })}>Show all deliveries</LinkButton>
        </Stack>
      )}
      {list.rows.length === 0 ? (
        <Nothing isFiltered={isNarrowed || filter.state !== undefined} />
      ) : (
        <DeliveriesList
          list={list}
          total={isNarrowed ? undefined : counts[filter.state ?? "available"]}
          explainHref={(delivery) => hrefOf({ ...filter, delivery })}
          selection={retry && selection}
          onStartAnew={() => {
            list.startAnew();
            document.getElementById(PLACE)?.scrollIntoView();
          }}
        />
      )}
      <Later isWanted={trace !== undefined}>
        <ExplainPanel trace={trace} runId={runId} connectorId={connectorId} onClose={() => show(filter)} />
      </Later>
    </Section>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return (
    <Prose isQuiet>
      {isFiltered ? "No delivery fits." : "No delivery yet. They appear once items are mapped."}
    </Prose>
  );
}

function narrowedTo({ item }: DeliveryFilters, rows: readonly DeliveryRow[]): string {
  if (item !== undefined) return `Only the item ${item}.`;
  const mailbox = rows[0]?.mailbox;
  return mailbox === undefined ? "Only one mailbox." : `Only the mailbox ${mailbox}.`;
}

type StateFilterProps = { query: DeliveryFilters; onShow: (query: DeliveryQuery) => void };

function StateFilter({ query, onShow }: StateFilterProps) {
  return (
    <Select
      aria-label="State of the deliveries"
      className={useStyles().select}
      value={query.state ?? ""}
      onChange={(_event, change) =>
        onShow({ ...query, state: DELIVERY_FILTERS.find((state) => state === change.value) })
      }
    >
      <option value="">All states</option>
      {DELIVERY_FILTERS.map((state) => (
        <option key={state} value={state}>
          {DELIVERY_STATE_NAMES[state]}
        </option>
      ))}
    </Select>
  );
}

type RetrySelectedProps = { retry: NonNullable<DeliveriesProps["retry"]>; chosen: readonly string[] };

function RetrySelected({ retry, chosen }: RetrySelectedProps) {
  const nothing = chosen.length === 0 ? "Select a delivery that failed in the list first." : true;
  return (
    <ConfirmedButton
      label={chosen.length === 0 ? "Retry selected" : `Retry selected (${chosen.length})`}
      can={retry.can === true ? nothing : retry.can}
      question="Retry the selected deliveries?"
      confirmLabel="Retry selected"
      cancelLabel="Not now"
      refusedTitle="Nothing was retried"
      action={() => retry.action(chosen)}
    >
      A new run takes up the deliveries that you have selected, and nothing else. Where a message may have
      arrived after all, the mailbox is asked first, so none is imported twice.
    </ConfirmedButton>
  );
}
