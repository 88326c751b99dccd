import type { AuditFields, AuditFinding, AuditTargetKind } from "../audit.ts";
import type { Instant } from "./page.ts";

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
