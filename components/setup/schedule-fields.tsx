"use client";
import { Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatInstant } from "#components/ui/format.ts";
import { Prose } from "#components/ui/prose.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { ZonePicker } from "#components/ui/zone-picker.tsx";
import type { ConnectorSettings } from "#lib/domain/views.ts";

/** When a daily schedule runs next, or `null` where it is none; asked of the server, which knows the clocks' changes. */
export type NextRunAction = (time: string, zone: string) => Promise<string | null>;

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
  nextRun: NextRunAction;
  refusals: Record<"time" | "zone" | "firstImportDays", string | undefined>;
};

export function ScheduleFields({ settings, nextRun, refusals }: ScheduleFieldsProps) {
  const styles = useStyles();
  const viewer = useViewerZone();
  const [time, setTime] = useState(settings.schedule.time);
  // A draft has no zone of its own yet: most admins mean the one where they are.
  const [chosenZone, setZone] = useState(
    settings.schedule.zone === "UTC" ? viewer.zone : settings.schedule.zone,
  );
  const [days, setDays] = useState(String(settings.firstImportDays));
  const next = useQuery({
    queryKey: ["next-run", time, chosenZone],
    queryFn: () => nextRun(time, chosenZone),
    placeholderData: (previous) => previous ?? settings.schedule.nextRunAt,
    staleTime: 30_000,
  });
  const message = (name: keyof typeof refusals) =>
    refusals[name] === undefined ? {} : { validationMessage: refusals[name] };
  return (
    <>
      <div className={styles.fields}>
        <Field label="Every day at" required {...message("time")}>
          <Input type="time" name="time" value={time} onChange={(_event, change) => setTime(change.value)} />
        </Field>
        <ZonePicker
          label="Time zone"
          name="zone"
          zone={chosenZone}
          onZone={setZone}
          refusal={refusals.zone}
        />
        <Field
          label="Age of the first import, in days"
          hint="How far the first run looks back."
          required
          {...message("firstImportDays")}
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
        {next.data
          ? `After the first import, which starts at once, the next run is ${inBothZones(next.data, chosenZone, viewer)}.`
          : "Choose a time and a zone to see when the next run is."}
      </Prose>
    </>
  );
}

function inBothZones(at: string, zone: string, viewer: { locale: string; zone: string }): string {
  const there = `${formatInstant(at, { ...viewer, zone })} (${zone})`;
  return zone === viewer.zone ? there : `${there}, which is ${formatInstant(at, viewer)} where you are`;
}
