"use client";
import { formatCountOf } from "#components/ui/format.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import type { ItemsToMap } from "#lib/domain/views/mapping.ts";
import { paths } from "#lib/paths.ts";

type ItemsToMapProps = { connectorId: string; toMap: readonly ItemsToMap[] };

/** Items that the list says nothing of yet: a run that looks for their mailboxes waits, or ended before it came to them. */
export function ItemsToMapNotices({ connectorId, toMap }: ItemsToMapProps) {
  const { locale } = useViewerZone();
  return toMap.map(({ runId, jobId, items, isOver }) => (
    <Notice
      key={runId}
      intent="info"
      title={`${formatCountOf(items, "item", locale)} ${items === 1 ? "is" : "are"} still to be mapped`}
      actions={<LinkButton href={paths.run(connectorId, runId)}>{`Open ${jobId}`}</LinkButton>}
    >
      {isOver
        ? `${jobId} ended before it had looked for the mailboxes of the people in ${items === 1 ? "it" : "them"}. Nothing is lost: the next import does that first, at the scheduled time or now with Run now.`
        : `${jobId} looks for the mailboxes of the people in ${items === 1 ? "it" : "them"}. Whoever has none is listed here then.`}
    </Notice>
  ));
}
