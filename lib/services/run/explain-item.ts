import { findItemTrace } from "#lib/db/item-trace.ts";
import { isRowId } from "#lib/db/ids.ts";
import { Refusal } from "#lib/domain/failure.ts";
import type { ItemTrace } from "#lib/domain/traces.ts";
import { authorize, type ServiceContext } from "../context.ts";

/** What became of one item, reached from a run of its connector. @throws Refusal `not-found` */
export async function explainItem(
  context: ServiceContext,
  { runId, itemId }: { runId: string; itemId: string },
): Promise<ItemTrace> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const trace = isRowId(itemId)
    ? await context.db.sql(tenantId, (sql) => findItemTrace(sql, { tenantId, runId, itemId }))
    : undefined;
  if (trace) return trace;
  throw new Refusal("not-found", "This item does not exist. Look for it by its ID on the run's page.");
}
