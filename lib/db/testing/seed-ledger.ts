import { createHash } from "node:crypto";
import { seedActiveConnector } from "./seed.ts";
import type { TestDatabase } from "./test-database.ts";

export type SeededLedger = {
  tenantId: string;
  connectorId: string;
  runId: string;
  itemId: string;
  versionId: string;
};

/** A tenant with a row in every table, written as the owner would have to: past the application's privileges. */
export async function seedLedger({ db, admin }: TestDatabase, tenantId: string): Promise<SeededLedger> {
  const { connectorId } = await seedActiveConnector(db, tenantId);
  const one = async (statement: string, values: unknown[]): Promise<string> => {
    const { rows } = await admin.query<{ id: string }>(`${statement} RETURNING id`, values);
    return rows[0]?.id ?? "";
  };
  const versionId = await one(
    `INSERT INTO mapping_version (tenant_id, connector_id, version, file_name, default_country, uploaded_by, uploaded_at)
     VALUES ($1, $2, 1, 'mapping.csv', 'US', 'Ada', now())`,
    [tenantId, connectorId],
  );
  const runId = await one(
    `INSERT INTO run (tenant_id, connector_id, number, job_id, window_from, window_to, trigger, queued_at)
     VALUES ($1, $2, 1, 'ATT-000001', now() - interval '1 day', now(), 'manual', now())`,
    [tenantId, connectorId],
  );
  const itemId = await one(
    `INSERT INTO item (tenant_id, connector_id, run_id, source_item_id, archived_at) VALUES ($1, $2, $3, 'item-1', now())`,
    [tenantId, connectorId, runId],
  );
  for (const statement of REST) {
    const values = {
      $tenant: tenantId,
      $connector: connectorId,
      $run: runId,
      $item: itemId,
      $version: versionId,
    };
    const text = Object.entries(values).reduce(
      (sql, [name, value]) => sql.replaceAll(name, value),
      statement,
    );
    await admin.query(text.replaceAll("$hash", createHash("sha256").update(tenantId).digest("hex")));
  }
  return { tenantId, connectorId, runId, itemId, versionId };
}

