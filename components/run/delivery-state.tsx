"use client";
import { Status, type StatusTone } from "#components/ui/status.tsx";
import { DELIVERY_STATE_NAMES, type DeliveryState } from "#lib/domain/delivery.ts";

const TONES: Record<DeliveryState, StatusTone> = {
  pending: "waiting",
  posting: "waiting",
  imported: "good",
  partial: "warning",
  duplicate: "ended",
  failed: "bad",
};

export function DeliveryStateBadge({ state }: { state: DeliveryState }) {
  return <Status tone={TONES[state]}>{DELIVERY_STATE_NAMES[state]}</Status>;
}
