import { findConnectorKind } from "#lib/domain/connector-kinds.ts";
import type { RunStep } from "#lib/domain/run.ts";
import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { RunContext, RunStore } from "#lib/pipeline/ports/run-store.ts";
import type { Db } from "./client.ts";
import { finishRun } from "./finish-run.ts";
import { claimLost, holdRun } from "./hold-run.ts";
import { readListing, recordPage } from "./listing-rows.ts";
import { listParticipantsToResolve } from "./participant-rows.ts";
import { recordResolutions } from "./resolution-rows.ts";
import { listItemsToStage, recordStaged, recordUnfetched } from "./staging-rows.ts";
import { countOpenLanes } from "./lane-counts.ts";

/** The rows of a run in PostgreSQL, as the worker `workerId` may read and write them under its claim. */
export function createRunStore(db: Db, workerId: string): RunStore {
  return {
    loadContext: (claim) => loadContext(db, claim, workerId),
    heartbeat: (claim, idleMs = 0) => beat(db, claim, workerId, idleMs),
    enterStep: (claim, step) => enterStep(db, claim, workerId, step),
    readListing: (claim) => readListing(db, claim, workerId),
    recordPage: (claim, items, next, report, limit) =>
      recordPage(db, claim, workerId, items, next, report, limit),
    listItemsToStage: (claim, limit) => listItemsToStage(db, claim, workerId, limit),
    recordUnfetched: (claim, itemIds, now) => recordUnfetched(db, claim, workerId, itemIds, now),
    recordStaged: (claim, packs, items) => recordStaged(db, claim, workerId, packs, items),
    listParticipantsToResolve: (claim, maxItems) => listParticipantsToResolve(db, claim, workerId, maxItems),
    recordResolutions: (claim, resolutions) => recordResolutions(db, claim, workerId, resolutions),
    countOpenLanes: (claim) => countOpenLanes(db, claim, workerId),
    finish: (claim, now) => finishRun(db, claim, workerId, now),
  };
}

type ContextRow = Omit<RunContext, "kind" | "window" | "newestArchivedAt"> & {
  kind: string;
  from: Date;
  to: Date;
  newestArchivedAt: Date | null;
};

async function loadContext(db: Db, claim: RunClaim, workerId: string): Promise<RunContext> {
  const { tenantId, runId } = claim;
  const [row] = await db.sql(tenantId, async (sql) => {
    await holdRun(sql, claim, workerId);
    return sql.query<ContextRow>(
      `SELECT r.connector_id AS "connectorId", c.kind, r.window_from AS "from", r.window_to AS "to",
         c.overlap_hours * 3600000 AS "overlapMs", c.default_country AS "defaultCountry",
         c.newest_archived_at AS "newestArchivedAt", r.step
       FROM run r JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
       WHERE r.tenant_id = $1 AND r.id = $2`,
      [tenantId, runId],
    );
  });
  const kind = findConnectorKind(row?.kind ?? "");
  if (!row || !kind) throw new Error(`run ${runId} has no connector of a known kind`);
  const { from, to, newestArchivedAt, ...rest } = row;
  return {
    ...rest,
    kind,
    window: { from, to },
    newestArchivedAt: newestArchivedAt ?? undefined,
  };
}

async function beat(db: Db, claim: RunClaim, workerId: string, idleMs: number) {
  const [row] = await db.sql(claim.tenantId, (sql) =>
    sql.prepared<{ isCancelled: boolean; isActive: boolean }>(
      `UPDATE run r SET heartbeat_at = now(), progress_at = now() - $5 * interval '1 millisecond' FROM connector c
       WHERE r.tenant_id = $1 AND r.id = $2 AND r.epoch = $3 AND r.worker_id = $4 AND r.state = 'running'
         AND c.tenant_id = r.tenant_id AND c.id = r.connector_id
       RETURNING r.cancel_requested_at IS NOT NULL AS "isCancelled", c.state = 'active' AS "isActive"`,
      [claim.tenantId, claim.runId, claim.epoch, workerId, idleMs],
    ),
  );
  if (!row) throw claimLost();
  if (row.isCancelled) return "cancel-requested";
  return row.isActive ? "held" : "pause-requested";
}

/** A new step means progress: transient failures are counted from zero again. */
async function enterStep(db: Db, claim: RunClaim, workerId: string, step: RunStep): Promise<void> {
  // The step before has filled tables that the next one joins.
  await db.system((sql) => sql.query("SELECT analyze_grown_tables()"));
  await db.sql(claim.tenantId, async (sql) => {
    await holdRun(sql, claim, workerId);
    await sql.query(
      "UPDATE run SET step = $3, attempts = 0, faults = 0, heartbeat_at = now() WHERE tenant_id = $1 AND id = $2",
      [claim.tenantId, claim.runId, step],
    );
  });
}
