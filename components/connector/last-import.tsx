"use client";
import { barOf, captionOf } from "#components/run/run-facts.ts";
import { RUN_STATE_NAMES } from "#components/run/run-names.ts";
import { formatCount } from "#components/ui/format.ts";
import { Instant } from "#components/ui/instant.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { Stack } from "#components/ui/stack.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { isTerminal } from "#lib/domain/run.ts";
import type { RunProgress } from "#lib/domain/views.ts";
import { paths } from "#lib/paths.ts";

/** When and how many; a bar with moving counts while it runs. */
export function LastImport({ run }: { run: RunProgress | null }) {
  const { locale } = useViewerZone();
  if (!run) {
    return (
      <Prose as="span" isQuiet>
        None yet
      </Prose>
    );
  }
  const href = paths.run(run.connectorId, run.runId);
  if (!isTerminal(run.state)) {
    return (
      <Stack gap="xs">
        <TextLink href={href}>{run.jobId}</TextLink>
        <Meter label={`Progress of ${run.jobId}`} fraction={barOf(run)} caption={captionOf(run, locale)} />
      </Stack>
    );
  }
  return (
    <Stack gap="xs">
      <TextLink href={href}>
        <Instant at={run.endedAt ?? run.queuedAt} show="stacked" />
      </TextLink>
      <Prose as="span" isSmall isQuiet>
        {RUN_STATE_NAMES[run.state]}: {outcomeCaption(run, locale)}
      </Prose>
    </Stack>
  );
}

function outcomeCaption({ items, deliveries }: RunProgress, locale: string): string {
  if (items.available === 0) return "no items ingested";
  const inMailbox = deliveries.imported + deliveries.partial;
  return `${formatCount(inMailbox, locale)} of ${formatCount(deliveries.available, locale)} imported`;
}
