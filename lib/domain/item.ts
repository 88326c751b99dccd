import type { PhoneNumber, SmtpAddress } from "./address.ts";

/** What kind of message an item is: decides the last part of its message class. */
export type ItemKind = "sms" | "mms";

/** Where an item is on its way; the last three are ends. */
export type ItemState = "listed" | "staged" | "delivered" | "not-imported" | "rejected";

/** One row of the vendor's listing. */
export type ListedItem = {
  /** The vendor's id, opaque, unique within the connector. */
  sourceItemId: string;
  /** When the vendor's archive took the item: the time that windows are about. */
  archivedAt: Date;
  sizeBytes: number | undefined;
  /** Where the source finds it again, if the id alone does not tell: the source's own text, opaque to all others. */
  locator?: string | undefined;
};

/** One sender or receiver as the item names it. */
export type ParsedParticipant = {
  role: "from" | "to" | "cc";
  phone: PhoneNumber | undefined;
  address: SmtpAddress | undefined;
  /** A number stood there, but cannot be normalized without guessing. */
  hasUnreadableNumber: boolean;
};

/** What the ledger needs to know of an item before it is mapped; no text, no subject. */
export type ItemEnvelope = {
  kind: ItemKind;
  /** From the Date header; `undefined` where it is absent or unreadable (the archive's time stands in). */
  sentAt: Date | undefined;
  participants: ParsedParticipant[];
};

/** An item over this is not imported; its original is kept. Source: Exchange Online's default message size, 35 MB. */
export const MAX_ITEM_BYTES = 35 * 1024 * 1024;

/**
 * How often, and for how long at least, a download that fails while the vendor is well is tried: long enough for an
 * outage of a part of its service, and short enough to be over before the next day's run.
 */
export const FETCH_PATIENCE = { attempts: 10, ms: 2 * 60 * 60 * 1000 };

/** No text message is older: the first SMS was sent on 3 December 1992. */
const EARLIEST_SENT_AT = Date.UTC(1992, 11, 3);
const CLOCK_TOLERANCE_MS = 24 * 60 * 60 * 1000;

/**
 * When an item was sent: its own Date header where it can be true, else the time at which the vendor's archive took it.
 * A phone whose clock was never set, or runs days ahead, would file the message where nobody looks for it.
 */
export function sentTimeOf(claimed: Date | undefined, archivedAt: Date): Date {
  const time = claimed?.getTime() ?? Number.NaN;
  const isCredible = time >= EARLIEST_SENT_AT && time <= archivedAt.getTime() + CLOCK_TOLERANCE_MS;
  return isCredible ? new Date(time) : archivedAt;
}
