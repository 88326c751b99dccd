import type { SmtpAddress } from "#lib/domain/address.ts";
import type { DeliveryState } from "#lib/domain/delivery.ts";
import type { ItemKind, ParsedParticipant } from "#lib/domain/item.ts";
import type { UsageStep } from "#lib/domain/mailbox-usage.ts";
import type { MappingSettings, Resolution } from "#lib/domain/mapping.ts";
import type { MappingRule } from "#lib/domain/mapping-file.ts";
import type { Finding } from "#lib/domain/finding.ts";
import type { RunStep } from "#lib/domain/run.ts";
import type { Window } from "#lib/domain/window.ts";

import type { DeliveryFile } from "../ports/vendor-source.ts";
import type { DirectoryUser } from "../ports/directory.ts";
import type { ListingCheckpoint } from "../ports/run-store.ts";
import type { Pack, StagedLocation } from "../ports/vault.ts";

export type ConnectorRow = {
  tenantId: string;
  connectorId: string;
  mapping: MappingSettings;
  rules: MappingRule[];
  defaultCountry: string;
  overlapMs: number;
  watermark: Date;
  newestArchivedAt: Date | undefined;
  nextRunAt?: Date;
  isConsentScoped?: boolean;
};

export type RunRow = {
  tenantId: string;
  runId: string;
  connectorId: string;
  window: Window;
  /** As it was before it was cut. */
  planned: Window | undefined;
  newestArchivedAt: Date | undefined;
  step: RunStep;
  state: "active" | "completed" | "completed-with-issues" | "cancelled";
  epoch: number;
  wish: "pause-requested" | "cancel-requested" | undefined;
  listing: ListingCheckpoint;
  itemsSeenBefore: number;
  findings: Finding[];
  files: DeliveryFile[];
};

export type ItemRow = {
  itemId: string;
  runId: string;
  connectorId: string;
  sourceItemId: string;
  archivedAt: Date;
  locator: string | undefined;
  listedSize: number | undefined;
  state: "listed" | "staged" | "delivered" | "not-imported" | "rejected";
  reason: string | undefined;
  location: StagedLocation | undefined;
  sha256: Uint8Array | undefined;
  sizeBytes: number | undefined;
  kind: ItemKind | undefined;
  sentAt: Date | undefined;
  fetchAttempts: number;
  fetchFailedAt: Date | undefined;
  participants: { ordinal: number; parsed: ParsedParticipant; resolution: Resolution | undefined }[];
};

export type DeliveryRow = {
  deliveryId: string;
  runId: string;
  itemId: string;
  userId: string;
  importKey: string;
  state: DeliveryState;
  reason: string | undefined;
  messageId: string | undefined;
  skippedBytes: number[];
  postedAt: Date | undefined;
  lostCount: number;
  verifiedAt: Date | undefined;
};

export type LaneRow = {
  runId: string;
  userId: string;
  epoch: number;
  isHeld: boolean;
  isDone: boolean;
  throttledUntil: Date | undefined;
  parking: { reason: string; since: Date } | undefined;
};

export type DirectoryRows = {
  users: Map<string, DirectoryUser & { generation: number }>;
  generation: number;
  deltaLink: string | undefined;
};

/** Everything that would be in the database. */
export type Rows = {
  connectors: Map<string, ConnectorRow>;
  runs: Map<string, RunRow>;
  items: Map<string, ItemRow>;
  packs: Map<string, Pack>;
  deliveries: Map<string, DeliveryRow>;
  lanes: Map<string, LaneRow>;
  /** By user. */
  folderIds: Map<string, string>;
  /** By user. */
  usages: Map<string, readonly UsageStep[]>;
  /** By tenant. */
  directories: Map<string, DirectoryRows>;
  isRestored: boolean;
};

export function createRows(): Rows {
  return {
    connectors: new Map(),
    runs: new Map(),
    items: new Map(),
    packs: new Map(),
    deliveries: new Map(),
    lanes: new Map(),
    folderIds: new Map(),
    usages: new Map(),
    directories: new Map(),
    isRestored: false,
  };
}

/** @returns the run's id */
export function insertRunRow(
  rows: Rows,
  { tenantId, connectorId }: { tenantId: string; connectorId: string },
  window: Window,
): string {
  const runId = `run-${rows.runs.size + 1}`;
  rows.runs.set(runId, {
    tenantId,
    connectorId,
    runId,
    window,
    planned: undefined,
    newestArchivedAt: undefined,
    step: "plan",
    state: "active",
    epoch: 0,
    wish: undefined,
    listing: { cursor: undefined, isComplete: false },
    itemsSeenBefore: 0,
    findings: [],
    files: [],
  });
  return runId;
}

export function laneKey(lane: { runId: string; userId: string }): string {
  return `${lane.runId} ${lane.userId}`;
}

export function directoryOf(rows: Rows, tenantId: string): DirectoryRows {
  const known = rows.directories.get(tenantId);
  if (known) return known;
  const empty: DirectoryRows = { users: new Map(), generation: 0, deltaLink: undefined };
  rows.directories.set(tenantId, empty);
  return empty;
}

/** A row that has to be there. */
export function present<T>(row: T | undefined): T {
  if (row === undefined) throw new Error("a row is missing in the in-memory world");
  return row;
}

/** Domains of the members' addresses. */
export function ownDomains(directory: DirectoryRows): Set<string> {
  const members = [...directory.users.values()].filter((user) => user.isMember);
  return new Set(members.flatMap((user) => user.addresses.map(domainOf)));
}

export function domainOf(address: SmtpAddress | string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
