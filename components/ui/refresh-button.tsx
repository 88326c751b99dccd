"use client";
import { ArrowClockwise20Regular } from "@fluentui/react-icons";
import { useState, useTransition } from "react";
import { Prose } from "./prose.tsx";
import { ReasonedButton } from "./reasoned-button.tsx";
import { useViewerZone } from "./viewer-zone.tsx";

/** Asks anew what asks by itself as well, and says when it did: for those who want to know that it is so. */
export function RefreshButton({ onRefresh }: { onRefresh: () => Promise<boolean> }) {
  const { locale, zone } = useViewerZone();
  const [isPending, start] = useTransition();
  const [at, setAt] = useState<string>();
  const refresh = () =>
    start(async () => {
      const isUpToDate = await onRefresh();
      setAt(isUpToDate ? new Date().toLocaleTimeString(locale, { timeZone: zone }) : undefined);
    });
  return (
    <>
      <ReasonedButton
        appearance="subtle"
        icon={<ArrowClockwise20Regular />}
        can={true}
        isBusy={isPending}
        onClick={refresh}
      >
        Refresh
      </ReasonedButton>
      <output>
        {(isPending || at !== undefined) && (
          <Prose as="span" isSmall isQuiet>
            {isPending ? "Refreshing…" : `Updated at ${at}`}
          </Prose>
        )}
      </output>
    </>
  );
}
