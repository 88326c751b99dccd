"use client";
import { barOf, captionOf } from "#components/run/run-facts.ts";
import { RUN_STATE_NAMES } from "#components/run/run-names.ts";
import { Instant } from "#components/ui/instant.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { isTerminal } from "#lib/domain/run.ts";
import type { LastRun } from "#lib/domain/views/run.ts";
import { paths } from "#lib/paths.ts";

type LastImportProps = { connectorId: string; run: LastRun | null };

/** When and how many; a bar with moving counts while it runs. */
export function LastImport({ connectorId, run }: LastImportProps) {
  const { locale } = useViewerZone();
  if (!run) {
    return (
      <Prose as="span" isQuiet>
        None yet
      </Prose>
    );
  }
  const href = paths.run(connectorId, run.runId);
  if (!isTerminal(run.state)) {
    return (
      <Stack gap="xs">
        <TextLink href={href}>{run.jobId}</TextLink>
        <Meter label={`Progress of ${run.jobId}`} fraction={barOf(run)} caption={liveCaption(run, locale)} />
      </Stack>
    );
  }
  return (
    <Stack gap="xs">
      <TextLink href={href}>
        <Instant at={run.endedAt ?? run.queuedAt} show="stacked" />
      </TextLink>
      <Prose as="span" isSmall isQuiet>
        {RUN_STATE_NAMES[run.state]}: {captionOf(run, locale)}
      </Prose>
    </Stack>
  );
}

/** What stands still says so first. */
function liveCaption(run: LastRun, locale: string): string {
  const caption = captionOf(run, locale);
  return run.state === "running" || run.state === "queued"
    ? caption
    : `${RUN_STATE_NAMES[run.state]}. ${caption}`;
}
