import { findRunProgress, listRunReasons } from "#lib/db/run-progress.ts";
import type { RunDetail } from "#lib/domain/views.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { runNotFound } from "../shared/refusals.ts";

/** @throws Refusal `not-found` */
export async function getRun(context: ServiceContext, runId: string): Promise<RunDetail> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  return context.db.sql(tenantId, async (sql) => {
    const progress = await findRunProgress(sql, tenantId, runId);
    if (!progress) throw runNotFound();
    return { ...progress, reasons: await listRunReasons(sql, tenantId, runId) };
  });
}
