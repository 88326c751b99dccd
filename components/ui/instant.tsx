"use client";
import { formatDay, formatInstant, formatTime, formatUtc } from "./format.ts";
import { useViewerZone } from "./viewer-zone.tsx";

type InstantProps = {
  /** ISO 8601 in UTC */
  at: string;
  /** `stacked` sets the day above the time, for a narrow column. */
  show?: "full" | "day" | "time" | "stacked";
};

const FORMATS = { full: formatInstant, day: formatDay, time: formatTime };

/** A time in the viewer's zone, which is named; UTC on hover. */
export function Instant({ at, show = "full" }: InstantProps) {
  const place = useViewerZone();
  if (show === "stacked") {
    return (
      <time dateTime={at} title={formatUtc(at)}>
        {formatDay(at, place)}
        <br />
        {formatTime(at, place)}
      </time>
    );
  }
  return (
    <time dateTime={at} title={formatUtc(at)}>
      {FORMATS[show](at, place)}
    </time>
  );
}
