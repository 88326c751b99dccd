"use client";
import { formatInstant } from "#components/ui/format.ts";
import { Instant } from "#components/ui/instant.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { ConnectorDetail } from "#lib/domain/views/connector.ts";

/** When the connector runs next: in the viewer's zone, and in the schedule's where that is another. */
export function NextRun({ connector: { nextRunAt, isPaused, settings } }: { connector: ConnectorDetail }) {
  const viewer = useViewerZone();
  const { time, zone } = settings.schedule;
  if (isPaused) return "Not while it is paused";
  if (!nextRunAt) return "–";
  const there = zone === viewer.zone ? "" : `${formatInstant(nextRunAt, { ...viewer, zone })}; `;
  return (
    <>
      <Instant at={nextRunAt} /> ({there}
      {time} in {zone}, every day)
    </>
  );
}
