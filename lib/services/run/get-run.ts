import { listFindings } from "#lib/db/finding-rows.ts";
import { findRunProgress, listRunReasons } from "#lib/db/run-progress.ts";
import type { RunDetail } from "#lib/domain/views/run.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { runNotFound } from "../shared/refusals.ts";

/** More are in the log. */
const SHOWN_FINDINGS = 200;

/** @throws Refusal `not-found` */
export async function getRun(context: ServiceContext, runId: string): Promise<RunDetail> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  return context.db.sql(tenantId, async (sql) => {
    const progress = await findRunProgress(sql, tenantId, runId);
    if (!progress) throw runNotFound();
    const reasons = await listRunReasons(sql, tenantId, runId);
    const findings =
      progress.findingCount === 0 ? [] : await listFindings(sql, tenantId, runId, SHOWN_FINDINGS);
    return { ...progress, reasons, findings };
  });
}
