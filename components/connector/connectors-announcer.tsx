"use client";
import { captionOf } from "#components/run/run-facts.ts";
import { Announcer } from "#components/ui/announcer.tsx";
import { useViewerZone } from "#components/ui/viewer-zone.tsx";
import { CONNECTOR_STATE_NAMES } from "#lib/domain/connector.ts";
import type { ConnectorSummary } from "#lib/domain/views.ts";

/** Speaks when a connector changes its state, and now and then of what runs. */
export function ConnectorsAnnouncer({ connectors }: { connectors: readonly ConnectorSummary[] }) {
  const { locale } = useViewerZone();
  const milestone = connectors.map(({ connectorId, state }) => `${connectorId}:${state}`).join();
  const sentence = connectors
    .filter(({ state }) => state !== "healthy")
    .map(({ name, state, lastRun }) => {
      const caption = state === "running" && lastRun ? `, ${captionOf(lastRun, locale)}` : "";
      return `${name}: ${CONNECTOR_STATE_NAMES[state]}${caption}`;
    })
    .join(". ");
  return <Announcer sentence={sentence || "All connectors are healthy"} milestone={milestone} />;
}
