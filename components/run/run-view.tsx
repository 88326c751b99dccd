"use client";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { useState, useTransition } from "react";
import { Announcer } from "#components/ui/announcer.tsx";
import { ConfirmLater } from "#components/ui/confirm-later.tsx";
import { FormAnswer } from "#components/ui/form-answer.tsx";
import { type FormState, IDLE } from "#components/ui/form-state.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ProblemNotice } from "#components/ui/problem-notice.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { Status } from "#components/ui/status.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { isTerminal } from "#lib/domain/run.ts";
import type { RunDetail } from "#lib/domain/views.ts";
import { paths } from "#lib/paths.ts";
import { Findings } from "./findings.tsx";
import { Ledger } from "./ledger.tsx";
import { Reasons } from "./reasons.tsx";
import { barOf, captionOf } from "./run-facts.ts";
import { RunFacts } from "./run-facts-sheet.tsx";
import { RUN_STATE_NAMES, RUN_STATE_TONES } from "./run-names.ts";
import { RunNotices } from "./run-notices.tsx";
import { RunSteps } from "./run-steps.tsx";
import { useRefreshWhile } from "./use-refresh-while.ts";
import { useRun } from "./use-run.ts";

type RunViewProps = { first: RunDetail; canCancel: true | string; cancel: () => Promise<FormState> };

/** A run, live: header, what holds it up, steps, counters, reasons. */
export function RunView({ first, canCancel, cancel }: RunViewProps) {
  const { data: run, error, refetch } = useRun(first);
  const { locale } = useViewerZone();
  const isOver = isTerminal(run.state);
  useRefreshWhile(!isOver);
  const caption = captionOf(run, locale);
  return (
    <Stack gap="xl">
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
            {!isOver && (
              <CancelRun can={run.isCancelRequested ? "It is being cancelled." : canCancel} cancel={cancel} />
            )}
          </>
        }
      />
      {error && (
        <ProblemNotice
          error={error}
          meanwhile="The page shows what was last known."
          onRetry={() => void refetch()}
        />
      )}
      <RunNotices run={run} />
      {!isOver && <Meter label={`Progress of ${run.jobId}`} fraction={barOf(run)} caption={caption} />}
      <RunSteps run={run} />
      <RunFacts run={run} />
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

function CancelRun({ can, cancel }: { can: true | string; cancel: () => Promise<FormState> }) {
  const [isAsking, setAsking] = useState(false);
  const [state, setState] = useState<FormState>(IDLE);
  const [isPending, start] = useTransition();
  return (
    <>
      <ReasonedButton can={can} isBusy={isPending} onClick={() => setAsking(true)}>
        Cancel run
      </ReasonedButton>
      <ConfirmLater
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Cancel this run?"
        confirmLabel="Cancel the run"
        cancelLabel="Let it run"
        onConfirm={() => start(async () => setState(await cancel()))}
      >
        What has been imported stays in the mailboxes. The window stays open: the next run imports the rest of
        it, and nothing twice.
      </ConfirmLater>
      <FormAnswer state={state} refusedTitle="The run was not cancelled" />
    </>
  );
}
