"use client";
import { makeStyles, tokens, typographyStyles } from "@fluentui/react-components";
import { CheckmarkCircle48Filled } from "@fluentui/react-icons";
import { barOf, captionOf } from "#components/run/run-facts.ts";
import { RUN_STATE_NAMES } from "#components/run/run-names.ts";
import { RunCounters } from "#components/run/run-counters.tsx";
import { RunNotices } from "#components/run/run-notices.tsx";
import { RunSteps } from "#components/run/run-steps.tsx";
import { useRun } from "#components/run/use-run.ts";
import { Announcer } from "#components/ui/announcer.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Section } from "#components/ui/section.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { isTerminal } from "#lib/domain/run.ts";
import type { RunDetail } from "#lib/domain/views/run.ts";
import { paths } from "#lib/paths.ts";

const useStyles = makeStyles({
  head: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalL },
  sign: { flexShrink: 0, color: tokens.colorStatusSuccessForeground1 },
  title: { ...typographyStyles.title3, margin: 0, overflowWrap: "anywhere" },
  job: { fontFamily: tokens.fontFamilyMonospace, fontWeight: tokens.fontWeightSemibold },
});

/** The wizard's end: what was made, its Job ID, and the first import as it goes. */
export function CreatedStatus({ first }: { first: RunDetail }) {
  const styles = useStyles();
  const { data: run } = useRun(first);
  const { locale } = useViewerZone();
  const caption = captionOf(run, locale);
  return (
    <Stack gap="xl">
      <div className={styles.head}>
        <CheckmarkCircle48Filled className={styles.sign} aria-hidden="true" />
        <Stack gap="xs">
          <h1 className={styles.title}>{run.connectorName} is created</h1>
          <Prose>
            The first import has {isTerminal(run.state) ? "ended" : "started"}. Its Job ID is{" "}
            <span className={styles.job}>{run.jobId}</span>.
          </Prose>
        </Stack>
      </div>
      <Section title="First import" isCard>
        <RunNotices run={run} />
        <Meter
          label={`Progress of ${run.jobId}`}
          fraction={barOf(run)}
          caption={RUN_STATE_NAMES[run.state]}
        />
        <RunSteps run={run} />
        <RunCounters run={run} />
      </Section>
      <Prose>
        You can leave this page. The progress of every import is shown on the Connectors tab, and each run has
        a log to download.
      </Prose>
      <Stack isRow gap="s">
        <LinkButton appearance="primary" href={paths.connectors}>
          Go to the Connectors tab
        </LinkButton>
        <LinkButton href={paths.run(run.connectorId, run.runId)}>Watch the first import</LinkButton>
      </Stack>
      <Announcer sentence={caption} milestone={`${run.state} ${run.step}`} />
    </Stack>
  );
}
