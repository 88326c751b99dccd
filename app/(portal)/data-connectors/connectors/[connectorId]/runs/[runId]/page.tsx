import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { allowanceOf } from "#components/connector/row-allowance.ts";
import { Deliveries } from "#components/run/deliveries.tsx";
import { DELIVERY_FILTERS } from "#components/run/delivery-query.ts";
import { RunView } from "#components/run/run-view.tsx";
import { Page } from "#components/ui/page.tsx";
import { paths } from "#lib/paths.ts";
import { serviceContext } from "#lib/server.ts";
import { getRun } from "#lib/services/run/get-run.ts";
import { getHealth } from "#lib/services/system/get-health.ts";
import { listDeliveries } from "#lib/services/run/list-deliveries.ts";
import { orNotFound } from "#app/_server/or-not-found.ts";
import { cancelAction, retryFailedAction, runAgainAction } from "./run-actions.ts";

const query = z.object({
  state: z.enum(DELIVERY_FILTERS).optional().catch(undefined),
  after: z.string().max(500).optional().catch(undefined),
});

type RunPageProps = {
  params: Promise<{ connectorId: string; runId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export const metadata: Metadata = { title: "Run" };

export default async function RunPage({ params, searchParams }: RunPageProps) {
  const context = await serviceContext();
  const runId = z.uuid().safeParse((await params).runId).data ?? notFound();
  const { state, after } = query.parse(await searchParams);
  const [run, deliveries, health] = await orNotFound(
    Promise.all([
      getRun(context, runId),
      listDeliveries(context, { runId, ...(state && { state }), ...(after && { cursor: after }) }),
      getHealth(context),
    ]),
  );
  return (
    <Page>
      <RunView
        first={run}
        health={health}
        can={allowanceOf(context.viewer.roles)}
        deeds={{
          cancel: cancelAction.bind(null, runId),
          runAgain: runAgainAction.bind(null, run.connectorId, runId),
          retryFailed: retryFailedAction.bind(null, run.connectorId, runId),
        }}
      />
      <Deliveries
        runPath={paths.run(run.connectorId, runId)}
        logPath={paths.api.completeRunLog(runId)}
        query={{ state, after }}
        page={deliveries}
      />
    </Page>
  );
}
