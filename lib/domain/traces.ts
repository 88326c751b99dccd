import type { DeliveryState } from "./delivery.ts";
import type { ItemState } from "./item.ts";
import type { KeepDays } from "./retention.ts";
import type { Instant } from "./views/page.ts";
import type { RunName } from "./views/run.ts";

// What Explain tells of a delivery or an item.

/** Everything that is known of one delivery; never what the message says. */
export type DeliveryTrace = {
  deliveryId: string;
  /** The run that accounts for it now. */
  run: RunName;
  mailbox: string;
  state: DeliveryState;
  reason: string | null;
  item: TracedItem;
  participants: TracedParticipant[];
  /** Decoded sizes of the attachments that were left out. */
  skippedBytes: number[];
  /** Requests that were sent, in all runs together. */
  attempts: number;
  /** Of those of this run: turned out not to have been carried out. */
  lostCount: number;
  /** When the last request left; null where none is open or ended it. */
  postedAt: Instant | null;
  settledAt: Instant | null;
  /** How earlier runs ended with it, the first one first. */
  earlier: TracedAttempt[];
  importKey: string;
  messageId: string | null;
  folderId: string | null;
  verifiedAt: Instant | null;
};

/** Everything that is known of one item, of whichever fate; never what the message says. */
export type ItemTrace = {
  itemId: string;
  /** The run that accounts for it now. */
  run: RunName;
  state: ItemState;
  /** Of one that came to no mailbox: why. */
  reason: string | null;
  item: TracedItem;
  participants: TracedParticipant[];
  /** By mailbox, at most {@link MAX_TRACED_DELIVERIES}: each where it is accounted for, be it in another run. */
  deliveries: TracedDelivery[];
  /** How many there are. */
  deliveryCount: number;
};

/** As many deliveries as an item's trace names; most items have one or two. */
export const MAX_TRACED_DELIVERIES = 50;

/** One delivery of an item in its trace. */
export type TracedDelivery = {
  deliveryId: string;
  /** The run that accounts for it now. */
  run: RunName;
  mailbox: string;
  state: DeliveryState;
  reason: string | null;
};

export type TracedItem = {
  sourceItemId: string;
  kind: "sms" | "mms" | null;
  /** Null, as what follows, while the item was not fetched, and of one that never could be. */
  sentAt: Instant | null;
  /** When the vendor's archive took it. */
  archivedAt: Instant;
  /** Hexadecimal, of the bytes as they were handed over. */
  sha256: string | null;
  sizeBytes: number | null;
  /** Where the original is kept; null before it is staged. */
  pack: TracedPack | null;
};

export type TracedPack = {
  packId: string;
  storedAt: Instant;
  /** Null while something in it is not settled, and where originals are kept forever. */
  deleteAfter: Instant | null;
  deletedAt: Instant | null;
  /** The rule that deleted it, else the one in force; null where no rule did, or does. */
  keepDays: KeepDays;
};

export type TracedParticipant = {
  role: "from" | "to" | "cc";
  phone: string | null;
  address: string | null;
  hasUnreadableNumber: boolean;
  /** Null before the item is mapped. */
  resolution: "mailbox" | "unmapped" | "external" | "left-out" | null;
  /** Of an unmapped one: why. */
  reason: string | null;
  via: "custom" | "email" | null;
  mailbox: string | null;
  /** It is one of those that led to this delivery's mailbox. */
  isOfMailbox: boolean;
  mappingVersion: number | null;
  mappingLine: number | null;
};

export type TracedAttempt = {
  run: RunName;
  state: DeliveryState;
  reason: string | null;
  attempts: number;
  postedAt: Instant | null;
  settledAt: Instant | null;
};
