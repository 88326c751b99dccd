import { hasRun } from "#lib/db/run-progress.ts";
import { listUnimportedPage } from "#lib/db/unimported-pages.ts";
import type { Page } from "#lib/domain/views/page.ts";
import type { UnimportedRow } from "#lib/domain/views/run.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { formatUnimportedCursor, parseUnimportedCursor } from "../shared/cursors.ts";
import { pageOf } from "../shared/page-of.ts";
import { runNotFound } from "../shared/refusals.ts";

const PAGE_ROWS = 50;

export type UnimportedQuery = {
  runId: string;
  /** `attention`: without what the scope leaves out, unless a reason is named. */
  only?: "attention" | undefined;
  /** A reason code. */
  reason?: string | undefined;
  cursor?: string | undefined;
};

/**
 * Items of a run that came to no mailbox: the rejected ones, then those that were not imported, as they were listed.
 * @throws Refusal `not-found` | `cursor-unreadable`
 */
export async function listUnimported(
  context: ServiceContext,
  { runId, only, reason, cursor }: UnimportedQuery,
): Promise<Page<UnimportedRow>> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const after = parseUnimportedCursor(cursor);
  return context.db.sql(tenantId, async (sql) => {
    if (!(await hasRun(sql, tenantId, runId))) throw runNotFound();
    const scope = { tenantId, runId, only, reason };
    const found = await listUnimportedPage(sql, scope, after, PAGE_ROWS + 1);
    return pageOf(
      found,
      PAGE_ROWS,
      (row) => row,
      ({ state, itemId }) => formatUnimportedCursor({ state, id: itemId }),
    );
  });
}
