import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { UsageStep } from "#lib/domain/mailbox-usage.ts";
import type { LaneClaim } from "#lib/pipeline/ports/claims.ts";
import type { LaneContext, LaneStore } from "#lib/pipeline/ports/lane-store.ts";
import type { Db, Sql } from "./client.ts";
import { listTwins, listUnsettled, listUnverified, takePending } from "./delivery-rows.ts";
import { claimLost } from "./hold-run.ts";
import { countOpen } from "./lane-counts.ts";
import { failPending, recordDuplicates, recordOutcomes, recordVerified } from "./outcome-rows.ts";
import { type UsageColumn, usageColumnOf, usageOf } from "./usage-rows.ts";

/** The rows of a lane in PostgreSQL, as the worker `workerId` may read and write them under its lease. */
export function createLaneStore(db: Db, workerId: string): LaneStore {
  /** Whoever takes the mailbox over waits until the transaction has ended. */
  const withLane = <T>(claim: LaneClaim, work: (sql: Sql) => Promise<T>): Promise<T> =>
    db.sql(claim.tenantId, async (sql) => {
      await holdLane(sql, claim, workerId);
      return work(sql);
    });
  return {
    loadContext: (claim) => withLane(claim, (sql) => loadContext(sql, claim)),
    heartbeat: (claim, throttledUntil, usage, idleMs = 0) =>
      db.sql(claim.tenantId, (sql) => beat(sql, claim, workerId, { throttledUntil, usage, idleMs })),
    listTwins: (claim, deliveryId) => withLane(claim, (sql) => listTwins(sql, claim, deliveryId)),
    saveFolder: (claim, folderId) => withLane(claim, (sql) => saveFolder(sql, claim, folderId)),
    listUnsettled: (claim) => withLane(claim, (sql) => listUnsettled(sql, claim)),
    takePending: (claim, limit, now) => withLane(claim, (sql) => takePending(sql, claim, limit, now)),
    recordOutcomes: (claim, outcomes, now) =>
      withLane(claim, (sql) => recordOutcomes(sql, claim, outcomes, now)),
    recordDuplicates: (claim, found, now) =>
      withLane(claim, (sql) => recordDuplicates(sql, claim, found, now)),
    recordParking: (claim, parking) => withLane(claim, (sql) => recordParking(sql, claim, parking)),
    failPending: (claim, reason, now) => withLane(claim, (sql) => failPending(sql, claim, reason, now)),
    listUnverified: (claim, after, limit) =>
      withLane(claim, (sql) => listUnverified(sql, claim, after, limit)),
    recordVerified: (claim, verified, now) =>
      withLane(claim, (sql) => recordVerified(sql, claim, verified, now)),
    finish: (claim, usage) => db.sql(claim.tenantId, (sql) => finish(sql, claim, workerId, usage)),
  };
}

async function holdLane(sql: Sql, claim: LaneClaim, workerId: string): Promise<void> {
  const [held] = await sql.prepared<{ held: true }>(
    `SELECT true AS held FROM mailbox
     WHERE tenant_id = $1 AND user_id = $2 AND run_id = $3 AND epoch = $4 AND worker_id = $5
     FOR SHARE`,
    [claim.tenantId, claim.userId, claim.runId, claim.epoch, workerId],
  );
  if (!held) throw claimLost();
}

