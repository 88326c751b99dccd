"use client";
import { Facts } from "#components/ui/facts.tsx";
import { formatBytes } from "#components/ui/format.ts";
import { Instant } from "#components/ui/instant.tsx";
import { useNow } from "#components/ui/use-now.ts";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { RetentionSettings } from "#lib/domain/views/settings.ts";

/** How much is kept and why, when the next of it goes, and what went. */
export function RetentionFigures({ retention }: { retention: RetentionSettings }) {
  const { locale } = useViewerZone();
  const { keptBytes, unsettledBytes, deletedBytes, lastDeletedAt } = retention;
  const facts = [
    { name: "Stored now, encrypted", value: formatBytes(keptBytes, locale) },
    { name: "Of that, still needed", value: formatBytes(unsettledBytes, locale) },
    { name: "Next deletion", value: <NextDeletion retention={retention} /> },
    {
      name: "Deleted so far",
      value:
        lastDeletedAt === null ? (
          "Nothing"
        ) : (
          <>
            {formatBytes(deletedBytes, locale)}, last <Instant at={lastDeletedAt} />
          </>
        ),
    },
  ];
  return <Facts facts={facts} />;
}

function NextDeletion({ retention: { keepDays, nextDeletionAt } }: { retention: RetentionSettings }) {
  const now = useNow();
  if (keepDays === null) return "Never";
  if (nextDeletionAt === null) return "Nothing can be deleted yet";
  if (now !== undefined && Date.parse(nextDeletionAt) <= now)
    return "Due now; workers delete within the hour";
  return <Instant at={nextDeletionAt} />;
}
