import { countDiff, FIRST_DIFF, listDiffPage } from "#lib/db/mapping-diff.ts";
import type { MappingDiff } from "#lib/domain/views/mapping.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { formatDiffCursor, parseDiffCursor } from "../shared/mapping-cursors.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";
import { getVersion } from "../shared/get-version.ts";
import { pageOf } from "../shared/page-of.ts";

const PAGE_ROWS = 50;

export type DiffQuery = { connectorId: string; from: number; to: number; cursor?: string | undefined };

/**
 * What is added, removed and changed in version `to` against version `from`, by number. The first page also counts.
 * @throws Refusal `not-found` | `version-gone` | `cursor-unreadable`
 */
export async function diffMappingVersions(
  context: ServiceContext,
  { connectorId, from, to, cursor }: DiffQuery,
): Promise<MappingDiff> {
  authorize(context, "look");
  const { db, viewer } = context;
  const after = parseDiffCursor(cursor);
  const { tenantId, id } = await findOwnConnector(context, connectorId);
  const versions = await db.tenant(viewer.tenantId, async (tx) => ({
    from: (await getVersion(tx, { tenantId, id }, from)).id,
    to: (await getVersion(tx, { tenantId, id }, to)).id,
  }));
  return db.sql(viewer.tenantId, async (sql) => {
    const found = await listDiffPage(sql, versions, after, PAGE_ROWS + 1);
    const page = pageOf(
      found,
      PAGE_ROWS,
      ({ row }) => row,
      ({ place }) => formatDiffCursor(place),
    );
    return { counts: after === FIRST_DIFF ? await countDiff(sql, versions) : null, ...page };
  });
}
