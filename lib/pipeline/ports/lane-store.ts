import type { ConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { ItemKind } from "#lib/domain/item.ts";
import type { UsageStep } from "#lib/domain/mailbox-usage.ts";
import type { Window } from "#lib/domain/window.ts";
import type { LaneClaim } from "./claims.ts";
import type { StagedLocation, Pack } from "./vault.ts";
import type { FoundMessage } from "./mailbox.ts";

export type LaneContext = {
  connectorId: string;
  kind: ConnectorKind;
  /** From earlier runs; may be stale. */
  folderId: string | undefined;
  /** From the oldest to the newest `sentAt` of the lane's pending deliveries, both included. */
  pendingRange: Window | undefined;
  /** When the mailbox refused the application for the first time, where the lane waits for that to change. */
  parkedSince: Date | undefined;
  /** When the connector's next run is due. */
  nextRunAt: Date | undefined;
  /** Exchange Online grants access to some mailboxes by itself; a token then shows nothing of it. */
  isConsentScoped: boolean;
  /** What was asked of the mailbox lately, by whichever worker; what a dead one may have asked unseen included. */
  usage: UsageStep[];
  /** The ledger was restored from a backup after the run's window began: the mailbox may hold more than the rows know. */
  isRestored: boolean;
};

export type DeliveryToImport = {
  deliveryId: string;
  itemId: string;
  /** 64 hex digits */
  importKey: string;
  /** 64 hex digits, of the original bytes. */
  sha256: string;
  itemKind: ItemKind;
  sentAt: Date;
  pack: Pack;
  location: StagedLocation;
  /** How often its request left and turned out not to have been carried out. */
  lostCount: number;
};

/** A delivery whose request left and whose answer is not known. */
export type UnsettledDelivery = DeliveryToImport & { postedAt: Date };

export type DeliveryOutcome =
  | { deliveryId: string; state: "imported"; messageId: string }
  | { deliveryId: string; state: "partial"; messageId: string; skippedBytes: number[] }
  | { deliveryId: string; state: "duplicate"; messageId: string }
  | { deliveryId: string; state: "failed"; reason: string }
  /** Certainly not carried out: back to be imported. With `wasLost` its `lostCount` goes up by one. */
  | { deliveryId: string; state: "pending"; wasLost: boolean };

export type UnverifiedDelivery = Omit<DeliveryToImport, "lostCount"> & { messageId: string };

/** What other deliveries with the same bytes and time have to do with the same mailbox. */
export type Twins = {
  /** The messages that stand for them. */
  messageIds: string[];
  /** How many of them are on their way: a message may be theirs. */
  openCount: number;
};

/** A delivery that was read back, and the message that stands for it in the mailbox. */
export type VerifiedDelivery = { deliveryId: string; messageId: string };

/** The rows of a lane. Each method is one transaction and fenced by the claim's epoch. */
export interface LaneStore {
  loadContext(claim: LaneClaim): Promise<LaneContext>;
  /**
   * `throttledUntil` is kept for the screen and for every worker, `usage` for who holds the mailbox next; `idleMs` as at
   * `RunStore`.
   */
  heartbeat(
    claim: LaneClaim,
    throttledUntil: Date | undefined,
    usage?: readonly UsageStep[],
    idleMs?: number,
  ): Promise<"held" | "stop-requested">;
  saveFolder(claim: LaneClaim, folderId: string): Promise<void>;
  /** Deliveries in *posting*, left by an earlier attempt or by a lost answer. */
  listUnsettled(claim: LaneClaim): Promise<UnsettledDelivery[]>;
  /** Turns up to `limit` pending deliveries into *posting*, oldest first, and returns them. */
  takePending(claim: LaneClaim, limit: number, now: Date): Promise<DeliveryToImport[]>;
  /** From *posting*; and from an imported state to *failed*, when it is missed on read-back. Repeats change nothing. */
  recordOutcomes(claim: LaneClaim, outcomes: readonly DeliveryOutcome[], now: Date): Promise<void>;
  /**
   * Pending deliveries of the lane whose key is among the found messages become *duplicate*; other keys are ignored. Where
   * messages are known by their bytes, each stands for one delivery at most.
   */
  recordDuplicates(claim: LaneClaim, found: readonly FoundMessage[], now: Date): Promise<void>;
  /** Why the lane waits, and since when, for the screen; `undefined` once the mailbox takes messages again. */
  recordParking(claim: LaneClaim, parking: { reason: string; since: Date } | undefined): Promise<void>;
  /** Every pending delivery of the lane ends as failed for one reason: the mailbox takes none of them. */
  failPending(claim: LaneClaim, reason: string, now: Date): Promise<void>;
  /**
   * Deliveries that are in the mailbox and not verified, by `sentAt`, then id, after the last one of the page before:
   * pages follow each other in time, so that the folder is listed once.
   */
  listUnverified(
    claim: LaneClaim,
    after: UnverifiedDelivery | undefined,
    limit: number,
  ): Promise<UnverifiedDelivery[]>;
  /** Also keeps the message's id, which may be another than the one recorded at import. */
  recordVerified(claim: LaneClaim, verified: readonly VerifiedDelivery[], now: Date): Promise<void>;
  /** Over all runs and connectors; asked where a message can be told from others by its bytes alone. */
  listTwins(claim: LaneClaim, deliveryId: string): Promise<Twins>;
  /** Ends the lane and gives the mailbox back. @returns the run's lanes that are still open */
  finish(claim: LaneClaim, usage?: readonly UsageStep[]): Promise<number>;
}
