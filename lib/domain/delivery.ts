/**
 * One item × one participant's mailbox: the unit of the ledger. `pending` and `posting` are both *pending* to the admin;
 * `posting` is written before the request leaves, so that after a crash the outcome is looked up instead of guessed.
 */
export type DeliveryState = "pending" | "posting" | "imported" | "partial" | "duplicate" | "failed";

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

/** Microsoft's and our name of each state, as the screens and the downloaded log spell it. */
export const DELIVERY_STATE_NAMES: Record<DeliveryState, string> = {
  pending: "Pending",
  posting: "Pending",
  imported: "Imported",
  partial: "Partially imported",
  duplicate: "Skipped (duplicate)",
  failed: "Failed",
};
