"use client";
import { Field, Input } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { formatInstant } from "#components/ui/format.ts";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { ZonePicker } from "#components/ui/zone-picker.tsx";

/** The next times of a daily schedule, none where it is no schedule; asked of the server, which knows the clocks' changes. */
export type NextRunsAction = (time: string, zone: string) => Promise<string[]>;

export type Daily = { time: string; zone: string };

type DailyFieldsProps = {
  daily: Daily;
  onDaily: (daily: Daily) => void;
  refusals: Record<"time" | "zone", string | undefined>;
};

/** A time of day, and the zone in which it is meant. */
export function DailyFields({ daily, onDaily, refusals }: DailyFieldsProps) {
  return (
    <>
      <Field
        label="Every day at"
        required
        {...(refusals.time !== undefined && { validationMessage: refusals.time })}
      >
        <Input
          type="time"
          name="time"
          value={daily.time}
          onChange={(_event, { value }) => onDaily({ ...daily, time: value })}
        />
      </Field>
      <ZonePicker
        label="Time zone"
        name="zone"
        zone={daily.zone}
        onZone={(zone) => onDaily({ ...daily, zone })}
        refusal={refusals.zone}
      />
    </>
  );
}

/** The next times of the schedule that is being typed; the last known ones until there are others. */
export function useNextRuns({ time, zone }: Daily, nextRuns: NextRunsAction) {
  return useQuery({
    queryKey: ["next-runs", time, zone],
    queryFn: () => nextRuns(time, zone),
    placeholderData: (previous) => previous,
    staleTime: 30_000,
  }).data;
}

/** In the schedule's zone, and in the viewer's where that is another. */
export function useInBothZones() {
  const viewer = useViewerZone();
  return (at: string, zone: string) => {
    const there = `${formatInstant(at, { ...viewer, zone })} (${zone})`;
    return zone === viewer.zone ? there : `${there}, which is ${formatInstant(at, viewer)} where you are`;
  };
}
