import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { AuditRefusal } from "#components/audit/audit-refusal.tsx";
import { Activity } from "#components/connector/activity.tsx";
import { ConnectorHeader } from "#components/connector/connector-header.tsx";
import { ConnectorOverview } from "#components/connector/connector-overview.tsx";
import { CONNECTOR_TABS, type ConnectorTab } from "#components/connector/connector-tabs.ts";
import { allowanceOf, unmappedVerdicts, verdictOn } from "#components/connector/row-allowance.ts";
import { SettingsSheet } from "#components/connector/settings-sheet.tsx";
import { CONSENT_RETURNS } from "#components/setup/consent-returns.ts";
import { MappingTab } from "#components/mapping/mapping-tab.tsx";
import { UnmappedList } from "#components/mapping/unmapped-list.tsx";
import { ImportPeriod } from "#components/run/import-period.tsx";
import { RunsTable } from "#components/run/runs-table.tsx";
import { Page } from "#components/ui/page.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { parseZone, ZONE_COOKIE } from "#components/ui/zone.ts";
import { Title } from "#components/ui/title.tsx";
import { isAllowed } from "#lib/domain/connector.ts";
import { nextOccurrences } from "#lib/domain/schedule.ts";
import { firstOpenStep } from "#lib/domain/setup.ts";
import type { ConnectorDetail } from "#lib/domain/views/connector.ts";
import { paths } from "#lib/paths.ts";
import { serviceContext } from "#lib/server.ts";
import { getConnectorSigns } from "#lib/services/connector/get-connector-signs.ts";
import { getScope } from "#lib/services/connector/get-scope.ts";
import { getConnector } from "#lib/services/connector/get-connector.ts";
import { getDeletedConnector } from "#lib/services/connector/get-deleted-connector.ts";
import { listActivity } from "#lib/services/connector/list-activity.ts";
import { listDailyImports } from "#lib/services/connector/list-daily-imports.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listMappingRows } from "#lib/services/mapping/list-mapping-rows.ts";
import { listMappingVersions } from "#lib/services/mapping/list-mapping-versions.ts";
import { listItemsToMap } from "#lib/services/mapping/list-items-to-map.ts";
import { listUnmapped } from "#lib/services/mapping/list-unmapped.ts";
import { listRuns } from "#lib/services/run/list-runs.ts";
import { getHealth } from "#lib/services/system/get-health.ts";
import { orNotFound } from "#app/_server/or-not-found.ts";
import { orUndefined } from "#app/_server/or-undefined.ts";
import { pauseAction, resumeAction, runAction } from "../../connector-actions.ts";
import { handOffAction, nextRunsAction } from "../../[kind]/new/[connectorId]/side-actions.ts";
import { countryOptions } from "../../country-options.ts";
import { DeletedPage } from "./deleted-page.tsx";
import { importPeriodAction } from "./import-period-action.ts";
import {
  changeRowAction,
  diffAction,
  discardFileAction,
  findRowsAction,
  putInForceAction,
  rollBackAction,
  turnMappingAction,
  withdrawAction,
} from "./mapping-actions.ts";
import {
  changeScheduleAction,
  changeScopeAction,
  confirmRoleAction,
  deleteAction,
  renameAction,
  saveLoginAction,
  takeBackScopeAction,
} from "./settings-actions.ts";
import { findUnmappedAction, mapAction, replayAction } from "./unmapped-actions.ts";

const tabs = CONNECTOR_TABS.map(({ id }) => id);
const query = z.object({
  tab: z.enum(tabs).catch("overview"),
  after: z.string().max(500).optional().catch(undefined),
  consent: z.enum(CONSENT_RETURNS).optional().catch(undefined),
});
type Query = z.infer<typeof query>;

