"use client";
import { useRouter } from "next/navigation";
import { lazy } from "react";
import { Later } from "#components/ui/later.tsx";
import { RouteTabs } from "#components/ui/route-tabs.tsx";
import { Stack } from "#components/ui/stack.tsx";
import type { DeliveryTrace, ItemTrace } from "#lib/domain/traces.ts";
import type { DeliveryRow, RunDetail, UnimportedRow } from "#lib/domain/views/run.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { paths } from "#lib/paths.ts";
import { Deliveries } from "./deliveries.tsx";
import { type DeliveryQuery, deliverySearch } from "./delivery-query.ts";
import { type DeliveryFinding, DeliverySearch } from "./delivery-search.tsx";
import type { Retry } from "./retry-selected.tsx";
import { Unimported } from "./unimported.tsx";

const ExplainPanel = lazy(() =>
  import("./explain-panel.tsx").then((module) => ({ default: module.ExplainPanel })),
);
const ItemPanel = lazy(() => import("./item-panel.tsx").then((module) => ({ default: module.ItemPanel })));

type RunListsProps = {
  run: RunDetail;
  query: DeliveryQuery;
  /** The beginning of the list that the query asks for; the other one is undefined. */
  deliveries: Page<DeliveryRow> | undefined;
  unimported: Page<UnimportedRow> | undefined;
  /** Of what the address names; null when there is none of this id. */
  trace: DeliveryTrace | null | undefined;
  itemTrace: ItemTrace | null | undefined;
  find: (text: string) => Promise<DeliveryFinding>;
  retry: Retry | undefined;
};

/** What a run did, one by one: its deliveries, or the items that came to no mailbox; and the search in both. */
export function RunLists(props: RunListsProps) {
  const { run, query, deliveries, unimported, trace, itemTrace, find, retry } = props;
  const { runId, connectorId } = run;
  const router = useRouter();
  const { delivery: _delivery, explain: _explain, ...here } = query;
  const { list, only, ...filter } = here;
  const hrefOf = (next: DeliveryQuery) => paths.run(connectorId, runId) + deliverySearch(next);
  const show = (next: DeliveryQuery) => router.replace(hrefOf(next), { scroll: false });
  const panel = { runId, connectorId, onClose: () => show(here) };
  return (
    <div id="lists">
      <Stack gap="l">
        <DeliverySearch
          find={find}
          itemHref={(item) => hrefOf({ item })}
          traceHref={(explain, isImported) =>
            hrefOf({ list: isImported ? undefined : "not-imported", explain })
          }
          mailboxHref={(mailbox) => hrefOf({ state: filter.state, mailbox })}
        />
        <RouteTabs
          keepPlace
          label="Lists of this run"
          tabs={[
            { title: "Deliveries", href: hrefOf({}), isCurrent: list === undefined },
            {
              title: "Not imported",
              href: hrefOf({ list: "not-imported" }),
              isCurrent: list === "not-imported",
            },
          ]}
        />
        {deliveries && (
          <Deliveries
            runId={runId}
            filter={filter}
            page={deliveries}
            counts={run.deliveries}
            hrefOf={hrefOf}
            onShow={show}
            retry={retry}
          />
        )}
        {unimported && (
          <Unimported
            runId={runId}
            only={only}
            reason={filter.reason}
            page={unimported}
            counts={run.items}
            hrefOf={hrefOf}
          />
        )}
      </Stack>
      <Later isWanted={trace !== undefined}>
        <ExplainPanel trace={trace} {...panel} />
      </Later>
      <Later isWanted={itemTrace !== undefined}>
        <ItemPanel trace={itemTrace} {...panel} />
      </Later>
    </div>
  );
}
