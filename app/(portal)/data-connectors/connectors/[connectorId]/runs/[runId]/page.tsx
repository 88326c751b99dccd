import { notFound } from "next/navigation";
import { z } from "zod";
import { allowanceOf, DELETED_VERDICT } from "#components/connector/row-allowance.ts";
import type { DeliveryQuery } from "#components/run/delivery-query.ts";
import { RunLists } from "#components/run/run-lists.tsx";
import { RunView } from "#components/run/run-view.tsx";
import { ScreenOnly } from "#components/ui/on-paper.tsx";
import { Page } from "#components/ui/page.tsx";
import { Title } from "#components/ui/title.tsx";
import { isTerminal } from "#lib/domain/run.ts";
import { serviceContext } from "#lib/server.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { getDeletedConnector } from "#lib/services/connector/get-deleted-connector.ts";
import { explainDelivery } from "#lib/services/run/explain-delivery.ts";
import { explainItem } from "#lib/services/run/explain-item.ts";
import { getRun } from "#lib/services/run/get-run.ts";
import { getHealth } from "#lib/services/system/get-health.ts";
import { listDeliveries } from "#lib/services/run/list-deliveries.ts";
import { listUnimported } from "#lib/services/run/list-unimported.ts";
import { orNotFound } from "#app/_server/or-not-found.ts";
import { orUndefined } from "#app/_server/or-undefined.ts";
import { findInRunAction } from "./find-action.ts";
import { deliveryQuery } from "./query.ts";
import { cancelAction, retryFailedAction, retrySelectedAction, runAgainAction } from "./run-actions.ts";

type RunPageProps = {
  params: Promise<{ connectorId: string; runId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function RunPage({ params, searchParams }: RunPageProps) {
  const context = await serviceContext();
  const runId = z.uuid().safeParse((await params).runId).data ?? notFound();
  const query = deliveryQuery.parse(await searchParams);
  const [run, lists, trace, itemTrace, health] = await orNotFound(
    Promise.all([
      getRun(context, runId),
      readLists(context, runId, query),
      findTrace(context, runId, query.delivery),
      findItemTrace(context, runId, query.explain),
      getHealth(context),
    ]),
  );
  const isDeleted = (await orUndefined(getDeletedConnector(context, run.connectorId))) !== undefined;
  const allowance = allowanceOf(context.viewer.roles);
  const can = isDeleted ? { run: DELETED_VERDICT, cancel: DELETED_VERDICT } : allowance;
  return (
    <Page>
      <Title>{`${run.jobId} - ${run.connectorName}`}</Title>
      <RunView
        first={run}
        health={health}
        can={can}
        deeds={{
          cancel: cancelAction.bind(null, runId),
          runAgain: runAgainAction.bind(null, run.connectorId, runId),
          retryFailed: retryFailedAction.bind(null, run.connectorId, runId),
        }}
      />
      <ScreenOnly>
        <RunLists
          run={run}
          query={query}
          {...lists}
          trace={trace}
          itemTrace={itemTrace}
          find={findInRunAction.bind(null, runId)}
          retry={
            isTerminal(run.state)
              ? {
                  can: can.run,
                  action: retrySelectedAction.bind(null, run.connectorId, runId),
                }
              : undefined
          }
        />
      </ScreenOnly>
    </Page>
  );
}

/** The list that the address asks for, not the other one. */
async function readLists(context: ServiceContext, runId: string, query: DeliveryQuery) {
  const { list, only, state, item, mailbox, reason } = query;
  if (list === "not-imported")
    return { deliveries: undefined, unimported: await listUnimported(context, { runId, only, reason }) };
  const asked = { runId, state, itemId: item, userId: mailbox, reason };
  return { deliveries: await listDeliveries(context, asked), unimported: undefined };
}

/** Null for a delivery that is not there: the rest of the page is. */
async function findTrace(context: ServiceContext, runId: string, deliveryId: string | undefined) {
  if (deliveryId === undefined) return undefined;
  return (await orUndefined(explainDelivery(context, { runId, deliveryId }))) ?? null;
}

/** The same of an item. */
async function findItemTrace(context: ServiceContext, runId: string, itemId: string | undefined) {
  if (itemId === undefined) return undefined;
  return (await orUndefined(explainItem(context, { runId, itemId }))) ?? null;
}
