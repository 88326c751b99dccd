import type { SealAudit } from "#lib/services/context.ts";
import { insertAuditEntry } from "./audit.ts";
import { cancelNowOrAsk } from "./cancel-run.ts";
import type { Db, Tx } from "./client.ts";
import { lockConnector } from "./insert-run.ts";

/** What is known of a tenant that is about to be forgotten. */
export type TenantHoldings = {
  name: string;
  forgottenAt: Date | null;
  connectors: number;
  activeJobs: string[];
  credentials: number;
  packs: number;
  bytes: bigint;
};

/** @returns undefined where nobody knows the tenant */
export async function readHoldings(tx: Tx, tenantId: string): Promise<TenantHoldings | undefined> {
  const [row] = await tx.$queryRawUnsafe<TenantHoldings[]>(HOLDINGS, tenantId);
  return row;
}

const HOLDINGS = `
  SELECT t.name, t.forgotten_at AS "forgottenAt", p.packs, p.bytes,
    (SELECT count(*)::int FROM connector WHERE tenant_id = $1::uuid AND state <> 'deleted') AS connectors,
    ARRAY(SELECT job_id FROM run WHERE tenant_id = $1::uuid AND state IN ('queued', 'running') ORDER BY number) AS "activeJobs",
    (SELECT count(*)::int FROM connector_secret WHERE tenant_id = $1::uuid)
      + (SELECT count(key_id)::int FROM alert_channel WHERE tenant_id = $1::uuid) AS credentials
  FROM tenant t, (
    SELECT count(*)::int AS packs, coalesce(sum(size_bytes), 0)::bigint AS bytes FROM pack
    WHERE tenant_id = $1::uuid AND octet_length(wrapped_key) > 0
  ) p
  WHERE t.tenant_id = $1::uuid`;

/** No run of theirs begins any more, and those that are active end, here or within seconds by their workers. */
export async function stopConnectors(db: Db, tenantId: string, now: Date): Promise<void> {
  await db.tenant(tenantId, async (tx) => {
    const connectors = await tx.connector.findMany({ where: { tenantId }, orderBy: { id: "asc" } });
    for (const { id } of connectors) await lockConnector(tx, tenantId, id);
    const end = { state: "deleted", nextRunAt: null, actionRequired: null, updatedAt: now };
    await tx.connector.updateMany({ where: { tenantId, state: { not: "deleted" } }, data: end });
    const active = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM run WHERE tenant_id = ${tenantId}::uuid AND state IN ('queued', 'running')
      ORDER BY id FOR NO KEY UPDATE`;
    for (const { id } of active) await cancelNowOrAsk(tx, tenantId, id, now);
  });
}

type Operator = { by: string; now: Date; seal: SealAudit };

/**
 * In one transaction: no data key and no credential of the tenant is left, nor its mapping, scope and directory, and a
 * sealed entry says so. From then on nothing that it stored can be opened. The caller has seen that no run is active.
 * @returns whether there was anything to destroy
 */
export async function destroyKeys(db: Db, tenantId: string, { by, now, seal }: Operator): Promise<boolean> {
  return db.tenant(tenantId, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM tenant WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`;
    const held = await readHoldings(tx, tenantId);
    if (!held) return false;
    if (held.activeJobs.length > 0) throw new Error(`a run is active: ${held.activeJobs.join(", ")}`);
    for (const statement of DESTROY) await tx.$executeRawUnsafe(statement, tenantId);
    await tx.tenant.updateMany({ where: { tenantId }, data: { ...NOTHING_KNOWN, forgottenAt: now } });
    if (held.forgottenAt !== null && held.packs + held.credentials === 0) return false;
    const { credentials, packs } = held;
    const after = { credentials, packs, bytes: Number(held.bytes) };
    await insertAuditEntry(tx, { ...deedOf(tenantId, "forget-tenant", by, now), after }, seal);
    return true;
  });
}

const NOTHING_KNOWN = { name: "", consentState: "unknown", consentCheckedAt: null, consentDetail: null };

// What holds something that another row points to goes after that row.
const DESTROY = [
  "UPDATE pack SET wrapped_key = '' WHERE tenant_id = $1::uuid AND octet_length(wrapped_key) > 0",
  "DELETE FROM connector_secret WHERE tenant_id = $1::uuid",
  "DELETE FROM consent_request WHERE tenant_id = $1::uuid",
  "DELETE FROM alert_message WHERE tenant_id = $1::uuid",
  `UPDATE alert_channel SET is_on = false, key_id = NULL, wrapped_key = NULL, ciphertext = NULL,
     settings = CASE channel WHEN 'webhook' THEN '{"url":""}'::jsonb
       ELSE '{"host":"","port":587,"security":"starttls","username":"","from":"","to":[]}'::jsonb END
   WHERE tenant_id = $1::uuid`,
  `UPDATE connector SET mapping_version_id = NULL, pending_mapping_version_id = NULL, source_username = '',
     source_account = NULL, sftp_host = '', sftp_folder = '', sftp_fingerprint = ''
   WHERE tenant_id = $1::uuid`,
  "DELETE FROM scope_mailbox WHERE tenant_id = $1::uuid",
  "DELETE FROM scope_before WHERE tenant_id = $1::uuid",
  "DELETE FROM mapping_problem WHERE tenant_id = $1::uuid",
  "DELETE FROM mapping_rule WHERE tenant_id = $1::uuid",
  "DELETE FROM mapping_version WHERE tenant_id = $1::uuid",
  "DELETE FROM directory_address WHERE tenant_id = $1::uuid",
  "DELETE FROM directory_user WHERE tenant_id = $1::uuid",
  "DELETE FROM directory_domain WHERE tenant_id = $1::uuid",
  "DELETE FROM directory_state WHERE tenant_id = $1::uuid",
];

const ITEMS_AT_ONCE = 20_000;

/** Numbers, addresses and names leave the rows that stay. Safe to interrupt and to repeat. */
export async function forgetPeople(db: Db, tenantId: string): Promise<void> {
  for (let after: string | null = "0"; after !== null;) {
    const from: string = after;
    const [page] = await db.sql(tenantId, (sql) =>
      sql.query<{ last: string | null }>("SELECT forget_people($1, $2, $3) AS last", [
        tenantId,
        from,
        ITEMS_AT_ONCE,
      ]),
    );
    after = page?.last ?? null;
  }
}

/** The packs' rows say that their blobs are gone, but for those that the storage holds on to. */
export async function recordCleared(
  db: Db,
  tenantId: string,
  { blobs, held }: { blobs: number; held: readonly string[] },
  { by, now, seal }: Operator,
): Promise<void> {
  await db.tenant(tenantId, async (tx) => {
    await tx.$executeRaw`
      UPDATE pack SET deleted_at = ${now}, retention_days = NULL
      WHERE tenant_id = ${tenantId}::uuid AND deleted_at IS NULL AND NOT blob_name = ANY (${held})`;
    const after = { blobs, held: held.length };
    await insertAuditEntry(tx, { ...deedOf(tenantId, "clear-tenant", by, now), after }, seal);
  });
}

function deedOf(tenantId: string, action: string, by: string, at: Date) {
  const target = { targetKind: "tenant", targetId: tenantId } as const;
  return { tenantId, at, actorId: "operator", actorName: by, sourceAddress: "", action, ...target };
}
