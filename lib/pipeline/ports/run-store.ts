import type { ConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { ItemEnvelope, ListedItem } from "#lib/domain/item.ts";
import type { MappingCandidate, MappingSettings, Resolution } from "#lib/domain/mapping.ts";
import type { RunStep } from "#lib/domain/run.ts";
import type { Window } from "#lib/domain/window.ts";
import type { RunClaim } from "./claims.ts";
import type { SourceReport } from "./vendor-source.ts";
import type { StagedLocation, Pack } from "./vault.ts";

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
   * takes its new locator, and one that an earlier run found missing and that has a locator now is this run's. The
   * checkpoint moves with it, and so does what the source reports of its delivery files; at the limit the window is cut.
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
