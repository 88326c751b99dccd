import type { DeliveryCounts, DeliveryState } from "../delivery.ts";
import type { FindingCount } from "../finding.ts";
import type { ItemState } from "../item.ts";
import type { ItemCounts, ParticipantCounts, RunState, RunStep, RunTrigger } from "../run.ts";
import type { Instant } from "./page.ts";

export type RunName = { runId: string; jobId: string };

/** A run as it stands in the line of its connector. */
export type LastRun = {
  runId: string;
  /** The Job ID that the admin sees: `ATT-000017`, unique in the tenant. */
  jobId: string;
  trigger: RunTrigger;
  state: RunState;
  step: RunStep;
  queuedAt: Instant;
  startedAt: Instant | null;
  endedAt: Instant | null;
  lastActivityAt: Instant | null;
  reason: string | null;
  items: ItemCounts;
  /** The vendor's listing is complete: `items.available` is final. */
  isListingComplete: boolean;
  deliveries: DeliveryCounts;
  /** What is wrong with the delivery itself: missing, extra or unreadable files. */
  findingCount: number;
};

export type RunProgress = LastRun & {
  connectorId: string;
  connectorName: string;
  window: { from: Instant; to: Instant };
  /** The window held more than a run takes: until then the rest of it follows by itself. */
  plannedTo: Instant | null;
  /** All open lanes are throttled or parked; the first goes on then. */
  waitingUntil: Instant | null;
  /** Reason code of the lane that goes on first. */
  waitingReason: string | null;
  retryAt: Instant | null;
  isCancelRequested: boolean;
  /** The connector was paused, and workers have not let go yet. */
  isPausing: boolean;
  /** Tries in a row that met a transient failure. */
  attempts: number;
  /** Of those at work on it: when the last of them came further. */
  progressAt: Instant | null;
  /** Items in the overlap that an earlier run has already. */
  itemsSeenBefore: number;
  participants: ParticipantCounts;
  /** `parked`: of the open ones, refused by the mailbox and looked at again later. */
  lanes: { open: number; total: number; parked: number };
};

export type ReasonCount = { subject: "delivery" | "item" | "participant"; code: string; count: number };

/** `findings` are the first 200 rows; the log has all of them. */
export type RunDetail = RunProgress & { reasons: ReasonCount[]; findings: FindingCount[] };

/** The deliveries of the runs that ended on a day, `YYYY-MM-DD` in the zone that was asked for. */
export type DailyImports = { day: string; runs: number } & Record<
  "imported" | "partial" | "duplicate" | "failed" | "pending",
  number
>;

export type DeliveryRow = {
  deliveryId: string;
  sourceItemId: string;
  sentAt: Instant;
  mailbox: string;
  state: DeliveryState;
  reason: string | null;
  isVerified: boolean;
  skippedAttachments: number;
};

/** An item of a run that came to no mailbox. */
export type UnimportedRow = {
  itemId: string;
  sourceItemId: string;
  /** Null where the item could not be read. */
  sentAt: Instant | null;
  archivedAt: Instant;
  state: Extract<ItemState, "rejected" | "not-imported">;
  reason: string;
};
