import { listRulePage } from "#lib/db/mapping-rule-pages.ts";
import type { MappingRows } from "#lib/domain/views/mapping.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { findVersionInForce } from "../shared/derive-version.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";
import { formatRuleCursor, parseRuleCursor } from "../shared/mapping-cursors.ts";
import { pageOf } from "../shared/page-of.ts";

const PAGE_ROWS = 25;

export type RowQuery = {
  connectorId: string;
  /** How a number begins, country code first; empty for all. */
  search?: string | undefined;
  cursor?: string | undefined;
};

/** Rows of the custom mapping in force, by number; none where it is off. @throws Refusal `not-found` | `cursor-unreadable` */
export async function listMappingRows(
  context: ServiceContext,
  { connectorId, search = "", cursor }: RowQuery,
): Promise<MappingRows> {
  authorize(context, "look");
  const { db, viewer } = context;
  const after = parseRuleCursor(cursor);
  const connector = await findOwnConnector(context, connectorId);
  const version = await db.tenant(viewer.tenantId, (tx) => findVersionInForce(tx, connector));
  if (!version) return { version: null, rows: [], next: null };
  const prefix = prefixOf(search);
  const found = await db.sql(viewer.tenantId, (sql) =>
    listRulePage(sql, version.id, after, PAGE_ROWS + 1, prefix),
  );
  const page = pageOf(
    found,
    PAGE_ROWS,
    ({ validFrom, validTo, ...rule }) => ({
      ...rule,
      validFrom: validFrom?.toISOString() ?? null,
      validTo: validTo?.toISOString() ?? null,
    }),
    formatRuleCursor,
  );
  return { version: version.version, ...page };
}

/** Numbers are stored as E.164: a plus sign and digits. */
function prefixOf(search: string): string {
  const digits = search.replaceAll(/\D/g, "").replace(/^00/, "");
  if (digits !== "") return `+${digits}`;
  return search.trim() === "" ? "" : "nothing begins so";
}
