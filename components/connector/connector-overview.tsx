"use client";
import { formatCount } from "#components/ui/format.ts";
import { type Fact, Facts } from "#components/ui/facts.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { RunCounters } from "#components/run/run-counters.tsx";
import { useRefreshWhile } from "#components/run/use-refresh-while.ts";
import { reasonOf } from "#lib/domain/reasons.ts";
import type { ConnectorSigns } from "#lib/domain/connector-health.ts";
import type { ConnectorDetail } from "#lib/domain/views/connector.ts";
import type { DailyImports, RunProgress } from "#lib/domain/views/run.ts";
import { paths } from "#lib/paths.ts";
import { Attention } from "./attention.tsx";
import { ConnectorsAnnouncer } from "./connectors-announcer.tsx";
import { HealthChecks } from "./health-checks.tsx";
import { ImportChart } from "./import-chart.tsx";
import { isMoving } from "./is-moving.ts";
import { LastImport } from "./last-import.tsx";
import { NextRun } from "./next-run.tsx";
import { RemedyLink } from "./remedy-link.tsx";
import { useConnector } from "./use-connector.ts";

type ConnectorOverviewProps = {
  first: ConnectorDetail;
  signs: ConnectorSigns;
  days: readonly DailyImports[];
};

/** The Overview tab: what needs the admin, the last import as it moves, its health, the last 30 days. */
export function ConnectorOverview({ first, signs, days }: ConnectorOverviewProps) {
  const { data: connector } = useConnector(first);
  // What the server told of past imports is told anew while one goes on, and once it has ended.
  useRefreshWhile(isMoving(connector));
  const { locale } = useViewerZone();
  const { lastRun, actionRequired } = connector;
  return (
    <Stack gap="xl">
      {actionRequired && (
        <Notice
          intent="error"
          title={reasonOf(actionRequired).sentence}
          actions={<RemedyLink connectorId={connector.connectorId} code={actionRequired} />}
        >
          {reasonOf(actionRequired).remedy}
        </Notice>
      )}
      <Section title="Imports">
        <Facts
          facts={[
            { name: "Last import", value: <LastImport connectorId={connector.connectorId} run={lastRun} /> },
            { name: "Next run", value: <NextRun connector={connector} /> },
            { name: "Needs attention", value: <Attention isOverview connector={connector} /> },
            ...setupFacts(connector, locale),
          ]}
        />
      </Section>
      {lastRun && <LastCounters run={lastRun} />}
      <HealthChecks connector={connector} signs={signs} />
      <ImportChart days={days} />
      <ConnectorsAnnouncer connectors={[connector]} />
    </Stack>
  );
}

function LastCounters({ run }: { run: RunProgress }) {
  return (
    <Section
      title={`Counters of ${run.jobId}`}
      actions={<TextLink href={paths.run(run.connectorId, run.runId)}>Open the run</TextLink>}
    >
      <RunCounters run={run} />
    </Section>
  );
}

function setupFacts({ settings }: ConnectorDetail, locale: string): Fact[] {
  const { sourceAccount, mapping } = settings;
  return [
    {
      name: "TeleMessage account",
      value: sourceAccount ? `${sourceAccount.company}, ${sourceAccount.archivePlan}` : "Not validated",
    },
    {
      name: "User mapping",
      value: [
        mapping.isAutomatic && "Automatic",
        mapping.isCustom &&
          mapping.custom &&
          `${formatCount(mapping.custom.acceptedRows, locale)} custom rows`,
      ]
        .filter(Boolean)
        .join(" and "),
    },
  ];
}