async function loadContext(sql: Sql, { tenantId, runId, userId }: LaneClaim): Promise<LaneContext> {
  const [row] = await sql.prepared<{
    connectorId: string;
    kind: string;
    folderId: string | null;
    from: Date | null;
    to: Date | null;
    usage: UsageColumn;
    parkedSince: Date | null;
    nextRunAt: Date | null;
    isConsentScoped: boolean;
    isRestored: boolean;
  }>(
    `SELECT c.id AS "connectorId", c.kind, f.folder_id AS "folderId", p.from, p.to, m.usage,
       l.parked_since AS "parkedSince", c.next_run_at AS "nextRunAt",
       t.consent_state = 'granted-scoped' AS "isConsentScoped",
       coalesce(r.window_from < (SELECT restored_at FROM deployment), false) AS "isRestored"
     FROM run r
     JOIN tenant t ON t.tenant_id = r.tenant_id
     JOIN lane l ON l.tenant_id = r.tenant_id AND l.run_id = r.id AND l.user_id = $3
     JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
     JOIN mailbox m ON m.tenant_id = r.tenant_id AND m.user_id = $3
     LEFT JOIN mailbox_folder f ON f.tenant_id = r.tenant_id AND f.user_id = $3 AND f.kind = c.kind
     CROSS JOIN LATERAL (
       SELECT min(d.sent_at) AS "from", max(d.sent_at) AS "to" FROM delivery d
       WHERE d.tenant_id = $1 AND d.run_id = $2 AND d.state = 'pending' AND d.user_id = $3
     ) p
     WHERE r.tenant_id = $1 AND r.id = $2`,
    [tenantId, runId, userId],
  );
  const kind = findConnectorKind(row?.kind ?? "");
  if (!row || !kind) throw new Error(`run ${runId} has no connector of a known kind`);
  return {
    connectorId: row.connectorId,
    kind,
    folderId: row.folderId ?? undefined,
    pendingRange: row.from && row.to ? { from: row.from, to: row.to } : undefined,
    parkedSince: row.parkedSince ?? undefined,
    nextRunAt: row.nextRunAt ?? undefined,
    isConsentScoped: row.isConsentScoped,
    usage: usageOf(row.usage),
    isRestored: row.isRestored,
  };
}

type Beat = { throttledUntil: Date | undefined; usage: readonly UsageStep[] | undefined; idleMs: number };

async function beat(sql: Sql, claim: LaneClaim, workerId: string, { throttledUntil, usage, idleMs }: Beat) {
  const [row] = await sql.prepared<{ isWanted: boolean }>(
    `UPDATE mailbox m SET heartbeat_at = now(), throttled_until = $6, usage = coalesce($7::jsonb, m.usage),
       progress_at = now() - $8 * interval '1 millisecond'
     FROM run r JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
     WHERE m.tenant_id = $1 AND m.user_id = $2 AND m.run_id = $3 AND m.epoch = $4 AND m.worker_id = $5
       AND r.tenant_id = m.tenant_id AND r.id = m.run_id
     RETURNING r.state = 'running' AND r.cancel_requested_at IS NULL AND c.state = 'active' AS "isWanted"`,
    [
      claim.tenantId,
      claim.userId,
      claim.runId,
      claim.epoch,
      workerId,
      throttledUntil ?? null,
      usageColumnOf(usage),
      idleMs,
    ],
  );
  if (!row) throw claimLost();
  return row.isWanted ? "held" : "stop-requested";
}

async function saveFolder(sql: Sql, { tenantId, runId, userId }: LaneClaim, folderId: string): Promise<void> {
  await sql.prepared(
    `INSERT INTO mailbox_folder (tenant_id, user_id, kind, folder_id)
     SELECT $1, $2, c.kind, $4 FROM run r JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
     WHERE r.tenant_id = $1 AND r.id = $3
     ON CONFLICT (tenant_id, user_id, kind) DO UPDATE SET folder_id = excluded.folder_id`,
    [tenantId, userId, runId, folderId],
  );
}

async function recordParking(
  sql: Sql,
  { tenantId, runId, userId }: LaneClaim,
  parking: { reason: string; since: Date } | undefined,
): Promise<void> {
  await sql.prepared(
    `UPDATE lane SET parked_reason = $4, parked_since = $5 WHERE tenant_id = $1 AND run_id = $2 AND user_id = $3`,
    [tenantId, runId, userId, parking?.reason ?? null, parking?.since ?? null],
  );
}

async function finish(
  sql: Sql,
  claim: LaneClaim,
  workerId: string,
  usage?: readonly UsageStep[],
): Promise<number> {
  const { tenantId, runId, userId } = claim;
  // One lane after the other: of two that finish together, the second sees the first, so one of them is the last. The
  // run's row comes before the mailbox's here as everywhere, so that nobody waits in a circle.
  await sql.prepared("SELECT 1 FROM run WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE", [
    tenantId,
    runId,
  ]);
  await holdLane(sql, claim, workerId);
  await sql.prepared("UPDATE lane SET state = 'done' WHERE tenant_id = $1 AND run_id = $2 AND user_id = $3", [
    tenantId,
    runId,
    userId,
  ]);
  await sql.prepared(
    `UPDATE mailbox SET run_id = NULL, worker_id = NULL, heartbeat_at = NULL, throttled_until = NULL, usage = coalesce($3::jsonb, usage)
     WHERE tenant_id = $1 AND user_id = $2`,
    [tenantId, userId, usageColumnOf(usage)],
  );
  return countOpen(sql, claim);
}