const REST = [
  `INSERT INTO audit_chain (tenant_id, last_number, last_seal) VALUES ('$tenant', 0, '\\x$hash')`,
  `INSERT INTO audit_entry (tenant_id, at, actor_id, actor_name, source_address, action, target_kind, target_id)
   VALUES ('$tenant', now(), 'user-1', 'Ada', '127.0.0.1', 'create', 'connector', '$connector')`,
  `INSERT INTO connector_secret (tenant_id, connector_id, key_id, wrapped_key, ciphertext)
   VALUES ('$tenant', '$connector', 'key-1', '\\x00', '\\x00')`,
  `INSERT INTO consent_request (tenant_id, state_hash, connector_id, created_by, created_at, expires_at)
   VALUES ('$tenant', '\\x$hash', '$connector', 'user-1', now(), now())`,
  `INSERT INTO mapping_rule (tenant_id, version_id, phone, line, address)
   VALUES ('$tenant', $version, '+12125550101', 2, 'alice@contoso.example')`,
  `INSERT INTO mapping_problem (tenant_id, version_id, line, column_name, value, reason, advice)
   VALUES ('$tenant', $version, 3, 'External User ID', 'x', 'r', 'a')`,
  `INSERT INTO directory_state (tenant_id) VALUES ('$tenant')`,
  `INSERT INTO directory_user VALUES ('$tenant', 'user-1', 'Alice', 'alice@contoso.example', true, true, true, 0)`,
  `INSERT INTO directory_address VALUES ('$tenant', 'alice@contoso.example', 'user-1')`,
  `INSERT INTO directory_domain VALUES ('$tenant', 'contoso.example', 0)`,
  `INSERT INTO mailbox (tenant_id, user_id) VALUES ('$tenant', 'user-1')`,
  `INSERT INTO mailbox_folder VALUES ('$tenant', 'user-1', 'att-network', 'folder-1')`,
  `INSERT INTO pack (tenant_id, id, blob_name, key_id, wrapped_key, size_bytes)
   VALUES ('$tenant', 'pack-1', 'pack-1', 'key-1', '\\x00', 10)`,
  `UPDATE item SET state = 'staged', kind = 'sms', sent_at = now(), sha256 = sha256('x'), size_bytes = 10,
     pack_id = 'pack-1', pack_offset = 0, pack_length = 10 WHERE tenant_id = '$tenant'`,
  `INSERT INTO participant (tenant_id, item_id, ordinal, role, phone, has_unreadable_number)
   VALUES ('$tenant', $item, 0, 'from', '+12125550101', false)`,
  `INSERT INTO unmapped_identity (tenant_id, connector_id, kind, identity, reason, items)
   VALUES ('$tenant', '$connector', 'number', '+12125550101', 'no-mailbox-found', 1)`,
  `INSERT INTO unmapped_item (tenant_id, connector_id, identity, sent_at, item_id)
   VALUES ('$tenant', '$connector', '+12125550101', now(), $item)`,
  `INSERT INTO scope_mailbox (tenant_id, connector_id, user_id, address)
   VALUES ('$tenant', '$connector', 'user-1', 'alice@contoso.example')`,
  `INSERT INTO scope_before (tenant_id, connector_id, kind, user_ids, addresses)
   VALUES ('$tenant', '$connector', 'only', '{user-1}', '{alice@contoso.example}')`,
  `INSERT INTO lane (tenant_id, run_id, user_id) VALUES ('$tenant', '$run', 'user-1')`,
  `INSERT INTO delivery (tenant_id, run_id, item_id, user_id, import_key, sent_at)
   VALUES ('$tenant', '$run', $item, 'user-1', '\\x$hash', now())`,
  `INSERT INTO delivery_file (tenant_id, connector_id, name, size_bytes, modified_at, run_id, item_count)
   VALUES ('$tenant', '$connector', 'day.zip', 10, now(), '$run', 1)`,
  `INSERT INTO delivery_attempt (tenant_id, delivery_id, run_id, state, reason, attempts)
   SELECT tenant_id, id, run_id, 'failed', 'mailbox-full', 1 FROM delivery WHERE tenant_id = '$tenant' LIMIT 1`,
  `INSERT INTO run_finding (tenant_id, run_id, code, file) VALUES ('$tenant', '$run', 'manifest-missing', 'day.zip')`,
  `INSERT INTO alert_channel (tenant_id, channel, is_on, settings, portal_url, updated_at)
   VALUES ('$tenant', 'webhook', false, '{}', 'https://portal.example', now())`,
  `INSERT INTO alert_message (tenant_id, channel, alerts) VALUES ('$tenant', 'webhook', '[]')`,
  `INSERT INTO member (tenant_id, user_id, name, email, roles, first_seen_at, last_seen_at)
   VALUES ('$tenant', 'user-1', 'Ada', 'ada@contoso.example', '{Auditor}', now(), now())`,
  `INSERT INTO alert_watch (tenant_id) VALUES ('$tenant')`,
  `INSERT INTO retention (tenant_id) VALUES ('$tenant')`,
  `INSERT INTO alert_rule (tenant_id, kind, is_on) VALUES ('$tenant', 'no-worker', true)`,
  `WITH a AS (
     INSERT INTO alert (tenant_id, kind, connector_id, occurrence, first_at, last_at)
     VALUES ('$tenant', 'run-missing', '$connector', 'day 1', now(), now()) RETURNING id)
   INSERT INTO alert_read (tenant_id, alert_id, user_id, read_at) SELECT '$tenant', id, 'user-1', now() FROM a`,
  `UPDATE delivery SET state = 'failed', reason = 'mailbox-full', settled_at = now() WHERE tenant_id = '$tenant'`,
];
