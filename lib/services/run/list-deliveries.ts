import { listDeliveryPage } from "#lib/db/delivery-pages.ts";
import { findRunProgress } from "#lib/db/run-progress.ts";
import type { DeliveryState } from "#lib/domain/delivery.ts";
import type { DeliveryRow, Page } from "#lib/domain/views.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { formatDeliveryCursor, parseDeliveryCursor } from "../shared/cursors.ts";
import { runNotFound } from "../shared/refusals.ts";

const PAGE_ROWS = 50;

/** What needs a look comes first. */
const ALL_STATES: readonly DeliveryState[] = [
  "failed",
  "partial",
  "pending",
  "posting",
  "duplicate",
  "imported",
];

export type DeliveryQuery = {
  runId: string;
  /** `pending` also lists those that are on their way, as the counters do. */
  state?: DeliveryState | undefined;
  cursor?: string | undefined;
};

/** By state, then by mailbox and time. @throws Refusal `not-found` | `cursor-unreadable` */
export async function listDeliveries(
  context: ServiceContext,
  { runId, state, cursor }: DeliveryQuery,
): Promise<Page<DeliveryRow>> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const after = parseDeliveryCursor(cursor);
  return context.db.sql(tenantId, async (sql) => {
    if (!(await findRunProgress(sql, tenantId, runId))) throw runNotFound();
    const found = await listDeliveryPage(sql, { tenantId, runId }, statesOf(state), after, PAGE_ROWS + 1);
    const page = found.slice(0, PAGE_ROWS);
    const last = page.at(-1);
    return {
      rows: page.map(({ row }) => row),
      next: found.length > PAGE_ROWS && last ? formatDeliveryCursor(last.place) : null,
    };
  });
}

function statesOf(state: DeliveryState | undefined): readonly DeliveryState[] {
  if (state === undefined) return ALL_STATES;
  return state === "pending" || state === "posting" ? ["pending", "posting"] : [state];
}
