import { type DeliveryCounts, unreadOf } from "./delivery.ts";

export const RUN_STEPS = ["plan", "fetch", "stage", "map", "import", "verify", "report"] as const;
export type RunStep = (typeof RUN_STEPS)[number];

/**
 * What a run shows; one precedence, from the SQL view `run_progress`. Nobody writes the ones in the middle: a run whose
 * open mailboxes are all throttled waits, one that is held but comes no further has stalled, one that nobody is at work on
 * is interrupted until the workers' sweep finds it.
 */
export type RunState =
  | "queued"
  | "running"
  | "waiting"
  | "paused"
  | "retrying"
  | "stalled"
  | "interrupted"
  | "completed"
  | "completed-with-issues"
  | "failed"
  | "cancelled";

/**
 * Why a run is: `rest` follows by itself where a window was cut; `again` imports a past window once more, `retry` only
 * what failed in a run, and `replay` what lies in the vault of people who had no mailbox.
 */
export type RunTrigger = "first" | "schedule" | "manual" | "rest" | "again" | "retry" | "replay";

/** The ledger's counters of items. They balance: available = listed + staged + delivered + notImported + rejected. */
export type ItemCounts = {
  available: number;
  /** Known, not fetched yet. */
  listed: number;
  /** In the vault, not mapped yet. */
  staged: number;
  /** Mapped to at least one mailbox. */
  delivered: number;
  notImported: number;
  /** Of those not imported: everybody who has a mailbox is outside of the connector's scope, and nobody is unmapped. */
  leftOut: number;
  rejected: number;
};

/** Items that came to no mailbox and need a look: what the scope leaves out is meant. */
export function itemsToLookAt({ notImported, leftOut, rejected }: ItemCounts): number {
  return notImported - leftOut + rejected;
}

/** Participants who get no copy: strangers, those who should have a mailbox, and those whom the scope leaves out. */
export type ParticipantCounts = { external: number; unmapped: number; leftOut: number };

export function isTerminal(state: RunState): boolean {
  return (
    state === "completed" || state === "completed-with-issues" || state === "failed" || state === "cancelled"
  );
}

/**
 * How a run ends that was carried through: an issue is anything that an admin should look at, a message among them that
 * could not be read back from a mailbox that has closed meanwhile. What the scope leaves out is meant, and no issue.
 */
export function outcomeOf(
  deliveries: DeliveryCounts,
  items: ItemCounts,
  unmappedParticipants: number,
  findings: number,
): "completed" | "completed-with-issues" {
  const hasIssues =
    deliveries.failed > 0 ||
    deliveries.partial > 0 ||
    unreadOf(deliveries) > 0 ||
    itemsToLookAt(items) > 0 ||
    unmappedParticipants > 0 ||
    findings > 0;
  return hasIssues ? "completed-with-issues" : "completed";
}
