"use client";
import { Status, type StatusTone } from "#components/ui/status.tsx";
import { CONNECTOR_STATE_NAMES, type ConnectorState } from "#lib/domain/connector.ts";

const TONES: Record<ConnectorState, StatusTone> = {
  running: "busy",
  "action-required": "bad",
  paused: "paused",
  retrying: "warning",
  "waiting-to-start": "waiting",
  healthy: "good",
};

export function ConnectorStateBadge({ state }: { state: ConnectorState }) {
  return <Status tone={TONES[state]}>{CONNECTOR_STATE_NAMES[state]}</Status>;
}
