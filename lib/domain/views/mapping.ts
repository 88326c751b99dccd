import type { MappingProblem } from "../mapping-file.ts";
import type { Instant, Page } from "./page.ts";
import type { RunName } from "./run.ts";

/** Where a version comes from: a file, somebody mapped by hand, a changed row, or an earlier version. */
export type MappingOrigin = "upload" | "map" | "edit" | "roll-back";

export type MappingSummary = {
  version: number;
  origin: MappingOrigin;
  /** The version that its rows were taken from. */
  basedOn: number | null;
  fileName: string;
  acceptedRows: number;
  refusedRows: number;
  /** How many of the numbers lead to a valid mailbox in the directory as it is known now; null before the first sync. */
  resolvedRows: number | null;
  uploadedBy: string;
  uploadedAt: Instant;
};

/** `past` was in force, or is left out of the mapping now. */
export type MappingVersionView = MappingSummary & {
  state: "in-force" | "uploaded" | "past";
  activatedAt: Instant | null;
  /** The version before it, which may stand on the next page; null for the first one that is kept. */
  before: number | null;
};

/** A row of the custom mapping; without an end where null. */
export type MappingRow = {
  phone: string;
  line: number;
  address: string;
  validFrom: Instant | null;
  validTo: Instant | null;
};

/** `version` is the one in force. */
export type MappingRows = Page<MappingRow> & { version: number | null };

type MappingSide = Pick<MappingRow, "address" | "validFrom" | "validTo">;

export type MappingDiffRow = {
  change: "added" | "removed" | "changed";
  phone: string;
  before: MappingSide | null;
  after: MappingSide | null;
};

export type MappingDiffCounts = Record<MappingDiffRow["change"], number>;

/** The first page also counts. */
export type MappingDiff = Page<MappingDiffRow> & { counts: MappingDiffCounts | null };

/** `isResolved` is null before the directory was read first. */
type MappingSampleRow = { line: number; phone: string; address: string; isResolved: boolean | null };

/** The preview after an upload: nothing is saved as a version before the admin goes on. */
export type MappingPreview = MappingSummary & {
  /** Some accepted rows, for the eye: of those that are new or changed, where there is a version to compare with. */
  sample: MappingSampleRow[];
  /** Accepted rows that are as in the version in force, or in force last; null before the first one. */
  unchangedRows: number | null;
  unchanged: MappingSampleRow[];
  /** The first 200 refused rows; all of them are in the downloadable file. */
  problems: MappingProblem[];
};

/** What tells a participant apart: the number, else the address; numbers that nobody can read are one. */
export type IdentityKind = "number" | "address" | "unreadable";

/** A number or an address that should have a mailbox and has none. */
export type UnmappedRow = {
  id: string;
  kind: IdentityKind;
  /** Empty for numbers that cannot be read. */
  identity: string;
  /** Reason code, as of the last time that it was looked for. */
  reason: string;
  items: number;
  /** When the first and the last of the items were sent. */
  firstSentAt: Instant;
  lastSentAt: Instant;
  /** The latest items, by the runs that account for them. */
  examples: (RunName & { itemId: string; sourceItemId: string; sentAt: Instant })[];
};

/** Items of a run whose mailboxes are still to be looked for; of one that is over, by the next import. */
export type ItemsToMap = RunName & { items: number; isOver: boolean };
