import { stateOfVersion, summaryOfVersion } from "#lib/db/connector-settings.ts";
import { listVersionPage } from "#lib/db/mapping-versions.ts";
import type { MappingVersionView } from "#lib/domain/views/mapping.ts";
import type { Page } from "#lib/domain/views/page.ts";
import { authorize, type ServiceContext } from "../context.ts";
import { parseRunCursor } from "../shared/cursors.ts";
import { findOwnConnector } from "../shared/find-own-connector.ts";
import { pageOf } from "../shared/page-of.ts";

const PAGE_ROWS = 20;

/** The versions of a connector's custom mapping, the latest first. @throws Refusal `not-found` | `cursor-unreadable` */
export async function listMappingVersions(
  context: ServiceContext,
  connectorId: string,
  cursor?: string,
): Promise<Page<MappingVersionView>> {
  authorize(context, "look");
  const { tenantId } = context.viewer;
  const until = parseRunCursor(cursor);
  const connector = await findOwnConnector(context, connectorId);
  const found = await context.db.tenant(tenantId, (tx) =>
    listVersionPage(tx, tenantId, connectorId, until, PAGE_ROWS + 1),
  );
  // The row that is found beyond the page is the one before its last.
  const withBefore = found.map((version, at) => ({ version, before: found[at + 1]?.version ?? null }));
  return pageOf(
    withBefore,
    PAGE_ROWS,
    ({ version, before }) => ({
      ...summaryOfVersion(version),
      state: stateOfVersion(connector, version.id),
      activatedAt: version.activatedAt?.toISOString() ?? null,
      before,
    }),
    ({ version }) => String(version.version),
  );
}
