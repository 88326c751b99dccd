"use client";
import { lazy } from "react";
import type { NextRunsAction } from "#components/setup/daily-fields.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { formatCountOf } from "#components/ui/format.ts";
import { Instant } from "#components/ui/instant.tsx";
import { Later } from "#components/ui/later.tsx";
import { ReasonedButton } from "#components/ui/reasoned-button.tsx";
import { Section } from "#components/ui/section.tsx";
import { useOpening } from "#components/ui/use-opening.ts";
import { Stack } from "#components/ui/stack.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { ConnectorDetail } from "#lib/domain/views/connector.ts";
import { NextRun } from "./next-run.tsx";
import type { ScheduleAction } from "./schedule-panel.tsx";

const SchedulePanel = lazy(() =>
  import("./schedule-panel.tsx").then((module) => ({ default: module.SchedulePanel })),
);

export type ScheduleControls = {
  /** Those after the next one; none while it is paused. */
  laterRuns: readonly string[];
  save: ScheduleAction;
  nextRuns: NextRunsAction;
};

type ScheduleSectionProps = ScheduleControls & { connector: ConnectorDetail; can: true | string };

/** When the connector runs, and the button to change it. */
export function ScheduleSection({ connector, can, laterRuns, save, nextRuns }: ScheduleSectionProps) {
  const { schedule, firstImportDays } = connector.settings;
  const { locale } = useViewerZone();
  const panel = useOpening();
  return (
    <Section
      title="Schedule"
      isCard
      actions={
        <ReasonedButton can={can} onClick={panel.open}>
          Change schedule
        </ReasonedButton>
      }
    >
      <Facts
        layout="rows"
        facts={[
          { name: "Every day at", value: `${schedule.time} in ${schedule.zone}` },
          { name: "Next run", value: <NextRun connector={connector} /> },
          ...(laterRuns.length > 0 ? [{ name: "And then", value: <Times times={laterRuns} /> }] : []),
          { name: "Age of the first import", value: formatCountOf(firstImportDays, "day", locale) },
        ]}
      />
      <Later isWanted={panel.isOpen}>
        <SchedulePanel
          key={panel.number}
          isOpen={panel.isOpen}
          onClose={panel.close}
          daily={{ time: schedule.time, zone: schedule.zone }}
          save={save}
          nextRuns={nextRuns}
        />
      </Later>
    </Section>
  );
}

function Times({ times }: { times: readonly string[] }) {
  return (
    <Stack gap="xs">
      {times.map((at) => (
        <Instant key={at} at={at} />
      ))}
    </Stack>
  );
}
