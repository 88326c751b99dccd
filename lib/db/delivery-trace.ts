import type { DeliveryState } from "#lib/domain/delivery.ts";
import type { DeliveryTrace, TracedAttempt, TracedParticipant } from "#lib/domain/traces.ts";
import type { Sql } from "./client.ts";
import { isUuid } from "./ids.ts";
import {
  instantOf,
  listTracedParticipants,
  TRACED_ITEM_COLUMNS,
  TRACED_ITEM_JOINS,
  tracedItemOf,
  type TracedItemRow,
} from "./traced-item.ts";

type Place = { tenantId: string; runId: string; deliveryId: string };

/**
 * Everything that the rows tell of one delivery of the run's connector, whichever run accounts for it now.
 * @returns undefined when the connector has no such delivery
 */
export async function findDeliveryTrace(sql: Sql, place: Place): Promise<DeliveryTrace | undefined> {
  const { tenantId, runId, deliveryId } = place;
  if (!isUuid(runId)) return undefined;
  const [row] = await sql.prepared<TraceRow>(TRACE, [tenantId, runId, deliveryId]);
  if (!row) return undefined;
  const participants = await listTracedParticipants(sql, tenantId, row.itemId, row.userId);
  const earlier = await sql.prepared<AttemptRow>(EARLIER, [tenantId, deliveryId]);
  return traceOf(row, participants, earlier);
}

type TraceRow = TracedItemRow & {
  deliveryId: string;
  runId: string;
  jobId: string;
  userId: string;
  mailbox: string;
  state: DeliveryState;
  reason: string | null;
  attempts: number;
  lostCount: number;
  postedAt: Date | null;
  settledAt: Date | null;
  verifiedAt: Date | null;
  importKey: string;
  messageId: string | null;
  folderId: string | null;
  skippedBytes: string[] | null;
};

// The delivery's row moves to the run that takes it up: an older run's address still finds it.
const TRACE = `
  SELECT d.id AS "deliveryId", r.id AS "runId", r.job_id AS "jobId", d.user_id AS "userId",
    coalesce(u.user_principal_name, d.user_id) AS mailbox, d.state, d.reason, d.attempts, d.lost_count AS "lostCount",
    d.posted_at AS "postedAt", d.settled_at AS "settledAt", d.verified_at AS "verifiedAt",
    encode(d.import_key, 'hex') AS "importKey", d.message_id AS "messageId", f.folder_id AS "folderId",
    d.skipped_bytes AS "skippedBytes", ${TRACED_ITEM_COLUMNS}
  FROM run shown
  JOIN connector c ON c.tenant_id = shown.tenant_id AND c.id = shown.connector_id
  JOIN delivery d ON d.tenant_id = shown.tenant_id AND d.id = $3
  JOIN item i ON i.tenant_id = d.tenant_id AND i.id = d.item_id AND i.connector_id = shown.connector_id
  JOIN run r ON r.tenant_id = d.tenant_id AND r.id = d.run_id
  ${TRACED_ITEM_JOINS}
  LEFT JOIN directory_user u ON u.tenant_id = d.tenant_id AND u.user_id = d.user_id
  LEFT JOIN mailbox_folder f ON f.tenant_id = d.tenant_id AND f.user_id = d.user_id AND f.kind = c.kind
  WHERE shown.tenant_id = $1 AND shown.id = $2`;

type AttemptRow = Omit<TracedAttempt, "run" | "postedAt" | "settledAt"> & {
  runId: string;
  jobId: string;
  postedAt: Date | null;
  settledAt: Date | null;
};

const EARLIER = `
  SELECT r.id AS "runId", r.job_id AS "jobId", a.state, a.reason, a.attempts, a.posted_at AS "postedAt",
    a.settled_at AS "settledAt"
  FROM delivery_attempt a
  JOIN run r ON r.tenant_id = a.tenant_id AND r.id = a.run_id
  WHERE a.tenant_id = $1 AND a.delivery_id = $2
  ORDER BY r.number`;

function traceOf(row: TraceRow, participants: TracedParticipant[], earlier: AttemptRow[]): DeliveryTrace {
  const { deliveryId, mailbox, state, reason, attempts, lostCount, importKey, messageId, folderId } = row;
  return {
    deliveryId,
    run: { runId: row.runId, jobId: row.jobId },
    mailbox,
    state,
    reason,
    item: tracedItemOf(row),
    participants,
    skippedBytes: (row.skippedBytes ?? []).map(Number),
    attempts,
    lostCount,
    postedAt: instantOf(row.postedAt),
    settledAt: instantOf(row.settledAt),
    earlier: earlier.map(({ runId, jobId, postedAt, settledAt, ...attempt }) => ({
      ...attempt,
      run: { runId, jobId },
      postedAt: instantOf(postedAt),
      settledAt: instantOf(settledAt),
    })),
    importKey,
    messageId,
    folderId,
    verifiedAt: instantOf(row.verifiedAt),
  };
}
