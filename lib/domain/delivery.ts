/**
 * One item × one participant's mailbox: the unit of the ledger. `pending` and `posting` are both *pending* to the admin;
 * `posting` is written before the request leaves, so that after a crash the outcome is looked up instead of guessed.
 */
export const DELIVERY_STATES = ["pending", "posting", "imported", "partial", "duplicate", "failed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** The ledger's counters. They balance: available = imported + partial + duplicate + failed + pending. */
export type DeliveryCounts = {
  available: number;
  imported: number;
  partial: number;
  duplicate: number;
  failed: number;
  pending: number;
  /** Of the imported, partial and duplicate ones: read back from the mailbox. */
  verified: number;
};

/** How many an admin may choose to be retried together. */
export const MAX_CHOSEN_DELIVERIES = 1000;

/** Whether the ledger's equation holds; the database enforces the same. */
export function isBalanced(counts: DeliveryCounts): boolean {
  const { available, imported, partial, duplicate, failed, pending } = counts;
  return available === imported + partial + duplicate + failed + pending;
}

/** How many are in a mailbox, read back or not. */
export function inMailboxOf({ imported, partial, duplicate }: DeliveryCounts): number {
  return imported + partial + duplicate;
}

/** How many were imported and not read back. */
export function unreadOf(counts: DeliveryCounts): number {
  return inMailboxOf(counts) - counts.verified;
}

type Outcome = { state: DeliveryState; isVerified: boolean };

/** Whether it was imported and not read back. */
export function isUnread({ state, isVerified }: Outcome): boolean {
  return !isVerified && (state === "imported" || state === "partial" || state === "duplicate");
}

/** What *Retry* takes up: what failed, or was imported and not found when it was looked for. */
export function isRetryable(outcome: Outcome): boolean {
  return outcome.state === "failed" || isUnread(outcome);
}

/** Microsoft's and our name of each state, as the screens and the downloaded log spell it. */
export const DELIVERY_STATE_NAMES: Record<DeliveryState, string> = {
  pending: "Pending",
  posting: "Pending",
  imported: "Imported",
  partial: "Partially imported",
  duplicate: "Skipped (duplicate)",
  failed: "Failed",
};
