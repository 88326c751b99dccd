import type { TestDatabase } from "#lib/db/testing/test-database.ts";
import type { UnmappedReason } from "#lib/domain/mapping.ts";

type SeededRun = { tenantId: string; connectorId: string; runId: string };

/** Somebody without a mailbox, by number, by address, or by neither. */
export type SeededPerson = { phone?: string; address?: string; reason?: UnmappedReason };

/**
 * An item of the run, sent then, between people who have no mailbox: mapped as the workers do, so that the lists of
 * them are kept. @returns its id
 */
export async function seedUnmappedItem(
  { admin }: TestDatabase,
  { tenantId, connectorId, runId }: SeededRun,
  sentAt: Date,
  people: readonly SeededPerson[],
): Promise<string> {
  await admin.query(PACK, [tenantId]);
  const inserted = await admin.query<{ id: string }>(ITEM, [tenantId, connectorId, runId, sentAt]);
  const id = inserted.rows[0]?.id ?? "";
  const phones = people.map(({ phone }) => phone ?? null);
  const addresses = people.map(({ address }) => address ?? null);
  await admin.query(PEOPLE, [tenantId, id, phones, addresses]);
  const reasons = people.map(({ reason = "no-mailbox-found" }) => reason);
  await admin.query(RESOLVED, [tenantId, id, reasons]);
  await admin.query(
    "UPDATE item SET state = 'not-imported', reason = 'no-participant-mapped' WHERE tenant_id = $1 AND id = $2",
    [tenantId, id],
  );
  return id;
}

const PACK = `
  INSERT INTO pack (tenant_id, id, blob_name, key_id, wrapped_key, size_bytes)
  VALUES ($1, 'pack-1', 'pack-1', 'key-1', '\\x00', 10) ON CONFLICT DO NOTHING`;
const ITEM = `
  INSERT INTO item (tenant_id, connector_id, run_id, source_item_id, archived_at, state, kind, sent_at, sha256,
    size_bytes, pack_id, pack_offset, pack_length)
  VALUES ($1, $2, $3, gen_random_uuid()::text, $4, 'staged', 'sms', $4, sha256('x'), 10, 'pack-1', 0, 10) RETURNING id`;
const PEOPLE = `
  INSERT INTO participant (tenant_id, item_id, ordinal, role, phone, address, has_unreadable_number)
  SELECT $1, $2, nth - 1, CASE WHEN nth = 1 THEN 'from' ELSE 'to' END, phone, address, phone IS NULL AND address IS NULL
  FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS p (phone, address, nth)`;
const RESOLVED = `
  UPDATE participant SET resolution = 'unmapped', reason = ($3::text[])[ordinal + 1]
  WHERE tenant_id = $1 AND item_id = $2`;
