import type { DeletedConnector } from "#lib/domain/views/connector.ts";
import type { Sql } from "./client.ts";
import { kindOf } from "./connector-settings.ts";
import { isUuid } from "./ids.ts";

/** A connector's place in the list of deleted ones, the latest first. */
export type DeletedPlace = { deletedAt: Date; id: string };

/** Connectors that were deleted; setups that were discarded before they became one are none. */
export async function listDeletedPage(
  sql: Sql,
  tenantId: string,
  before: DeletedPlace | undefined,
  limit: number,
): Promise<DeletedConnector[]> {
  const place = [before?.deletedAt ?? null, before?.id ?? null];
  return (await sql.query<DeletedRow>(PAGE, [tenantId, ...place, limit])).map(viewOf);
}

export async function findDeletedConnector(
  sql: Sql,
  tenantId: string,
  connectorId: string,
): Promise<DeletedConnector | undefined> {
  if (!isUuid(connectorId)) return undefined;
  const [row] = await sql.query<DeletedRow>(ONE, [tenantId, connectorId]);
  return row && viewOf(row);
}

/** Whether there is one at all. */
export async function hasDeletedConnector(sql: Sql, tenantId: string): Promise<boolean> {
  const rows = await sql.query(`SELECT 1 FROM connector c WHERE ${IS_DELETED} LIMIT 1`, [tenantId]);
  return rows.length > 0;
}

type DeletedRow = Omit<DeletedConnector, "kind" | "createdAt" | "deletedAt"> & {
  kind: string;
  createdAt: Date;
  deletedAt: Date;
};

function viewOf({ kind, createdAt, deletedAt, ...row }: DeletedRow): DeletedConnector {
  return {
    ...row,
    kind: kindOf({ kind }),
    createdAt: createdAt.toISOString(),
    deletedAt: deletedAt.toISOString(),
  };
}

const IS_DELETED = "c.tenant_id = $1 AND c.state = 'deleted' AND c.activated_at IS NOT NULL";

// Nothing changes a connector's row after its deletion.
const DELETED = `
  SELECT c.id AS "connectorId", c.name, c.kind, c.created_at AS "createdAt", c.updated_at AS "deletedAt",
    (SELECT count(*)::int FROM run r WHERE r.tenant_id = c.tenant_id AND r.connector_id = c.id) AS runs
  FROM connector c WHERE ${IS_DELETED}`;
const PAGE = `
  ${DELETED} AND ($2::timestamptz IS NULL OR (c.updated_at, c.id) < ($2, $3::uuid))
  ORDER BY c.updated_at DESC, c.id DESC LIMIT $4`;
const ONE = `${DELETED} AND c.id = $2`;
