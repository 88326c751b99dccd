"use client";
import { Button } from "@fluentui/react-components";
import { ArrowDownload20Regular, Print20Regular } from "@fluentui/react-icons";
import { WorkerBanner } from "#components/connector/worker-banner.tsx";
import { Announcer } from "#components/ui/announcer.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { PaperOnly } from "#components/ui/on-paper.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ProblemNotice } from "#components/ui/problem-notice.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { Status } from "#components/ui/status.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { isTerminal } from "#lib/domain/run.ts";
import type { RunDetail } from "#lib/domain/views/run.ts";
import type { SystemHealth } from "#lib/domain/views/health.ts";
import { paths } from "#lib/paths.ts";
import { Findings } from "./findings.tsx";
import { Ledger } from "./ledger.tsx";
import { Reasons } from "./reasons.tsx";
import { RunActions, type RunDeeds } from "./run-actions.tsx";
import { barOf, captionOf } from "./run-facts.ts";
import { RunFacts } from "./run-facts-sheet.tsx";
import { RUN_STATE_NAMES, RUN_STATE_TONES } from "./run-names.ts";
import { RunNotices } from "./run-notices.tsx";
import { RunSteps } from "./run-steps.tsx";
import { useRefreshWhile } from "./use-refresh-while.ts";
import { useRun } from "./use-run.ts";

type RunViewProps = {
  first: RunDetail;
  health: SystemHealth;
  can: Record<"cancel" | "run", true | string>;
  deeds: RunDeeds;
};

/** A run, live: header, what holds it up, steps, counters, reasons. */
export function RunView({ first, health, can, deeds }: RunViewProps) {
  const { data: run, dataUpdatedAt, error, refetch } = useRun(first);
  const { locale } = useViewerZone();
  const isOver = isTerminal(run.state);
  useRefreshWhile(!isOver);
  const caption = captionOf(run, locale);
  return (
    <Stack gap="xl">
      <PaperOnly>
        <Prose isSmall isQuiet>
          Mobile Archive Connectors. Report of a run of the connector {run.connectorName}.
        </Prose>
      </PaperOnly>
      <PageHeader
        title={run.jobId}
        trail={[
          { title: "Connectors", href: paths.connectors },
          { title: run.connectorName, href: paths.connector(run.connectorId, "runs") },
        ]}
        badge={<Status tone={RUN_STATE_TONES[run.state]}>{RUN_STATE_NAMES[run.state]}</Status>}
        actions={
          <>
            <LinkButton isExternal icon={<ArrowDownload20Regular />} href={paths.api.runLog(run.runId)}>
              Download log
            </LinkButton>
            <Button icon={<Print20Regular />} onClick={() => window.print()}>
              Print
            </Button>
            <RunActions run={run} can={can} deeds={deeds} />
          </>
        }
      />
      {!isOver && <WorkerBanner health={health} />}
      {error && (
        <ProblemNotice
          error={error}
          meanwhile="The page shows what was last known."
          onRetry={() => void refetch()}
        />
      )}
      <RunNotices run={run} />
      <Meter label={`Progress of ${run.jobId}`} fraction={barOf(run)} caption={caption} />
      <RunSteps run={run} />
      <RunFacts run={run} updatedAtMs={dataUpdatedAt} />
      <Ledger run={run} />
      <Reasons run={run} />
      <Findings run={run} />
      <Announcer
        sentence={`${RUN_STATE_NAMES[run.state]}. ${caption}`}
        milestone={`${run.state} ${run.step}`}
      />
    </Stack>
  );
}
