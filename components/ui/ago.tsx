"use client";
import { formatDuration, formatUtc } from "./format.ts";
import { Instant } from "./instant.tsx";
import { useNow } from "./use-now.ts";

/** `4 s ago`, moving by itself; the plain time until the page runs in the browser. */
export function Ago({ at }: { at: string }) {
  const now = useNow();
  if (now === undefined) return <Instant at={at} />;
  return (
    <time dateTime={at} title={formatUtc(at)}>
      {now - Date.parse(at) < 1000 ? "just now" : `${formatDuration(now - Date.parse(at))} ago`}
    </time>
  );
}

/** `in 4 min`, or `now` when it is past. */
export function Until({ at }: { at: string }) {
  const now = useNow();
  if (now === undefined) return <Instant at={at} />;
  const left = Date.parse(at) - now;
  return (
    <time dateTime={at} title={formatUtc(at)}>
      {left <= 0 ? "now" : `in ${formatDuration(left)}`}
    </time>
  );
}
