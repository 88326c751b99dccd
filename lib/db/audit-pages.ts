import type { AuditDeed, AuditFields, AuditTargetKind } from "#lib/domain/audit.ts";
import type { AuditRow } from "#lib/domain/views/audit.ts";
import type { Sql } from "./client.ts";

export type AuditFilter = {
  action: string | undefined;
  /** A part of a name, of a target's id or of a source address. */
  search: string;
  from: Date | undefined;
  to: Date | undefined;
};

/** Entries before the one with the id `before`, the latest first. */
export async function listAuditPage(
  sql: Sql,
  tenantId: string,
  filter: AuditFilter,
  before: string,
  limit: number,
): Promise<AuditRow[]> {
  const rows = await sql.query<Omit<AuditRow, "at"> & { at: Date }>(PAGE, [
    tenantId,
    before,
    filter.action ?? null,
    `%${filter.search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`,
    filter.from ?? null,
    filter.to ?? null,
    limit,
  ]);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** The same of one connector: of itself and of its runs. */
export async function listActivityPage(
  sql: Sql,
  { tenantId, connectorId }: { tenantId: string; connectorId: string },
  before: string,
  limit: number,
): Promise<AuditRow[]> {
  const rows = await sql.query<Omit<AuditRow, "at"> & { at: Date }>(ACTIVITY, [
    tenantId,
    connectorId,
    before,
    limit,
  ]);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

// A setup that was discarded has no page to lead to; a connector that was deleted has.
const COLUMNS = `
  a.id, a.number, a.at, a.actor_name AS "actorName", a.source_address AS "sourceAddress", a.action,
  a.target_kind AS "targetKind", a.target_id AS "targetId", a.before, a.after,
  coalesce(c.name, r.job_id) AS "targetName",
  CASE WHEN c.state = 'deleted' AND c.activated_at IS NULL THEN NULL ELSE coalesce(c.id, r.connector_id) END AS "connectorId"`;

// Each branch reads the index of targets, for the connector and for each of its runs.
const ACTIVITY = `
  SELECT ${COLUMNS}
  FROM (
    (SELECT * FROM audit_entry
     WHERE tenant_id = $1 AND target_kind = 'connector' AND target_id = $2::uuid::text AND id < $3
     ORDER BY id DESC LIMIT $4)
    UNION ALL
    (SELECT e.* FROM run x
     JOIN audit_entry e ON e.tenant_id = x.tenant_id AND e.target_kind = 'run' AND e.target_id = x.id::text AND e.id < $3
     WHERE x.tenant_id = $1 AND x.connector_id = $2::uuid
     ORDER BY e.id DESC LIMIT $4)
  ) a
  LEFT JOIN connector c ON a.target_kind = 'connector' AND c.tenant_id = a.tenant_id AND c.id = $2::uuid
  LEFT JOIN run r ON a.target_kind = 'run' AND r.tenant_id = a.tenant_id AND r.id::text = a.target_id
  ORDER BY a.id DESC LIMIT $4`;

const PAGE = `
  SELECT ${COLUMNS}
  FROM audit_entry a
  LEFT JOIN connector c ON a.target_kind = 'connector' AND c.tenant_id = a.tenant_id AND c.id::text = a.target_id
  LEFT JOIN run r ON a.target_kind = 'run' AND r.tenant_id = a.tenant_id AND r.id::text = a.target_id
  WHERE a.tenant_id = $1 AND a.id < $2
    AND ($3::text IS NULL OR a.action = $3)
    AND ($4 = '%%' OR a.actor_name ILIKE $4 OR a.target_id ILIKE $4 OR a.source_address ILIKE $4 OR c.name ILIKE $4
      OR r.job_id ILIKE $4)
    AND ($5::timestamptz IS NULL OR a.at >= $5) AND ($6::timestamptz IS NULL OR a.at < $6)
  ORDER BY a.id DESC LIMIT $7`;

/** An entry as the chain is verified: everything that its seal covers. */
export type ChainEntry = {
  id: string;
  number: string | null;
  keyId: string | null;
  seal: Uint8Array | null;
  deed: AuditDeed;
};

/** Entries after the one with the id `after`, the oldest first. */
export async function listChainPage(
  sql: Sql,
  tenantId: string,
  after: string,
  limit: number,
): Promise<ChainEntry[]> {
  const rows = await sql.query<ChainRow>(CHAIN, [tenantId, after, limit]);
  return rows.map(({ id, number, keyId, seal, before, after: changed, ...deed }) => ({
    id,
    number,
    keyId,
    seal,
    deed: { ...deed, tenantId, before: before ?? undefined, after: changed ?? undefined },
  }));
}

type ChainRow = Omit<ChainEntry, "deed"> &
  Omit<AuditDeed, "tenantId" | "targetKind" | "before" | "after"> & {
    targetKind: AuditTargetKind;
    before: AuditFields | null;
    after: AuditFields | null;
  };

const CHAIN = `
  SELECT id, number, key_id AS "keyId", seal, at, actor_id AS "actorId", actor_name AS "actorName",
    source_address AS "sourceAddress", action, target_kind AS "targetKind", target_id AS "targetId", before, after
  FROM audit_entry WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3`;

/** Where the tenant's chain ends; `undefined` before its first entry. */
export async function findChainEnd(
  sql: Sql,
  tenantId: string,
): Promise<{ lastNumber: string; lastSeal: Uint8Array } | undefined> {
  const [end] = await sql.query<{ lastNumber: string; lastSeal: Uint8Array }>(
    `SELECT last_number AS "lastNumber", last_seal AS "lastSeal" FROM audit_chain WHERE tenant_id = $1`,
    [tenantId],
  );
  return end;
}

/** The ids of all tenants, for an operator's command. */
export async function listTenantIds(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ tenantId: string }>(`SELECT tenant_id AS "tenantId" FROM sweep_tenants()`);
  return rows.map(({ tenantId }) => tenantId);
}
