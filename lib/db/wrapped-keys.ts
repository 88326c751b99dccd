import type { AlertChannel } from "#lib/domain/alert-channel.ts";
import { alertSecretContext } from "./alert-channels.ts";
import type { Db, Sql } from "./client.ts";
import { sftpSecretContext, vendorSecretContext } from "./vendor-credentials.ts";

/** A data key in its wrapping. `contexts`: what it may have been wrapped with; exactly one of them opens it. */
export type WrappedKey = { id: string; keyId: string; wrappedKey: Uint8Array; contexts: readonly string[] };
/** The same data key under another key. */
export type Rewrapped = { id: string; keyId: string; wrappedKey: Uint8Array };

/** Rows that hold wrapped data keys, of one table of one tenant. */
export type WrappedRows = {
  what: "credentials" | "originals";
  /** Rows after `afterId` that are not under `keyId`, held until the transaction ends. */
  lock(sql: Sql, tenantId: string, keyId: string, afterId: string, limit: number): Promise<WrappedKey[]>;
  write(sql: Sql, tenantId: string, keys: readonly Rewrapped[]): Promise<void>;
};

type Row = { id: string; keyId: string; wrappedKey: Buffer };

/** @param contextOf a pack: what its data key was wrapped with */
export function wrappedRows(contextOf: (tenantId: string, packId: string) => string): WrappedRows[] {
  return [
    {
      what: "credentials",
      async lock(sql, tenantId, ...rest) {
        const rows = await sql.query<Row>(LOCK_SECRETS, [tenantId, ...rest]);
        return rows.map((row) => ({
          ...row,
          contexts: [vendorSecretContext(tenantId, row.id), sftpSecretContext(tenantId, row.id)],
        }));
      },
      write: (sql, tenantId, keys) => write(sql, WRITE_SECRETS, tenantId, keys),
    },
    {
      what: "credentials",
      async lock(sql, tenantId, ...rest) {
        const rows = await sql.query<Row & { id: AlertChannel }>(LOCK_CHANNELS, [tenantId, ...rest]);
        return rows.map((row) => ({ ...row, contexts: [alertSecretContext(tenantId, row.id)] }));
      },
      write: (sql, tenantId, keys) => write(sql, WRITE_CHANNELS, tenantId, keys),
    },
    {
      what: "originals",
      async lock(sql, tenantId, ...rest) {
        const rows = await sql.query<Row>(LOCK_PACKS, [tenantId, ...rest]);
        return rows.map((row) => ({ ...row, contexts: [contextOf(tenantId, row.id)] }));
      },
      write: (sql, tenantId, keys) => write(sql, WRITE_PACKS, tenantId, keys),
    },
  ];
}

/** Ids of the keys that seal entries of the tenant's audit log: they verify it for as long as it is kept. */
export async function listSealKeyIds(db: Db, tenantId: string): Promise<string[]> {
  const rows = await db.sql(tenantId, (sql) =>
    sql.query<{ keyId: string }>(
      `SELECT DISTINCT key_id AS "keyId" FROM audit_entry WHERE tenant_id = $1 AND key_id IS NOT NULL`,
      [tenantId],
    ),
  );
  return rows.map(({ keyId }) => keyId);
}

async function write(sql: Sql, text: string, tenantId: string, keys: readonly Rewrapped[]): Promise<void> {
  await sql.query(text, [
    tenantId,
    keys.map(({ id }) => id),
    keys.map(({ keyId }) => keyId),
    keys.map(({ wrappedKey }) => Buffer.from(wrappedKey)),
  ]);
}

const LOCK_SECRETS = `
  SELECT connector_id::text AS id, key_id AS "keyId", wrapped_key AS "wrappedKey" FROM connector_secret
  WHERE tenant_id = $1 AND key_id <> $2 AND connector_id::text > $3
  ORDER BY connector_id::text LIMIT $4 FOR NO KEY UPDATE`;

const WRITE_SECRETS = `
  UPDATE connector_secret s SET key_id = u.key_id, wrapped_key = u.wrapped_key
  FROM unnest($2::uuid[], $3::text[], $4::bytea[]) AS u (id, key_id, wrapped_key)
  WHERE s.tenant_id = $1 AND s.connector_id = u.id`;

const LOCK_CHANNELS = `
  SELECT channel AS id, key_id AS "keyId", wrapped_key AS "wrappedKey" FROM alert_channel
  WHERE tenant_id = $1 AND key_id <> $2 AND channel > $3
  ORDER BY channel LIMIT $4 FOR NO KEY UPDATE`;

const WRITE_CHANNELS = `
  UPDATE alert_channel c SET key_id = u.key_id, wrapped_key = u.wrapped_key
  FROM unnest($2::text[], $3::text[], $4::bytea[]) AS u (id, key_id, wrapped_key)
  WHERE c.tenant_id = $1 AND c.channel = u.id`;

const LOCK_PACKS = `
  SELECT id, key_id AS "keyId", wrapped_key AS "wrappedKey" FROM pack
  WHERE tenant_id = $1 AND key_id <> $2 AND deleted_at IS NULL AND octet_length(wrapped_key) > 0 AND id > $3
  ORDER BY id LIMIT $4 FOR NO KEY UPDATE`;

const WRITE_PACKS = `
  UPDATE pack p SET key_id = u.key_id, wrapped_key = u.wrapped_key
  FROM unnest($2::text[], $3::text[], $4::bytea[]) AS u (id, key_id, wrapped_key)
  WHERE p.tenant_id = $1 AND p.id = u.id`;
