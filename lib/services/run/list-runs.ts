import { listRunsOfConnector } from "#lib/db/run-progress.ts";
import type { Page } from "#lib/domain/views/page.ts";
import type { RunProgress } from "#lib/domain/views/run.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { parseRunCursor } from "../shared/cursors.ts";
import { requireConnectorEver } from "../shared/find-own-connector.ts";
import { pageOf } from "../shared/page-of.ts";

const PAGE_ROWS = 25;

/** A connector's runs, also of a deleted one, newest first. @throws Refusal `not-found` | `cursor-unreadable` */
export async function listRuns(
  context: ServiceContext,
  connectorId: string,
  cursor?: string,
): Promise<Page<RunProgress>> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const before = parseRunCursor(cursor);
  await requireConnectorEver(context, connectorId);
  const found = await context.db.sql(tenantId, (sql) =>
    listRunsOfConnector(sql, tenantId, connectorId, before, PAGE_ROWS + 1),
  );
  return pageOf(
    found,
    PAGE_ROWS,
    ({ run }) => run,
    ({ number }) => String(number),
  );
}
