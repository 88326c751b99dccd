import type { MailboxMessage } from "#lib/domain/mailbox-message.ts";
import type { MailboxUsage } from "#lib/domain/mailbox-usage.ts";
import type { Window } from "#lib/domain/window.ts";

/** Stamped on every message in the request that creates it, where the destination can hold a stamp. */
export type MessageKeys = { importKey: string; sha256: string };

/** What goes to the mailbox: the original byte by byte, or what was composed of it. */
export type Letter =
  | { kind: "original"; bytes: Uint8Array; sentAt: Date }
  | { kind: "composed"; message: MailboxMessage };

/** A message that is looked for, by whichever of these the destination keeps. */
export type SoughtMessage = MessageKeys & {
  sentAt: Date;
  /** As far as it is known. */
  messageId: string | undefined;
  /** For a destination that keeps nothing but bytes, and not exactly these. */
  original(): Promise<Uint8Array>;
};

/** A message is known by its import key, or by its bytes where the destination keeps nothing else. */
export type FoundMessage = { messageId: string; isComplete: boolean } & (
  | { importKey: string; sha256?: undefined }
  | { importKey?: undefined; sha256: string }
);

/** Both ends included. With `seconds` since 1970, only messages of those times matter; others may be left out. */
export type KeySpan = Window & { seconds?: ReadonlySet<number> };

export type KeysPage = { messages: FoundMessage[]; nextCursor: string | undefined };

/** `found`: the folder was in the mailbox although its id was not known here, so it may hold earlier imports. */
export type EnsuredFolder = { folderId: string; origin: "known" | "found" | "created" };

/** What the lane that holds a mailbox lends to whatever speaks to it. */
export type MailboxHold = {
  /** Everything that is sent is added here. */
  usage: MailboxUsage;
  /** Directly before a request leaves: nobody else has taken the mailbox over. @throws Failure `claim-lost` */
  confirm(): Promise<void>;
};

/**
 * One mailbox. Every failure is a `Failure`: `throttled` (never carried out, with `retryAfterMs` where named),
 * `isOutcomeUnknown` where a request may have been carried out, scope `mailbox` where no delivery can succeed.
 */
export interface Mailbox {
  readonly takes: Letter["kind"];
  /** Finds or makes the folder of exactly this name at the top of the mailbox; a known id is checked first. */
  ensureFolder(name: string, knownFolderId: string | undefined, signal: AbortSignal): Promise<EnsuredFolder>;
  /** Anywhere in the mailbox, since users move things; oldest first. */
  findByKey(sought: SoughtMessage, signal: AbortSignal): Promise<FoundMessage[]>;
  /**
   * Message and attachments as one unit: on return all of it is there.
   * @throws Failure `message-created-as-draft`, with `isOutcomeUnknown` where the draft could not be removed
   */
  create(folderId: string, letter: Letter, keys: MessageKeys, signal: AbortSignal): Promise<string>;
  /** A message that is gone already counts as removed. */
  remove(messageId: string, signal: AbortSignal): Promise<void>;
  /** A page of the keys in the folder, of messages received within the span; the first without a cursor. */
  listKeys(
    folderId: string,
    span: KeySpan,
    cursor: string | undefined,
    signal: AbortSignal,
  ): Promise<KeysPage>;
  /** Lets go of what it holds open. */
  close(): Promise<void>;
}