type ConnectorPageProps = {
  params: Promise<{ connectorId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function ConnectorPage({ params, searchParams }: ConnectorPageProps) {
  const context = await serviceContext();
  const connectorId = z.uuid().safeParse((await params).connectorId).data ?? notFound();
  const { tab, after, consent } = query.parse(await searchParams);
  const [connector, health] = await Promise.all([
    orUndefined(getConnector(context, connectorId)),
    getHealth(context),
  ]);
  if (!connector) {
    const deleted = await orNotFound(getDeletedConnector(context, connectorId));
    const shown = tab === "activity" ? tab : "runs";
    return <DeletedPage context={context} connector={deleted} tab={shown} after={after} />;
  }
  const { settings } = connector;
  if (settings.isDraft) redirect(paths.setup(settings.kind, connectorId, firstOpenStep(settings.progress)));
  return (
    <Page>
      <Title>{titleOf(settings.name || "Connector", tab)}</Title>
      <ConnectorHeader
        first={connector}
        tab={tab}
        health={health}
        allowance={allowanceOf(context.viewer.roles)}
        actions={{ run: runAction, pause: pauseAction, resume: resumeAction }}
      />
      <Tab context={context} connector={connector} tab={tab} after={after} consent={consent} />
    </Page>
  );
}

function titleOf(name: string, tab: ConnectorTab): string {
  const shown = CONNECTOR_TABS.find(({ id }) => id === tab);
  return shown && tab !== "overview" ? `${shown.title} - ${name}` : name;
}

type TabProps = Query & { context: ServiceContext; connector: ConnectorDetail };

async function Tab({ context, connector, tab, after, consent }: TabProps) {
  switch (tab) {
    case "overview":
      return <Overview context={context} connector={connector} />;
    case "runs":
      return (
        <Stack gap="l">
          <ImportPeriod
            can={verdictOn("run", connector, allowanceOf(context.viewer.roles))}
            action={importPeriodAction.bind(null, connector.connectorId)}
          />
          <RunsTable
            connectorId={connector.connectorId}
            page={await listRuns(context, connector.connectorId, after)}
            isFirstPage={after === undefined}
          />
        </Stack>
      );
    case "unmapped":
      return (
        <UnmappedList
          connectorId={connector.connectorId}
          first={await listUnmapped(context, { connectorId: connector.connectorId })}
          toMap={await listItemsToMap(context, connector.connectorId)}
          find={findUnmappedAction.bind(null, connector.connectorId)}
          can={unmappedVerdicts(connector, allowanceOf(context.viewer.roles))}
          deeds={{
            map: mapAction.bind(null, connector.connectorId),
            replay: replayAction.bind(null, connector.connectorId),
          }}
        />
      );
    case "mapping":
      return <Mapping context={context} connector={connector} after={after} />;
    case "settings":
      return (
        <SettingsSheet
          connector={connector}
          scope={await getScope(context, connector.connectorId)}
          countries={countryOptions()}
          canChange={allowanceOf(context.viewer.roles).settings}
          saveLogin={saveLoginAction.bind(null, connector.connectorId)}
          consent={{
            makeLink: handOffAction.bind(null, connector.connectorId),
            confirmRole: confirmRoleAction.bind(null, connector.connectorId),
            returned: consent,
          }}
          scopeControls={{
            change: changeScopeAction.bind(null, connector.connectorId),
            takeBack: takeBackScopeAction.bind(null, connector.connectorId),
          }}
          schedule={{
            laterRuns: laterRunsOf(connector),
            save: changeScheduleAction.bind(null, connector.connectorId),
            nextRuns: nextRunsAction,
          }}
          rename={renameAction.bind(null, connector.connectorId)}
          remove={deleteAction.bind(null, connector.connectorId)}
        />
      );
    case "activity":
      if (!isAllowed(context.viewer.roles, "read-audit")) return <AuditRefusal level={2} />;
      return (
        <Activity
          connectorId={connector.connectorId}
          page={await listActivity(context, connector.connectorId, after)}
          isFirstPage={after === undefined}
        />
      );
  }
}

async function Overview({ context, connector }: Pick<TabProps, "context" | "connector">) {
  const { connectorId } = connector;
  const zone = parseZone((await cookies()).get(ZONE_COOKIE)?.value);
  const [signs, days] = await Promise.all([
    getConnectorSigns(context, connectorId),
    listDailyImports(context, { connectorId, zone }),
  ]);
  return <ConnectorOverview first={connector} signs={signs} days={days} />;
}

async function Mapping({ context, connector, after }: Omit<TabProps, "tab" | "consent">) {
  const { connectorId, settings } = connector;
  const [versions, rows] = await Promise.all([
    listMappingVersions(context, connectorId, after),
    listMappingRows(context, { connectorId }),
  ]);
  return (
    <MappingTab
      connectorId={connectorId}
      mapping={settings.mapping}
      versions={versions}
      isFirstPage={after === undefined}
      rows={rows}
      can={allowanceOf(context.viewer.roles).mapping}
      actions={{
        turn: turnMappingAction.bind(null, connectorId),
        putInForce: putInForceAction.bind(null, connectorId),
        withdraw: withdrawAction.bind(null, connectorId),
        discardFile: discardFileAction.bind(null, connectorId),
        rollBack: rollBackAction.bind(null, connectorId),
        changeRow: changeRowAction.bind(null, connectorId),
        findRows: findRowsAction.bind(null, connectorId),
        diff: diffAction.bind(null, connectorId),
      }}
    />
  );
}

const LATER_RUNS = 2;

/** The runs after the next one. */
function laterRunsOf({ nextRunAt, settings }: ConnectorDetail): string[] {
  if (nextRunAt === null) return [];
  return nextOccurrences(settings.schedule, new Date(nextRunAt), LATER_RUNS).map((at) => at.toISOString());
}
