import type { Sql } from "#lib/db/client.ts";
import { listDeliveriesOfItem, listDeliveryPage } from "#lib/db/delivery-pages.ts";
import { indexedId } from "#lib/db/listing-rows.ts";
import { hasRun } from "#lib/db/run-progress.ts";
import type { DeliveryState } from "#lib/domain/delivery.ts";
import type { DeliveryRow, Page } from "#lib/domain/views.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { formatDeliveryCursor, parseDeliveryCursor } from "../shared/cursors.ts";
import { runNotFound } from "../shared/refusals.ts";
import { pageOf } from "../shared/page-of.ts";

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
  /** The vendor's id of one item; then there is one page. */
  itemId?: string | undefined;
  /** Of one mailbox: the directory's id of its user. */
  userId?: string | undefined;
  cursor?: string | undefined;
};

/** By state, then by mailbox and time. @throws Refusal `not-found` | `cursor-unreadable` */
export async function listDeliveries(
  context: ServiceContext,
  { runId, state, itemId, userId, cursor }: DeliveryQuery,
): Promise<Page<DeliveryRow>> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const after = parseDeliveryCursor(cursor);
  return context.db.sql(tenantId, async (sql) => {
    if (!(await hasRun(sql, tenantId, runId))) throw runNotFound();
    if (itemId !== undefined)
      return { rows: await ofItem(sql, { tenantId, runId }, itemId, state), next: null };
    const place = { tenantId, runId, userId };
    const found = await listDeliveryPage(sql, place, statesOf(state), after, PAGE_ROWS + 1);
    return pageOf(
      found,
      PAGE_ROWS,
      ({ row }) => row,
      ({ place: at }) => formatDeliveryCursor(at),
    );
  });
}

/** More mailboxes than Exchange lets one message have receivers. */
const MAX_OF_ITEM = 1000;

async function ofItem(
  sql: Sql,
  run: { tenantId: string; runId: string },
  itemId: string,
  state: DeliveryState | undefined,
): Promise<DeliveryRow[]> {
  const { short } = indexedId(itemId.replaceAll("\0", ""));
  const found = await listDeliveriesOfItem(sql, run, short, MAX_OF_ITEM);
  const states = statesOf(state);
  return found.map(({ row }) => row).filter((row) => states.includes(row.state));
}

function statesOf(state: DeliveryState | undefined): readonly DeliveryState[] {
  if (state === undefined) return ALL_STATES;
  return state === "pending" || state === "posting" ? ["pending", "posting"] : [state];
}
