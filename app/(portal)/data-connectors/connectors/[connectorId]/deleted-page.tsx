import { AuditRefusal } from "#components/audit/audit-refusal.tsx";
import { Activity } from "#components/connector/activity.tsx";
import { DeletedHeader } from "#components/connector/deleted-header.tsx";
import { RunsTable } from "#components/run/runs-table.tsx";
import { Page } from "#components/ui/page.tsx";
import { Title } from "#components/ui/title.tsx";
import { isAllowed } from "#lib/domain/connector.ts";
import type { DeletedConnector } from "#lib/domain/views/connector.ts";
import { listActivity } from "#lib/services/connector/list-activity.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listRuns } from "#lib/services/run/list-runs.ts";

type DeletedPageProps = {
  context: ServiceContext;
  connector: DeletedConnector;
  tab: "runs" | "activity";
  after: string | undefined;
};

/** What is kept of a deleted connector: looked at, never changed. */
export async function DeletedPage({ context, connector, tab, after }: DeletedPageProps) {
  const { connectorId } = connector;
  const canReadAudit = isAllowed(context.viewer.roles, "read-audit");
  const isFirstPage = after === undefined;
  return (
    <Page>
      <Title>{`${connector.name || "Connector"} (deleted)`}</Title>
      <DeletedHeader connector={connector} tab={tab} canReadAudit={canReadAudit} />
      {tab === "runs" && (
        <RunsTable
          connectorId={connectorId}
          page={await listRuns(context, connectorId, after)}
          isFirstPage={isFirstPage}
        />
      )}
      {tab === "activity" && !canReadAudit && <AuditRefusal level={2} />}
      {tab === "activity" && canReadAudit && (
        <Activity
          connectorId={connectorId}
          page={await listActivity(context, connectorId, after)}
          isFirstPage={isFirstPage}
        />
      )}
    </Page>
  );
}
