"use client";
import { Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { Prose } from "#components/ui/prose.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { ConnectorSettings } from "#lib/domain/views/connector.ts";
import { DailyFields, type NextRunsAction, useInBothZones, useNextRuns } from "./daily-fields.tsx";

const useStyles = makeStyles({
  fields: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 220px), 1fr))",
    gap: tokens.spacingHorizontalL,
    alignItems: "start",
  },
});

type ScheduleFieldsProps = {
  settings: ConnectorSettings;
  nextRuns: NextRunsAction;
  refusals: Record<"time" | "zone" | "firstImportDays", string | undefined>;
};

/** When a connector to be runs, and how far back its first import looks. */
export function ScheduleFields({ settings, nextRuns, refusals }: ScheduleFieldsProps) {
  const styles = useStyles();
  const viewer = useViewerZone();
  const { schedule } = settings;
  // A draft has no zone of its own yet: most admins mean the one where they are.
  const [daily, setDaily] = useState({
    time: schedule.time,
    zone: schedule.zone === "UTC" ? viewer.zone : schedule.zone,
  });
  const [days, setDays] = useState(String(settings.firstImportDays));
  const next = useNextRuns(daily, nextRuns)?.[0] ?? schedule.nextRunAt;
  const inBothZones = useInBothZones();
  return (
    <>
      <div className={styles.fields}>
        <DailyFields daily={daily} onDaily={setDaily} refusals={refusals} />
        <Field
          label="Age of the first import, in days"
          hint="How far the first run looks back."
          required
          {...(refusals.firstImportDays !== undefined && { validationMessage: refusals.firstImportDays })}
        >
          <Input
            type="number"
            name="firstImportDays"
            min={0}
            step={1}
            value={days}
            onChange={(_event, change) => setDays(change.value)}
          />
        </Field>
      </div>
      <Prose isQuiet>
        {next
          ? `After the first import, which starts at once, the next run is ${inBothZones(next, daily.zone)}.`
          : "Choose a time and a zone to see when the next run is."}
      </Prose>
    </>
  );
}
