import type { RunState, RunStep, RunTrigger } from "#lib/domain/run.ts";
import type { Instant } from "#lib/domain/views/page.ts";
import type { ReasonCount, RunProgress } from "#lib/domain/views/run.ts";
import type { Sql } from "./client.ts";
import { isUuid } from "./ids.ts";
import { ITEMS_LEFT_OUT } from "./run-totals.ts";

/** A run as pages show it: sums of maintained counters, no delivery is counted. @returns undefined when there is none */
export async function findRunProgress(
  sql: Sql,
  tenantId: string,
  runId: string,
): Promise<RunProgress | undefined> {
  const [run] = isUuid(runId) ? await listRunProgress(sql, tenantId, [runId]) : [];
  return run;
}

/** Whether the tenant has it, ended or not. */
export async function hasRun(sql: Sql, tenantId: string, runId: string): Promise<boolean> {
  if (!isUuid(runId)) return false;
  const found = await sql.prepared("SELECT 1 FROM run WHERE tenant_id = $1 AND id = $2", [tenantId, runId]);
  return found.length > 0;
}

/** Those of the runs that exist, in no order. */
export async function listRunProgress(
  sql: Sql,
  tenantId: string,
  runIds: readonly string[],
): Promise<RunProgress[]> {
  if (runIds.length === 0) return [];
  const rows = await sql.prepared<ProgressRow>(BY_ID, [tenantId, runIds]);
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
  const values = [tenantId, connectorId, beforeNumber, limit];
  const rows = await sql.prepared<ProgressRow>(OF_CONNECTOR, values);
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
  state: RunState;
  step: RunStep;
  windowFrom: Date;
  windowTo: Date;
  plannedTo: Date | null;
  queuedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  retryAt: Date | null;
  reason: string | null;
  attempts: number;
  isCancelRequested: boolean;
  isPausing: boolean;
  progressAt: Date | null;
  lastActivityAt: Date | null;
  throttledUntil: Date | null;
  waitingReason: string | null;
  itemsSeenBefore: number;
  isListingComplete: boolean;
  findingCount: number;
  /** In the order of {@link COUNTS}. */
  counts: number[];
};

type Counts = Pick<RunProgress, "items" | "deliveries" | "participants" | "lanes">;

/** One array a run: two hundred runs with four objects each would keep PostgreSQL busy with their names. */
const COUNTS = `json_build_array(
  r.items_available, r.items_listed, r.items_staged, r.items_delivered, r.items_not_imported, r.items_rejected,
  ${ITEMS_LEFT_OUT},
  p.available, p.imported, p.partial, p.duplicate, p.failed, p.pending, p.verified,
  r.participants_external, r.participants_unmapped, r.participants_left_out,
  p.lanes_total, p.lanes_open, p.lanes_parked)`;

function countsOf(numbers: readonly number[]): Counts {
  const at = (index: number) => numbers[index] ?? 0;
  return {
    items: {
      available: at(0),
      listed: at(1),
      staged: at(2),
      delivered: at(3),
      notImported: at(4),
      rejected: at(5),
      leftOut: at(6),
    },
    deliveries: {
      available: at(7),
      imported: at(8),
      partial: at(9),
      duplicate: at(10),
      failed: at(11),
      pending: at(12),
      verified: at(13),
    },
    participants: { external: at(14), unmapped: at(15), leftOut: at(16) },
    lanes: { total: at(17), open: at(18), parked: at(19) },
  };
}

const PROGRESS = `
  SELECT r.id AS "runId", r.number, r.job_id AS "jobId", r.connector_id AS "connectorId", c.name AS "connectorName",
    r.trigger, p.state, r.step, r.window_from AS "windowFrom", r.window_to AS "windowTo", r.planned_to AS "plannedTo",
    r.queued_at AS "queuedAt",
    r.started_at AS "startedAt", r.ended_at AS "endedAt", r.retry_at AS "retryAt", r.reason, r.attempts,
    r.cancel_requested_at IS NOT NULL AS "isCancelRequested", p.is_pausing AS "isPausing",
    p.progress_at AS "progressAt", p.activity_at AS "lastActivityAt", p.throttled_until AS "throttledUntil",
    p.waiting_reason AS "waitingReason",
    r.items_seen_before AS "itemsSeenBefore", r.is_listing_complete AS "isListingComplete",
    r.findings AS "findingCount", ${COUNTS} AS counts
  FROM run r
  JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
  JOIN run_progress p ON p.tenant_id = r.tenant_id AND p.run_id = r.id
  WHERE r.tenant_id = $1`;

const BY_ID = `${PROGRESS} AND r.id = ANY ($2::uuid[])`;
const OF_CONNECTOR = `${PROGRESS} AND r.connector_id = $2 AND r.number < $3 ORDER BY r.number DESC LIMIT $4`;

function toProgress(row: ProgressRow): RunProgress {
  const { number: _number, windowFrom, windowTo, throttledUntil, counts, ...run } = row;
  return {
    ...run,
    ...countsOf(counts),
    window: { from: windowFrom.toISOString(), to: windowTo.toISOString() },
    plannedTo: instantOf(row.plannedTo),
    queuedAt: row.queuedAt.toISOString(),
    startedAt: instantOf(row.startedAt),
    endedAt: instantOf(row.endedAt),
    lastActivityAt: instantOf(row.lastActivityAt),
    waitingUntil: row.state === "waiting" ? instantOf(row.retryAt ?? throttledUntil) : null,
    waitingReason: row.state === "waiting" ? (row.reason ?? row.waitingReason) : null,
    ...retryOf(row),
    progressAt: instantOf(row.progressAt),
  };
}

/** The run's own next try, or that of the first of its lanes where all of them wait for one. */
function retryOf(row: ProgressRow): Pick<RunProgress, "retryAt" | "reason"> {
  const { state, reason, retryAt } = row;
  if (state === "waiting") return { retryAt: null, reason };
  if (state !== "retrying" || retryAt !== null) return { retryAt: instantOf(retryAt), reason };
  return { retryAt: instantOf(row.throttledUntil), reason: row.waitingReason };
}

function instantOf(date: Date | null): Instant | null {
  return date === null ? null : date.toISOString();
}
