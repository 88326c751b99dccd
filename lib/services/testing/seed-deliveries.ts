import type { TestDatabase } from "#lib/db/testing/test-database.ts";
import type { DeliveryState } from "#lib/domain/delivery.ts";

type SeededRun = { tenantId: string; connectorId: string; runId: string };

export type SeededDelivery = {
  userId: string;
  state: DeliveryState;
  reason?: string;
  isVerified?: boolean;
  skippedBytes?: number[];
};

/** Items of a run that were delivered, one delivery each, in the states given: sent a minute apart, from item-1 on. */
export async function seedDeliveries(
  { admin }: TestDatabase,
  { tenantId, connectorId, runId }: SeededRun,
  deliveries: readonly SeededDelivery[],
): Promise<void> {
  await admin.query(
    "UPDATE run SET state = 'running', step = 'import', started_at = now(), is_listing_complete = true WHERE id = $1",
    [runId],
  );
  await admin.query(PACK, [tenantId]);
  for (const { userId } of deliveries) await admin.query(LANE, [tenantId, runId, userId]);
  for (const [index, delivery] of deliveries.entries()) {
    const sentAt = new Date(Date.UTC(2026, 10, 21, 0, index));
    const item = await admin.query<{ id: string }>(ITEM, [tenantId, connectorId, runId, index + 1, sentAt]);
    const itemId = item.rows[0]?.id;
    await admin.query(PARTICIPANT, [tenantId, itemId, `+1212555${String(index).padStart(4, "0")}`]);
    await admin.query(RESOLVED, [tenantId, itemId, delivery.userId]);
    await admin.query("UPDATE item SET state = 'delivered' WHERE tenant_id = $1 AND id = $2", [
      tenantId,
      itemId,
    ]);
    await admin.query(DELIVERY, [tenantId, runId, itemId, delivery.userId, sentAt]);
    await settle(admin, tenantId, itemId, delivery);
  }
}

/** An item of the run that came to no mailbox; a rejected one was never read, so nobody is known to be in it. */
export async function seedRefusedItem(
  { admin }: TestDatabase,
  { tenantId, connectorId, runId }: SeededRun,
  { name, state, reason }: { name: string; state: "rejected" | "not-imported"; reason: string },
): Promise<void> {
  await admin.query(PACK, [tenantId]);
  const item = await admin.query<{ id: string }>(state === "rejected" ? LISTED_ITEM : ITEM, [
    tenantId,
    connectorId,
    runId,
    name,
    new Date(0),
  ]);
  const itemId = item.rows[0]?.id;
  if (state === "not-imported") await admin.query(PARTICIPANT, [tenantId, itemId, "+442012345678"]);
  await admin.query("UPDATE item SET state = $3, reason = $4 WHERE tenant_id = $1 AND id = $2", [
    tenantId,
    itemId,
    state,
    reason,
  ]);
}

async function settle(
  admin: TestDatabase["admin"],
  tenantId: string,
  itemId: string | undefined,
  { state, reason, isVerified, skippedBytes }: SeededDelivery,
): Promise<void> {
  if (state === "pending") return;
  await admin.query(
    "UPDATE delivery SET state = 'posting', posted_at = now() WHERE tenant_id = $1 AND item_id = $2",
    [tenantId, itemId],
  );
  if (state === "posting") return;
  await admin.query(
    `UPDATE delivery SET state = $3, reason = $4, message_id = 'message', settled_at = now(), skipped_bytes = $5,
       verified_at = CASE WHEN $6 THEN now() END
     WHERE tenant_id = $1 AND item_id = $2`,
    [tenantId, itemId, state, reason ?? null, skippedBytes ?? null, isVerified ?? false],
  );
}

const PACK = `
  INSERT INTO pack (tenant_id, id, blob_name, key_id, wrapped_key, size_bytes)
  VALUES ($1, 'pack-1', 'pack-1', 'key-1', '\\x00', 10) ON CONFLICT DO NOTHING`;
const LANE = `
  WITH box AS (INSERT INTO mailbox (tenant_id, user_id) VALUES ($1, $3) ON CONFLICT DO NOTHING)
  INSERT INTO lane (tenant_id, run_id, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;
const ITEM = `
  INSERT INTO item (tenant_id, connector_id, run_id, source_item_id, archived_at, state, kind, sent_at, sha256,
    size_bytes, pack_id, pack_offset, pack_length)
  VALUES ($1, $2, $3, 'item-' || $4::text, $5, 'staged', 'sms', $5, sha256('x'), 10, 'pack-1', 0, 10) RETURNING id`;
const LISTED_ITEM = `
  INSERT INTO item (tenant_id, connector_id, run_id, source_item_id, archived_at)
  VALUES ($1, $2, $3, 'item-' || $4::text, $5) RETURNING id`;
const PARTICIPANT = `
  INSERT INTO participant (tenant_id, item_id, ordinal, role, phone, has_unreadable_number)
  VALUES ($1, $2, 0, 'from', $3, false)`;
const RESOLVED = `
  UPDATE participant SET resolution = 'mailbox', via = 'email', user_id = $3 WHERE tenant_id = $1 AND item_id = $2`;
const DELIVERY = `
  INSERT INTO delivery (tenant_id, run_id, item_id, user_id, import_key, sent_at)
  SELECT $1, $2, i.id, $4::text, sha256(convert_to(i.connector_id || E'\\n' || i.source_item_id || E'\\n' || $4::text, 'UTF8')), $5
  FROM item i WHERE i.tenant_id = $1 AND i.id = $3`;
