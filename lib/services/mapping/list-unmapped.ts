import { listUnmappedPage } from "#lib/db/unmapped-pages.ts";
import type { Page } from "#lib/domain/views/page.ts";
import type { UnmappedRow } from "#lib/domain/views/mapping.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { formatUnmappedCursor, parseUnmappedCursor } from "../shared/cursors.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";
import { pageOf } from "../shared/page-of.ts";

const PAGE_ROWS = 25;

export type UnmappedSearch = {
  connectorId: string;
  /** A part of the number or address. */
  search?: string | undefined;
  cursor?: string | undefined;
};

/**
 * Numbers and addresses that should have a mailbox and have none; those with the most items first.
 * @throws Refusal `not-found` | `cursor-unreadable`
 */
export async function listUnmapped(
  context: ServiceContext,
  { connectorId, search = "", cursor }: UnmappedSearch,
): Promise<Page<UnmappedRow>> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const after = parseUnmappedCursor(cursor);
  await findOwnConnector(context, connectorId);
  const query = { tenantId, connectorId, search: search.trim(), after, limit: PAGE_ROWS + 1 };
  const found = await context.db.sql(tenantId, (sql) => listUnmappedPage(sql, query));
  return pageOf(found, PAGE_ROWS, (row) => row, formatUnmappedCursor);
}
