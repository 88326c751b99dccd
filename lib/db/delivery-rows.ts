import type {
  DeliveryToImport,
  Twins,
  UnsettledDelivery,
  UnverifiedDelivery,
} from "#lib/pipeline/ports/lane-store.ts";
import type { LaneClaim } from "#lib/pipeline/ports/claims.ts";
import type { Sql } from "./client.ts";

/** The same with its original's place still in columns; bigint comes as text. */
type DeliveryRow = Omit<UnsettledDelivery, "pack" | "location"> & {
  packId: string;
  blobName: string;
  keyId: string;
  wrappedKey: Buffer;
  packBytes: string;
  offset: string;
  length: string;
};

const WITH_ORIGINAL = `
  SELECT d.id AS "deliveryId", d.item_id AS "itemId", encode(d.import_key, 'hex') AS "importKey",
    encode(i.sha256, 'hex') AS sha256, i.kind AS "itemKind", d.sent_at AS "sentAt", d.lost_count AS "lostCount",
    d.posted_at AS "postedAt", d.message_id AS "messageId", p.id AS "packId", p.blob_name AS "blobName", p.key_id AS "keyId",
    p.wrapped_key AS "wrappedKey", p.size_bytes AS "packBytes", i.pack_offset AS "offset", i.pack_length AS "length"
  FROM taken d
  JOIN item i ON i.tenant_id = $1 AND i.id = d.item_id
  JOIN pack p ON p.tenant_id = $1 AND p.id = i.pack_id
  ORDER BY d.sent_at, d.id`;

const TAKE_PENDING = `
  WITH oldest AS (
    SELECT id FROM delivery
    WHERE tenant_id = $1 AND run_id = $2 AND state = 'pending' AND user_id = $3
    ORDER BY sent_at, id LIMIT $4
  ), taken AS (
    UPDATE delivery d SET state = 'posting', posted_at = $5, attempts = d.attempts + 1
    FROM oldest o WHERE d.tenant_id = $1 AND d.id = o.id AND d.state IS NOT DISTINCT FROM 'pending'
    RETURNING d.id, d.item_id, d.import_key, d.sent_at, d.lost_count, d.posted_at, d.message_id
  ) ${WITH_ORIGINAL}`;

export async function takePending(
  sql: Sql,
  { tenantId, runId, userId }: LaneClaim,
  limit: number,
  now: Date,
): Promise<DeliveryToImport[]> {
  const rows = await sql.prepared<DeliveryRow>(TAKE_PENDING, [tenantId, runId, userId, limit, now]);
  return rows.map((row) => deliveryOf(row));
}

const UNSETTLED = `
  WITH taken AS (
    SELECT * FROM delivery WHERE tenant_id = $1 AND run_id = $2 AND state = 'posting' AND user_id = $3
  ) ${WITH_ORIGINAL}`;

export async function listUnsettled(
  sql: Sql,
  { tenantId, runId, userId }: LaneClaim,
): Promise<UnsettledDelivery[]> {
  const rows = await sql.prepared<DeliveryRow>(UNSETTLED, [tenantId, runId, userId]);
  return rows.map((row) => ({ ...deliveryOf(row), postedAt: row.postedAt }));
}

function deliveryOf(row: Omit<DeliveryRow, "postedAt">): DeliveryToImport {
  const { deliveryId, itemId, importKey, sha256, itemKind, sentAt, lostCount, packId } = row;
  return {
    deliveryId,
    itemId,
    importKey,
    sha256,
    itemKind,
    sentAt,
    lostCount,
    pack: {
      packId,
      blobName: row.blobName,
      keyId: row.keyId,
      wrappedKey: row.wrappedKey,
      sizeBytes: Number(row.packBytes),
    },
    location: { packId, offset: Number(row.offset), length: Number(row.length) },
  };
}

// One index range a state, each in the order of time; the verified ones were passed by the page before.
const unverifiedIn = (state: string) => `(
  SELECT * FROM delivery
  WHERE tenant_id = $1 AND run_id = $2 AND state = '${state}' AND user_id = $3 AND verified_at IS NULL
    AND (sent_at, id) > ($4, $5)
  ORDER BY sent_at, id LIMIT $6)`;

const UNVERIFIED = `
  WITH taken AS (
    SELECT * FROM (${["imported", "partial", "duplicate"].map((state) => unverifiedIn(state)).join(" UNION ALL ")}) d
    ORDER BY sent_at, id LIMIT $6
  ) ${WITH_ORIGINAL}`;

export async function listUnverified(
  sql: Sql,
  { tenantId, runId, userId }: LaneClaim,
  after: UnverifiedDelivery | undefined,
  limit: number,
): Promise<UnverifiedDelivery[]> {
  const [sentAt, id] = after ? [after.sentAt, after.deliveryId] : ["-infinity", 0];
  const rows = await sql.prepared<DeliveryRow & { messageId: string }>(UNVERIFIED, [
    tenantId,
    runId,
    userId,
    sentAt,
    id,
    limit,
  ]);
  return rows.map((row) => {
    const { lostCount: _, ...delivery } = deliveryOf(row);
    return { ...delivery, messageId: row.messageId };
  });
}

// One index range a run and state: the lane's mailbox at that very time.
const TWINS = `
  SELECT t.message_id AS "messageId"
  FROM delivery d
  JOIN item i ON i.tenant_id = $1 AND i.id = d.item_id
  JOIN run r ON r.tenant_id = $1
  JOIN delivery t ON t.tenant_id = $1 AND t.run_id = r.id AND t.user_id = $2 AND t.sent_at = d.sent_at
    AND t.state IN ('posting', 'imported', 'partial', 'duplicate')
  JOIN item ti ON ti.tenant_id = $1 AND ti.id = t.item_id
  WHERE d.tenant_id = $1 AND d.id = $3 AND t.id <> d.id AND ti.sha256 = i.sha256`;

export async function listTwins(
  sql: Sql,
  { tenantId, userId }: LaneClaim,
  deliveryId: string,
): Promise<Twins> {
  const rows = await sql.query<{ messageId: string | null }>(TWINS, [tenantId, userId, deliveryId]);
  const messageIds = rows.map((row) => row.messageId).filter((id) => id !== null);
  return { messageIds, openCount: rows.length - messageIds.length };
}
