import type { AlertRules, AlertSeverity } from "./alert.ts";
import type { EmailSettings, WebhookSettings } from "./alert-channel.ts";
import type { DigestAlert } from "./alert-message.ts";
import type { AuditFields, AuditFinding, AuditTargetKind } from "./audit.ts";
import type { ConnectorKindId } from "./connector-kinds.ts";
import type { ConnectorState, Role } from "./connector.ts";
import type { DeliveryCounts, DeliveryState } from "./delivery.ts";
import type { FindingCount } from "./finding.ts";
import type { ItemState } from "./item.ts";
import type { ItemCounts, ParticipantCounts, RunState, RunStep, RunTrigger } from "./run.ts";
import type { MappingProblem } from "./mapping-file.ts";
import type { KeepDays } from "./retention.ts";
import type { ScopeKind } from "./scope.ts";
import type { SftpAddress, SftpLogin } from "./source.ts";
import type { SetupProgress, SetupStep } from "./setup.ts";

// What the services hand to pages and to GET routes: plain JSON, instants as ISO 8601 in UTC.

/** An instant as ISO 8601 in UTC. */
export type Instant = string;

export type Viewer = { tenantId: string; userId: string; name: string; email: string; roles: Role[] };

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

export type ConnectorSummary = {
  connectorId: string;
  name: string;
  kind: ConnectorKindId;
  state: ConnectorState;
  isPaused: boolean;
  /** Reason code of what needs the admin, with `state` action-required. */
  actionRequired: string | null;
  /** Everything before it has been imported. */
  watermark: Instant | null;
  /** It should have been imported a while ago: more than a day and two hours have gone by. */
  isOverdue: boolean;
  /** The last import found nothing, where the seven before it let expect this many items. */
  missedItems: number | null;
  /** Employees' numbers and addresses without a mailbox in the last run. */
  unmappedParticipants: number;
  lastRun: LastRun | null;
  nextRunAt: Instant | null;
  createdAt: Instant;
};

/**
 * Who is archived; the addresses are those on the list, in their order. Where that is everybody, the list waits for when
 * it is chosen again. `version` is another with each change, and the same for the same.
 */
export type ConnectorScope = { kind: ScopeKind; addresses: string[]; version: string };

/** What is left to see of a connector that was deleted: its runs, and what was done to it. */
export type DeletedConnector = Pick<ConnectorSummary, "connectorId" | "name" | "kind" | "createdAt"> & {
  deletedAt: Instant;
  runs: number;
};

export type DraftSummary = {
  connectorId: string;
  name: string;
  kind: ConnectorKindId;
  step: SetupStep;
  updatedAt: Instant;
};

export type ConsentState = "unknown" | "pending" | "granted" | "granted-scoped" | "declined";
export type RoleCheck = "unchecked" | "attested";

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

/** The wizard's draft, or a connector's settings: never a password. */
export type ConnectorSettings = {
  connectorId: string;
  kind: ConnectorKindId;
  isDraft: boolean;
  name: string;
  username: string;
  /** A password or key is stored; it is never shown. */
  hasPassword: boolean;
  /** Null for TeleMessage's archive service. */
  sftp: (Omit<SftpAddress, "username"> & { login: SftpLogin["kind"] }) | null;
  /** Another connector that fetches from the same TeleMessage account or delivery: both would archive every message. */
  sharesAccountWith: string | null;
  defaultCountry: string;
  isSourceValidated: boolean;
  /** What TeleMessage said of the account when it was validated. */
  sourceAccount: { company: string; archivePlan: string } | null;
  mapping: {
    isAutomatic: boolean;
    isCustom: boolean;
    /** The version in force, or in force last; of a setup the one that was uploaded and not chosen yet, else the chosen one. */
    custom: MappingSummary | null;
    /** A version is in force, or kept while the custom mapping is off. */
    hasVersion: boolean;
  };
  consent: { state: ConsentState; checkedAt: Instant | null; detail: string | null };
  roleCheck: { state: RoleCheck; by: string | null; at: Instant | null };
  termsAcceptedAt: Instant | null;
  schedule: { time: string; zone: string; nextRunAt: Instant | null };
  firstImportDays: number;
  progress: SetupProgress;
};

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

