"use client";
import { Status, type StatusTone } from "#components/ui/status.tsx";
import type { ItemState } from "#lib/domain/item.ts";

const STATES: Record<ItemState, { tone: StatusTone; name: string }> = {
  listed: { tone: "waiting", name: "To fetch" },
  staged: { tone: "waiting", name: "Staged" },
  delivered: { tone: "good", name: "Mapped to mailboxes" },
  "not-imported": { tone: "warning", name: "Not imported" },
  rejected: { tone: "bad", name: "Rejected" },
};

export function ItemStateBadge({ state }: { state: ItemState }) {
  return <Status tone={STATES[state].tone}>{STATES[state].name}</Status>;
}
