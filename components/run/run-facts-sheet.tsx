"use client";
import { Ago } from "#components/ui/ago.tsx";
import { type Fact, Facts } from "#components/ui/facts.tsx";
import { formatCount, formatDuration } from "#components/ui/format.ts";
import { Instant } from "#components/ui/instant.tsx";
import { Section } from "#components/ui/section.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { isTerminal } from "#lib/domain/run.ts";
import type { RunProgress } from "#lib/domain/views/run.ts";
import { RUN_TRIGGER_NAMES } from "./run-names.ts";
import { usePace } from "./use-pace.ts";

/** When, why and over which window a run works, and how fast. */
export function RunFacts({ run, updatedAtMs }: { run: RunProgress; updatedAtMs: number }) {
  const { locale } = useViewerZone();
  const pace = usePace(run, updatedAtMs);
  const facts: Fact[] = [
    { name: "Window from", value: <Instant at={run.window.from} /> },
    { name: "Window to", value: <Instant at={run.window.to} /> },
    { name: "Started by", value: RUN_TRIGGER_NAMES[run.trigger] },
    { name: "Started", value: run.startedAt ? <Instant at={run.startedAt} /> : "Not yet" },
    ending(run),
    { name: "Mailboxes", value: mailboxes(run, locale) },
    ...(pace
      ? [
          { name: "Rate", value: `${formatCount(Math.round(pace.perMinute), locale)} deliveries a minute` },
          { name: "Time left", value: `about ${formatDuration(pace.msLeft)}` },
        ]
      : []),
  ];
  return (
    <Section title="Run">
      <Facts facts={facts} />
    </Section>
  );
}

function ending(run: RunProgress): Fact {
  if (run.endedAt) {
    const took = Date.parse(run.endedAt) - Date.parse(run.startedAt ?? run.endedAt);
    return {
      name: "Import completion time",
      value: (
        <>
          <Instant at={run.endedAt} />, after {formatDuration(took)}
        </>
      ),
    };
  }
  return { name: "Last activity", value: run.lastActivityAt ? <Ago at={run.lastActivityAt} /> : "None yet" };
}

function mailboxes({ lanes, state }: RunProgress, locale: string): string {
  const total = formatCount(lanes.total, locale);
  if (lanes.total === 0) return "–";
  return isTerminal(state) ? total : `${formatCount(lanes.total - lanes.open, locale)} of ${total} done`;
}
