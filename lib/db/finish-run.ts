import { outcomeOf } from "#lib/domain/run.ts";
import { watermarkAfter } from "#lib/domain/window.ts";
import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { Db, Sql } from "./client.ts";
import { endCancelled } from "./cancel-run.ts";
import { ONLY_FINISHES } from "./finishing-runs.ts";
import { holdRun } from "./hold-run.ts";
import { insertRest } from "./insert-rest.ts";
import { countOpen } from "./lane-counts.ts";
import { sumEndedRun } from "./run-sums.ts";
import { readRunTotals } from "./run-totals.ts";

export async function finishRun(
  db: Db,
  claim: RunClaim,
  workerId: string,
  now: Date,
): Promise<"completed" | "completed-with-issues" | "cancelled"> {
  return db.sql(claim.tenantId, async (sql) => {
    const { connectorId, isCancelRequested } = await holdRun(sql, claim, workerId);
    if (isCancelRequested) {
      await endCancelled((text, values) => sql.query(text, values), claim, now);
      return "cancelled";
    }
    const totals = await readRunTotals(sql, claim);
    const open = await countOpen(sql, claim);
    if (!totals.isListingComplete || totals.items.listed + totals.items.staged + open > 0) {
      throw new Error(`run ${claim.runId} is not carried through: it cannot be finished`);
    }
    const outcome = outcomeOf(totals.deliveries, totals.items, totals.participants.unmapped, totals.findings);
    await sql.query(END, [claim.tenantId, claim.runId, outcome, null, now]);
    await sumEndedRun(sql, claim.tenantId, claim.runId);
    // The watermark moves once, with the end of the run; a successful run also shows that the admin has acted.
    await moveWatermark(sql, claim, connectorId);
    await insertRest(sql, claim, now);
    return outcome;
  });
}

type Progress = { onlyFinishes: boolean; watermark: Date; from: Date; to: Date };

async function moveWatermark(sql: Sql, { tenantId, runId }: RunClaim, connectorId: string): Promise<void> {
  const [progress] = await sql.query<Progress>(
    `SELECT ${ONLY_FINISHES} AS "onlyFinishes", c.watermark, r.window_from AS "from", r.window_to AS "to"
     FROM run r JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id
     WHERE r.tenant_id = $1 AND r.id = $2 FOR NO KEY UPDATE OF c`,
    [tenantId, runId],
  );
  if (!progress) throw new Error(`run ${runId} has no connector`);
  if (progress.onlyFinishes) return;
  await sql.query(
    `UPDATE connector c SET watermark = $4, action_required = NULL,
       newest_archived_at = coalesce(greatest(c.newest_archived_at, r.newest_archived_at), r.window_from)
     FROM run r WHERE r.tenant_id = $1 AND r.id = $2 AND c.tenant_id = $1 AND c.id = $3`,
    [tenantId, runId, connectorId, watermarkAfter(progress.watermark, progress)],
  );
}

const END = `
  UPDATE run SET state = $3, reason = $4, ended_at = $5, worker_id = NULL, retry_at = NULL
  WHERE tenant_id = $1 AND id = $2`;