export type ConnectorDetail = ConnectorSummary & { lastRun: RunProgress | null; settings: ConnectorSettings };

/** The deliveries of the runs that ended on a day, `YYYY-MM-DD` in the zone that was asked for. */
export type DailyImports = { day: string; runs: number } & Record<
  "imported" | "partial" | "duplicate" | "failed" | "pending",
  number
>;

export type ReasonCount = { subject: "delivery" | "item" | "participant"; code: string; count: number };

/** `findings` are the first 200 rows; the log has all of them. */
export type RunDetail = RunProgress & { reasons: ReasonCount[]; findings: FindingCount[] };

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

export type RunName = { runId: string; jobId: string };

/** Keyset page: `next` goes back into the query, null at the end. */
export type Page<Row> = { rows: Row[]; next: string | null };

export type SystemHealth = {
  /** Workers that gave a sign of life within the last minute. */
  workersAlive: number;
  /** When one of these last took a job. */
  lastJobAt: Instant | null;
  jobsAtWork: number;
  /** Work waits since then although a living worker has a free place and takes nothing. */
  waitingSince: Instant | null;
};

/** An entry of the audit log. */
export type AuditRow = {
  id: string;
  /** Its number in the chain; null in entries that are older than the chain. */
  number: string | null;
  at: Instant;
  actorName: string;
  sourceAddress: string;
  action: string;
  targetKind: AuditTargetKind;
  targetId: string;
  /** A connector's name or a run's Job ID, while the row is there. */
  targetName: string | null;
  connectorId: string | null;
  before: AuditFields | null;
  after: AuditFields | null;
};

/** What came out when a tenant's audit log was verified. */
export type AuditVerification = {
  /** Entries whose seal was checked. */
  sealed: number;
  /** Entries before the first sealed one. */
  olderThanChain: number;
  lastNumber: string;
  /** 64 hex digits, to be kept elsewhere: who knows it can tell later that nothing up to here was changed. */
  lastSeal: string;
  finding: AuditFinding | null;
};

/** What an admin is told of without looking. */
export type AlertRow = DigestAlert & {
  severity: AlertSeverity;
  /** By the viewer, as it is now. */
  isRead: boolean;
};

/** The latest alerts of thirty days, for the bell; `unread` counts the viewer's, up to 100. */
export type AlertFeed = { unread: number; open: number; alerts: AlertRow[] };

/** Whether messages arrive through a channel. */
export type ChannelHealth = {
  isOn: boolean;
  lastSentAt: Instant | null;
  lastFailedAt: Instant | null;
  /** The code of what went wrong with the last message. */
  lastFailure: string | null;
  /** When what did not arrive is sent again; null where nothing of it is left to be sent. */
  nextTryAt: Instant | null;
};

/** Who is told of what. `settings` are null for those who may not see where messages go; secrets are never shown. */
export type AlertSettings = {
  rules: AlertRules;
  email: (ChannelHealth & { settings: EmailSettings | null; hasPassword: boolean }) | null;
  webhook: (ChannelHealth & { settings: WebhookSettings | null }) | null;
};

/** How long originals are kept, and what that means for those that are kept now. */
export type RetentionSettings = {
  keepDays: KeepDays;
  keptBytes: number;
  /** Of them in packs in which something needs its original. */
  unsettledBytes: number;
  /** When the rule lets go of the next pack; in the past where workers are at it. */
  nextDeletionAt: Instant | null;
  deletedBytes: number;
  lastDeletedAt: Instant | null;
};

/** Somebody who used the portal, with the roles that they had then. */
export type MemberRow = {
  userId: string;
  name: string;
  email: string;
  roles: Role[];
  firstSeenAt: Instant;
  lastSeenAt: Instant;
};
