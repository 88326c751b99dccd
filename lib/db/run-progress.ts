import type { DeliveryCounts } from "#lib/domain/delivery.ts";
import type { ItemCounts, RunStep, RunTrigger } from "#lib/domain/run.ts";
import { runStateOf, type RunSigns } from "#lib/domain/run-state.ts";
import type { Instant, ReasonCount, RunProgress } from "#lib/domain/views.ts";
import type { Sql } from "./client.ts";
import { isUuid } from "./ids.ts";
import { STALE_AFTER_MS } from "./run-claims.ts";
import { ITEM_COUNTS, PARTICIPANT_COUNTS } from "./run-totals.ts";

/** A run as pages show it: sums of maintained counters, no delivery is counted. @returns undefined when there is none */
export async function findRunProgress(
  sql: Sql,
  tenantId: string,
  runId: string,
): Promise<RunProgress | undefined> {
  const [run] = isUuid(runId) ? await listRunProgress(sql, tenantId, [runId]) : [];
  return run;
}

/** Those of the runs that exist, in no order. */
export async function listRunProgress(
  sql: Sql,
  tenantId: string,
  runIds: readonly string[],
): Promise<RunProgress[]> {
  if (runIds.length === 0) return [];
  const rows = await sql.query<ProgressRow>(BY_ID, [tenantId, STALE_AFTER_MS, runIds]);
  return rows.map((row) => toProgress(row));
}

/** The connector's runs, newest first, from before the run `beforeNumber` on. */
export async function listRunsOfConnector(
  sql: Sql,
  tenantId: string,
  connectorId: string,
  beforeNumber: number,
  limit: number,
): Promise<{ number: number; run: RunProgress }[]> {
  const values = [tenantId, STALE_AFTER_MS, connectorId, beforeNumber, limit];
  const rows = await sql.query<ProgressRow>(OF_CONNECTOR, values);
  return rows.map((row) => ({ number: row.number, run: toProgress(row) }));
}

/** How often each reason occurs in the run, most often first. */
export async function listRunReasons(sql: Sql, tenantId: string, runId: string): Promise<ReasonCount[]> {
  return sql.query<ReasonCount>(
    `SELECT subject, code, count FROM run_reason WHERE tenant_id = $1 AND run_id = $2 AND count > 0
     ORDER BY count DESC, subject, code`,
    [tenantId, runId],
  );
}

type ProgressRow = {
  runId: string;
  number: number;
  jobId: string;
  connectorId: string;
  connectorName: string;
  trigger: RunTrigger;
  state: RunSigns["state"];
  step: RunStep;
  windowFrom: Date;
  windowTo: Date;
  plannedTo: Date | null;
  queuedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  retryAt: Date | null;
  reason: string | null;
  isCancelRequested: boolean;
  isHeld: boolean;
  isRecent: boolean | null;
  lastActivityAt: Date | null;
  throttledUntil: Date | null;
  waitingReason: string | null;
  items: ItemCounts;
  itemsSeenBefore: number;
  isListingComplete: boolean;
  deliveries: DeliveryCounts;
  participants: { external: number; unmapped: number };
  findingCount: number;
  lanes: { open: number; total: number; held: number; throttled: number; parked: number };
};

const FRESH = "now() - $2::int * interval '1 millisecond'";

