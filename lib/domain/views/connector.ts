import type { ConnectorKindId } from "../connector-kinds.ts";
import type { ConnectorState } from "../connector.ts";
import type { ScopeKind } from "../scope.ts";
import type { SftpAddress, SftpLogin } from "../source.ts";
import type { SetupProgress, SetupStep } from "../setup.ts";
import type { Instant } from "./page.ts";
import type { LastRun, RunProgress } from "./run.ts";
import type { MappingSummary } from "./mapping.ts";

export type ConsentState = "unknown" | "pending" | "granted" | "granted-scoped" | "declined";

export type RoleCheck = "unchecked" | "attested";

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

export type ConnectorDetail = ConnectorSummary & { lastRun: RunProgress | null; settings: ConnectorSettings };

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
