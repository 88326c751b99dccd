import type { DeliveryCounts } from "#lib/domain/delivery.ts";
import type { Resolution } from "#lib/domain/mapping.ts";
import type { ItemCounts, ParticipantCounts } from "#lib/domain/run.ts";

import { present, type DeliveryRow, type ItemRow, type Rows } from "./memory-rows.ts";

/** What an admin would read of one run: its counters, and one line each delivery, item and participant. */
export type Ledger = {
  state: string;
  watermark: Date;
  itemsSeenBefore: number;
  items: ItemCounts;
  deliveries: DeliveryCounts;
  participants: ParticipantCounts;
  findings: number;
  /** `source item → state (reason)`, sorted. */
  itemLines: string[];
  /** `source item → user: state (reason) verified`, sorted. */
  deliveryLines: string[];
  /** `source item #ordinal → mailbox user | unmapped (reason) | external | left-out`, sorted. */
  participantLines: string[];
};

export function ledgerOf(rows: Rows, runId: string): Ledger {
  const run = present(rows.runs.get(runId));
  const items = [...rows.items.values()].filter((item) => item.runId === runId);
  const deliveries = [...rows.deliveries.values()].filter((delivery) => delivery.runId === runId);
  const kinds = items.flatMap((item) => item.participants.map(({ resolution }) => resolution?.kind));
  return {
    state: run.state,
    watermark: present(rows.connectors.get(run.connectorId)).watermark,
    itemsSeenBefore: run.itemsSeenBefore,
    items: countItems(items),
    deliveries: countDeliveries(deliveries),
    participants: {
      external: kinds.filter((kind) => kind === "external").length,
      unmapped: kinds.filter((kind) => kind === "unmapped").length,
      leftOut: kinds.filter((kind) => kind === "left-out").length,
    },
    findings: run.findings.reduce((sum, { count }) => sum + count, 0),
    itemLines: items
      .map((item) => `${item.sourceItemId} → ${item.state}${inBrackets(item.reason)}`)
      .toSorted(),
    deliveryLines: deliveries.map((delivery) => deliveryLine(rows, delivery)).toSorted(),
    participantLines: items.flatMap(participantLines).toSorted(),
  };
}

function deliveryLine(rows: Rows, delivery: DeliveryRow): string {
  const { sourceItemId } = present(rows.items.get(delivery.itemId));
  const verified = delivery.verifiedAt ? " verified" : "";
  return `${sourceItemId} → ${delivery.userId}: ${delivery.state}${inBrackets(delivery.reason)}${verified}`;
}

function participantLines(item: ItemRow): string[] {
  return item.participants.map(
    ({ ordinal, resolution }) => `${item.sourceItemId} #${ordinal} → ${resolutionText(resolution)}`,
  );
}

function resolutionText(resolution: Resolution | undefined): string {
  if (resolution?.kind === "mailbox") return `${resolution.userId} by ${resolution.via}`;
  return resolution?.kind === "unmapped"
    ? `unmapped (${resolution.reason})`
    : (resolution?.kind ?? "undecided");
}

const inBrackets = (reason: string | undefined) => (reason === undefined ? "" : ` (${reason})`);

function countItems(items: readonly ItemRow[]): ItemCounts {
  const count = (state: ItemRow["state"]) => items.filter((item) => item.state === state).length;
  return {
    available: items.length,
    listed: count("listed"),
    staged: count("staged"),
    delivered: count("delivered"),
    notImported: count("not-imported"),
    rejected: count("rejected"),
    leftOut: items.filter(({ reason }) => reason === "no-participant-in-scope").length,
  };
}

function countDeliveries(deliveries: readonly DeliveryRow[]): DeliveryCounts {
  const count = (...states: DeliveryRow["state"][]) =>
    deliveries.filter((delivery) => states.includes(delivery.state)).length;
  return {
    available: deliveries.length,
    imported: count("imported"),
    partial: count("partial"),
    duplicate: count("duplicate"),
    failed: count("failed"),
    pending: count("pending", "posting"),
    verified: deliveries.filter((delivery) => delivery.verifiedAt).length,
  };
}