// Mailboxes matter for open lanes alone: an ended run joins none.
const PROGRESS = `
  SELECT r.id AS "runId", r.number, r.job_id AS "jobId", r.connector_id AS "connectorId", c.name AS "connectorName",
    r.trigger, r.state, r.step, r.window_from AS "windowFrom", r.window_to AS "windowTo", r.planned_to AS "plannedTo",
    r.queued_at AS "queuedAt",
    r.started_at AS "startedAt", r.ended_at AS "endedAt", r.retry_at AS "retryAt", r.reason,
    r.cancel_requested_at IS NOT NULL AS "isCancelRequested",
    r.worker_id IS NOT NULL AND r.heartbeat_at >= ${FRESH} AS "isHeld",
    greatest(l.activity, r.heartbeat_at, r.started_at) >= ${FRESH} AS "isRecent",
    coalesce(l.activity, r.heartbeat_at, r.started_at) AS "lastActivityAt", l.until AS "throttledUntil", l."waitingReason",
    ${ITEM_COUNTS} AS items, r.items_seen_before AS "itemsSeenBefore", r.is_listing_complete AS "isListingComplete",
    l.deliveries, ${PARTICIPANT_COUNTS} AS participants, r.findings AS "findingCount", l.lanes
  FROM run r
  JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
  CROSS JOIN LATERAL (
    SELECT max(l.activity_at) AS activity,
      min(m.throttled_until) FILTER (WHERE m.throttled_until > now()) AS until,
      (array_agg(coalesce(l.parked_reason, 'throttled') ORDER BY m.throttled_until)
        FILTER (WHERE m.throttled_until > now()))[1] AS "waitingReason",
      jsonb_build_object('available', coalesce(sum(l.available), 0), 'imported', coalesce(sum(l.imported), 0),
        'partial', coalesce(sum(l.partial), 0), 'duplicate', coalesce(sum(l.duplicate), 0),
        'failed', coalesce(sum(l.failed), 0), 'pending', coalesce(sum(l.pending), 0),
        'verified', coalesce(sum(l.verified), 0)) AS deliveries,
      jsonb_build_object('total', count(*), 'open', count(*) FILTER (WHERE l.state = 'open'),
        'held', count(*) FILTER (WHERE m.run_id = r.id AND m.heartbeat_at >= ${FRESH}),
        'throttled', count(*) FILTER (WHERE m.throttled_until > now()),
        'parked', count(*) FILTER (WHERE m.throttled_until > now() AND l.parked_reason IS NOT NULL)) AS lanes
    FROM lane l
    LEFT JOIN mailbox m ON l.state = 'open' AND r.ended_at IS NULL
      AND m.tenant_id = l.tenant_id AND m.user_id = l.user_id
    WHERE l.tenant_id = r.tenant_id AND l.run_id = r.id
  ) l
  WHERE r.tenant_id = $1`;

const BY_ID = `${PROGRESS} AND r.id = ANY ($3::uuid[])`;
const OF_CONNECTOR = `${PROGRESS} AND r.connector_id = $3 AND r.number < $4 ORDER BY r.number DESC LIMIT $5`;

function toProgress(row: ProgressRow): RunProgress {
  const isRetryPlanned = row.state === "running" && row.retryAt !== null;
  const state = runStateOf({ ...row, isRetryPlanned, isRecent: row.isRecent ?? false });
  return {
    runId: row.runId,
    jobId: row.jobId,
    connectorId: row.connectorId,
    connectorName: row.connectorName,
    trigger: row.trigger,
    state,
    step: row.step,
    window: { from: row.windowFrom.toISOString(), to: row.windowTo.toISOString() },
    plannedTo: instantOf(row.plannedTo),
    queuedAt: row.queuedAt.toISOString(),
    startedAt: instantOf(row.startedAt),
    endedAt: instantOf(row.endedAt),
    lastActivityAt: instantOf(row.lastActivityAt),
    waitingUntil: state === "waiting" ? instantOf(row.retryAt ?? row.throttledUntil) : null,
    waitingReason: state === "waiting" ? (row.reason ?? row.waitingReason) : null,
    retryAt: state === "waiting" ? null : instantOf(row.retryAt),
    reason: row.reason,
    isCancelRequested: row.isCancelRequested,
    items: row.items,
    itemsSeenBefore: row.itemsSeenBefore,
    isListingComplete: row.isListingComplete,
    deliveries: row.deliveries,
    participants: row.participants,
    findingCount: row.findingCount,
    lanes: { open: row.lanes.open, total: row.lanes.total, parked: row.lanes.parked },
  };
}

function instantOf(date: Date | null): Instant | null {
  return date === null ? null : date.toISOString();
}
