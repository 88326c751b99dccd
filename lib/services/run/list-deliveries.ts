import type { Sql } from "#lib/db/client.ts";
import { listDeliveriesOfItem, listDeliveryPage } from "#lib/db/delivery-pages.ts";
import { isRowId } from "#lib/db/ids.ts";
import { hasRun } from "#lib/db/run-progress.ts";
import { listUnreadDeliveries } from "#lib/db/unread-deliveries.ts";
import { type DeliveryState, isUnread } from "#lib/domain/delivery.ts";
import type { DeliveryRow } from "#lib/domain/views/run.ts";
import type { Page } from "#lib/domain/views/page.ts";
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
  /** `pending` also lists those that are on their way, as the counters do; `unread`: imported and not read back. */
  state?: DeliveryState | "unread" | undefined;
  /** Of one item, by its row's id; then there is one page. */
  itemId?: string | undefined;
  /** Of one mailbox: the directory's id of its user. */
  userId?: string | undefined;
  /** A reason code. */
  reason?: string | undefined;
  cursor?: string | undefined;
};

/** By state, then by mailbox and time. @throws Refusal `not-found` | `cursor-unreadable` */
export async function listDeliveries(
  context: ServiceContext,
  { runId, state, itemId, userId, reason, cursor }: DeliveryQuery,
): Promise<Page<DeliveryRow>> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const after = parseDeliveryCursor(cursor);
  return context.db.sql(tenantId, async (sql) => {
    if (!(await hasRun(sql, tenantId, runId))) throw runNotFound();
    if (itemId !== undefined)
      return { rows: await ofItem(sql, { tenantId, runId }, itemId, state), next: null };
    const scope = { tenantId, runId, userId, reason };
    const found =
      state === "unread"
        ? await listUnreadDeliveries(sql, scope, after, PAGE_ROWS + 1)
        : await listDeliveryPage(sql, scope, statesOf(state), after, PAGE_ROWS + 1);
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
  state: DeliveryQuery["state"],
): Promise<DeliveryRow[]> {
  if (!isRowId(itemId)) return [];
  const found = (await listDeliveriesOfItem(sql, run, itemId, MAX_OF_ITEM)).map(({ row }) => row);
  if (state === "unread") return found.filter((row) => isUnread(row));
  const states = statesOf(state);
  return found.filter((row) => states.includes(row.state));
}

function statesOf(state: DeliveryState | undefined): readonly DeliveryState[] {
  if (state === undefined) return ALL_STATES;
  return state === "pending" || state === "posting" ? ["pending", "posting"] : [state];
}
