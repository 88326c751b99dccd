import type { ConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { SkippedAttachment } from "#lib/domain/attachment.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { ItemEnvelope, ItemKind, ListedItem } from "#lib/domain/item.ts";
import type { MailboxMessage } from "#lib/domain/mailbox-message.ts";
import type { MailboxUsage, UsageStep } from "#lib/domain/mailbox-usage.ts";
import type { MappingCandidate, MappingSettings, Resolution } from "#lib/domain/mapping.ts";
import type { RunStep } from "#lib/domain/run.ts";
import type { Window } from "#lib/domain/window.ts";

/** The clock is an argument: tests hand in one that jumps. */
export interface Clock {
  now(): Date;
  /** @throws the signal's reason when it is aborted meanwhile */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
}

// ── the run: one worker at a time ────────────────────────────────────────────────────────────────────────────────

/** A worker's hold on a run. Every write names it; a write whose epoch is past throws `Failure("claim-lost")`. */
export type RunClaim = { tenantId: string; runId: string; epoch: number };

/** What stays the same while a run lasts. */
export type RunContext = {
  connectorId: string;
  kind: ConnectorKind;
  window: Window;
  overlapMs: number;
  /** Of the items that earlier runs listed. */
  newestArchivedAt: Date | undefined;
  /** For national numbers in items, ISO 3166; chosen by the admin. */
  defaultCountry: string;
  step: RunStep;
};

/** Where the listing stands: `cursor` is the vendor's own, `undefined` at the first page. */
export type ListingCheckpoint = { cursor: string | undefined; isComplete: boolean };

/** With so many items, and more to come, a run's window becomes `cut` and its listing is complete. */
export type ListingLimit = { maxItems: number; cut: Window };

export type ItemToStage = {
  itemId: string;
  sourceItemId: string;
  sizeBytes: number | undefined;
  archivedAt: Date;
  locator: string | undefined;
};

/** Where an item's encrypted bytes lie. */
export type StagedLocation = { packId: string; offset: number; length: number };

/** What became of one fetched item. A rejected one keeps its original too, wherever bytes came. */
export type StagedItem =
  | {
      kind: "staged";
      itemId: string;
      location: StagedLocation;
      sha256: Uint8Array;
      sizeBytes: number;
      envelope: ItemEnvelope;
      sentAt: Date;
    }
  | {
      kind: "rejected";
      itemId: string;
      reason: "unreadable" | "reading-failed" | "item-too-large" | "vendor-item-missing";
      location: StagedLocation | undefined;
      sha256: Uint8Array | undefined;
      sizeBytes: number | undefined;
    };

/** One encrypted blob: many small items, or one large one. Its data key is wrapped by the key `keyId`. */
export type Pack = {
  packId: string;
  blobName: string;
  keyId: string;
  wrappedKey: Uint8Array;
  sizeBytes: number;
};

/** With the mappings that decide at the moment of the look-up, like everything that the candidate holds. */
export type ParticipantToResolve = {
  itemId: string;
  ordinal: number;
  candidate: MappingCandidate;
  mapping: MappingSettings;
};
export type ParticipantResolution = { itemId: string; ordinal: number; resolution: Resolution };

/** The rows of a run. Each method is one transaction, set-based, and safe to repeat. */
export interface RunStore {
  loadContext(claim: RunClaim): Promise<RunContext>;
  /**
   * Also tells what the admin asked for meanwhile: a paused run keeps its place, a cancelled one ends. `idleMs`: how long
   * ago the work last came further, so that a hold that lives and hangs can be told.
   */
  heartbeat(claim: RunClaim, idleMs?: number): Promise<"held" | "pause-requested" | "cancel-requested">;
  enterStep(claim: RunClaim, step: RunStep): Promise<void>;

  readListing(claim: RunClaim): Promise<ListingCheckpoint>;
  /**
   * Items that the connector knows already fall out (those of earlier runs are counted), except that one not yet fetched
   * takes its new locator, and one that an earlier run found missing and that has a locator now is this run's. The checkpoint moves with it, and so does what the source reports of its delivery files; at the
   * limit the window is cut.
   * @returns where the listing stands now
   */
  recordPage(
    claim: RunClaim,
    items: readonly ListedItem[],
    next: ListingCheckpoint,
    report?: SourceReport,
    limit?: ListingLimit,
  ): Promise<ListingCheckpoint>;

  /** Items in state *listed*, oldest first. */
  listItemsToStage(claim: RunClaim, limit: number): Promise<ItemToStage[]>;
  /**
   * Downloads that failed although the vendor is well: each counts against its item, which is rejected once it has had
   * its tries (`FETCH_PATIENCE`). @returns how many are to be tried again
   */
  recordUnfetched(claim: RunClaim, itemIds: readonly string[], now: Date): Promise<number>;
  recordStaged(claim: RunClaim, packs: readonly Pack[], items: readonly StagedItem[]): Promise<void>;

  /** Participants of staged items with everything that decides where they go; whole items only. */
  listParticipantsToResolve(claim: RunClaim, maxItems: number): Promise<ParticipantToResolve[]>;
  /**
   * Writes resolutions, one delivery for each distinct mapped mailbox of an item (its import key is
   * SHA-256(connector id ‖ "\n" ‖ source item id ‖ "\n" ‖ user id)), the lanes, and each item's disposition. Ends by
   * marking staged items that have no participants at all as not imported.
   * @returns how many items are still to be mapped
   */
  recordResolutions(claim: RunClaim, resolutions: readonly ParticipantResolution[]): Promise<number>;

  /** Lanes that are not finished; once the admin cancelled, only those that a worker still holds. */
  countOpenLanes(claim: RunClaim): Promise<number>;
  /**
   * Counts rows, sets the outcome, moves the watermark to the window's end and queues the rest of a window that was cut,
   * all in one transaction. A cancelled run ends with what it has: what is pending fails as `cancelled-by-admin`, and the
   * watermark stays.
   */
  finish(claim: RunClaim, now: Date): Promise<"completed" | "completed-with-issues" | "cancelled">;
}

// ── the vendor ───────────────────────────────────────────────────────────────────────────────────────────────────

/** A file in which a source delivers many items at once, as it was when the last of them was listed. */
export type DeliveryFile = { name: string; sizeBytes: number; modifiedAt: Date; itemCount: number };

/** What a source that delivers files tells besides items. A finding that is reported again counts once a run. */
export type SourceReport = { findings: readonly Finding[]; files: readonly DeliveryFile[] };

export type ListedPage = { items: ListedItem[]; nextCursor: string | undefined; report?: SourceReport };

/** An item's bytes, or, once they exceed the limit, what is known of them and a stream of all of them. */
export type DownloadedItem =
  | { kind: "bytes"; bytes: Uint8Array }
  | { kind: "oversize"; sizeBytes: number | undefined; stream: AsyncIterable<Uint8Array> };

/** A connector's source, logged in. A session that ends is renewed inside; a refused login is a permanent failure. */
export interface VendorSource {
  /** In the order of `archivedAt`, over all pages: a long listing is cut at a page's last item. */
  listPage(window: Window, cursor: string | undefined, signal: AbortSignal): Promise<ListedPage>;
  /** @throws Failure `vendor-item-missing` (permanent), `vendor-item-truncated` (transient) */
  download(
    sourceItemId: string,
    maxBytes: number,
    signal: AbortSignal,
    locator?: string,
  ): Promise<DownloadedItem>;
  /** Lets go of a connection that stays open between requests. */
  close?(): Promise<void>;
}

// ── reading e-mails ──────────────────────────────────────────────────────────────────────────────────────────────

export type MessageOptions = { kind: ConnectorKind; itemKind: ItemKind; sentAt: Date };

/** Reads e-mails; knows MIME and TeleMessage's headers. Total: odd input gives odd values, never an exception. */
export interface MailReader {
  /** `undefined` for bytes that are no e-mail. */
  readEnvelope(bytes: Uint8Array, defaultCountry: string): Promise<ItemEnvelope | undefined>;
  /** The whole message, attachments over 10 MB left out and named in a note at the end of the body. */
  readMessage(
    bytes: Uint8Array,
    options: MessageOptions,
  ): Promise<{ message: MailboxMessage; skipped: SkippedAttachment[] }>;
}

// ── the vault ────────────────────────────────────────────────────────────────────────────────────────────────────

export type PackEntry = { itemId: string; bytes: Uint8Array };
export type StoredPack = { pack: Pack; locations: Map<string, StagedLocation> };

/**
 * Encrypted originals in blob storage. A blob's name is derived from the claim (epoch included) and the first item, so
 * that a repeated write overwrites its own and a worker that lost its claim cannot overwrite what rows point to.
 */
export interface Vault {
  writePack(claim: RunClaim, entries: readonly PackEntry[], signal: AbortSignal): Promise<StoredPack>;
  /** One large original, streamed; also its SHA-256 and size, known at the end. */
  writeStream(
    claim: RunClaim,
    itemId: string,
    stream: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<StoredPack & { sha256: Uint8Array; sizeBytes: number }>;
  /**
   * Called for about 24 deliveries at a time, oldest first, most of them in the same few packs. The bytes are the
   * caller's own.
   * @throws Failure `staged-copy-missing` | `staged-copy-damaged` (permanent)
   */
  read(
    tenantId: string,
    itemId: string,
    pack: Pack,
    location: StagedLocation,
    signal: AbortSignal,
  ): Promise<Uint8Array>;
}

/** The vault as whoever clears it out sees it. */
export interface VaultShelves {
  /**
   * Deletes a blob; one that is gone already is as good. `held`: the storage refuses for now, by a policy or a lease of
   * its own.
   */
  remove(blobName: string, signal: AbortSignal): Promise<"gone" | "held">;
  /** Names of all blobs of a tenant, also of those that no row knows. */
  list(tenantId: string, signal: AbortSignal): AsyncIterable<string>;
}

// ── the directory ────────────────────────────────────────────────────────────────────────────────────────────────

export type DirectoryUser = {
  userId: string;
  displayName: string;
  userPrincipalName: string;
  /** Lower case; UPN, mail and every smtp proxy address, never `otherMails`. */
  addresses: string[];
  isMember: boolean;
  isEnabled: boolean;
  hasMailbox: boolean;
};

export type DirectoryPage = {
  users: DirectoryUser[];
  removedUserIds: string[];
  deltaLink: string | undefined;
};

export interface DirectorySource {
  /** @throws Failure `directory-delta-expired` when the link is too old: start again without one */
  changes(deltaLink: string | undefined, signal: AbortSignal): AsyncIterable<DirectoryPage>;
}

export interface DirectoryStore {
  readDeltaLink(tenantId: string): Promise<string | undefined>;
  /** @returns its generation: another one that begins later takes its place */
  beginFullSync(tenantId: string): Promise<number>;
  /**
   * The delta link is kept with the last page only. That of a full synchronization (`generation`) also forgets whom it
   * did not name, unless a later one has begun: then that one's last page does both.
   */
  applyPage(tenantId: string, page: DirectoryPage, now: Date, generation?: number): Promise<void>;
}

// ── the lane: one mailbox of one run, one worker at a time ───────────────────────────────────────────────────────

export type LaneClaim = { tenantId: string; runId: string; userId: string; epoch: number };

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

// ── the destination ──────────────────────────────────────────────────────────────────────────────────────────────

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

/** A bound on the bytes that all runs and lanes of one process hold at the same time: `createByteBudget`. */
export interface ByteBudget {
  /** Waits its turn, first come first served. More than the whole budget counts as the whole. @returns the release */
  acquire(sizeBytes: number, signal: AbortSignal): Promise<() => void>;
}

/** What stops a run whose messages become drafts: `createDraftAlarm`. */
export interface DraftAlarm {
  /**
   * Holds `create` back while another one of the run proves that messages become no drafts. One that finds its lane
   * closed meanwhile answers `undefined`, which proves nothing.
   * @throws Failure `message-created-as-draft` once that has happened in the run; what `create` throws
   */
  guard<T>(runId: string, create: () => Promise<T | undefined>): Promise<T | undefined>;
}

/** Everything that the pipeline of one tenant's connector reaches. */
export type PipelineDeps = {
  clock: Clock;
  /** From 0 up to 1, spreads what would otherwise wake at the same instant. */
  jitter(): number;
  /** SHA-256, 32 bytes. */
  digest(bytes: Uint8Array): Uint8Array;
  /** One a process, shared by all its runs and lanes. */
  memory: ByteBudget;
  /** One a process, shared by all its lanes. */
  draftAlarm: DraftAlarm;
  /** How long a request whose answer was lost may still be carried out: 30 s against Microsoft 365. */
  unknownOutcomeWaitMs: number;
  /** What one run takes of a window, more or less a page. */
  maxItemsPerRun: number;
  /** Where somebody wants to know how long each part takes: the part's name is one of a closed set. */
  within?: <T>(part: string, work: () => Promise<T>) => Promise<T>;
  runs: RunStore;
  lanes: LaneStore;
  directoryStore: DirectoryStore;
  directory: DirectorySource;
  vault: Vault;
  mail: MailReader;
  /** When work that hangs and has lost its claim is left behind, so that its place is free again. Default: never. */
  leaveBehindAfterMs?: number;
  /** Calls back when an admin may have asked the run to stop. @returns the end of it */
  watchRun(runId: string, onNews: () => void): () => void;
  /** `onProgress` hears that a long transfer comes further, so that it is not taken for one that hangs. */
  openSource(claim: RunClaim, signal: AbortSignal, onProgress?: () => void): Promise<VendorSource>;
  openMailbox(tenantId: string, userId: string, hold: MailboxHold): Mailbox;
};
