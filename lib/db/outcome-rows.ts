import type { DeliveryOutcome, VerifiedDelivery } from "#lib/pipeline/ports/lane-store.ts";
import type { FoundMessage } from "#lib/pipeline/ports/mailbox.ts";
import type { LaneClaim } from "#lib/pipeline/ports/claims.ts";
import type { Sql } from "./client.ts";

// The deliveries are named by id. All else is compared so that no index takes part in it: states change faster than
// PostgreSQL's statistics of them, and it would read the whole lane, or the whole tenant, for each batch.
const IN_LANE = "(d.run_id, d.user_id) IS NOT DISTINCT FROM ($2::uuid, $3::text)";

// From *posting*, or from an imported state to *failed* when it is missed on read-back; all else is a repeat.
const RECORD_OUTCOMES = `
  UPDATE delivery d SET
    state = u.state,
    reason = u.reason,
    message_id = coalesce(u.message_id, d.message_id),
    skipped_bytes = coalesce(u.skipped_bytes::bigint[], d.skipped_bytes),
    lost_count = d.lost_count + u.lost,
    posted_at = CASE WHEN u.state = 'pending' THEN NULL ELSE d.posted_at END,
    settled_at = CASE WHEN u.state = 'pending' THEN NULL ELSE $4::timestamptz END
  FROM unnest($5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::int[])
    AS u (id, state, reason, message_id, skipped_bytes, lost)
  WHERE d.tenant_id = $1 AND d.id = u.id AND ${IN_LANE}
    AND CASE WHEN d.state = 'posting' THEN true
      WHEN d.state IN ('imported', 'partial', 'duplicate') THEN u.state = 'failed' AND d.verified_at IS NULL
      ELSE false END`;

export async function recordOutcomes(
  sql: Sql,
  claim: LaneClaim,
  outcomes: readonly DeliveryOutcome[],
  now: Date,
): Promise<void> {
  const columns = outcomes.map((outcome) => columnsOf(outcome));
  await sql.prepared(RECORD_OUTCOMES, [
    claim.tenantId,
    claim.runId,
    claim.userId,
    now,
    outcomes.map((outcome) => outcome.deliveryId),
    outcomes.map((outcome) => outcome.state),
    columns.map((each) => each.reason ?? null),
    columns.map((each) => each.messageId ?? null),
    columns.map((each) => each.skippedBytes ?? null),
    columns.map((each) => each.lost ?? 0),
  ]);
}

/** `skippedBytes` as the text of an array, since PostgreSQL has no arrays of arrays of different lengths. */
type OutcomeColumns = { reason?: string; messageId?: string; skippedBytes?: string; lost?: number };

function columnsOf(outcome: DeliveryOutcome): OutcomeColumns {
  switch (outcome.state) {
    case "imported":
    case "duplicate":
      return { messageId: outcome.messageId };
    case "partial":
      return {
        messageId: outcome.messageId,
        reason: "attachment-too-large",
        skippedBytes: `{${outcome.skippedBytes.join(",")}}`,
      };
    case "failed":
      return { reason: outcome.reason };
    case "pending":
      return { lost: outcome.wasLost ? 1 : 0 };
  }
}

export async function recordDuplicates(
  sql: Sql,
  { tenantId, runId, userId }: LaneClaim,
  found: readonly FoundMessage[],
  now: Date,
): Promise<void> {
  const byKey = found.filter((message) => message.importKey !== undefined);
  const byBytes = found.filter((message) => message.sha256 !== undefined);
  const lane = [tenantId, runId, userId, now];
  const messageIds = (messages: readonly FoundMessage[]) => messages.map(({ messageId }) => messageId);
  if (byKey.length > 0) {
    const keys = byKey.map((message) => message.importKey);
    await sql.query(DUPLICATES_BY_KEY, [...lane, keys, messageIds(byKey)]);
  }
  if (byBytes.length > 0) {
    const hashes = byBytes.map((message) => message.sha256);
    await sql.query(DUPLICATES_BY_BYTES, [...lane, hashes, messageIds(byBytes)]);
  }
}

const DUPLICATES_BY_KEY = `
  UPDATE delivery d SET state = 'duplicate', message_id = u.message_id, settled_at = $4
  FROM (
    SELECT DISTINCT ON (key) decode(key, 'hex') AS key, message_id
    FROM unnest($5::text[], $6::text[]) WITH ORDINALITY AS f (key, message_id, place) ORDER BY key, place
  ) u
  WHERE d.tenant_id = $1 AND d.import_key = u.key AND ${IN_LANE}
    AND d.state IS NOT DISTINCT FROM 'pending'`;

// The first message of some bytes stands for the lane's first delivery of them, the second for the second.
const DUPLICATES_BY_BYTES = `
  UPDATE delivery d SET state = 'duplicate', message_id = f.message_id, settled_at = $4
  FROM (
    SELECT p.id, i.sha256, row_number() OVER (PARTITION BY i.sha256 ORDER BY p.sent_at, p.id) AS place
    FROM delivery p JOIN item i ON i.tenant_id = $1 AND i.id = p.item_id
    WHERE p.tenant_id = $1 AND p.run_id = $2 AND p.state = 'pending' AND p.user_id = $3
  ) o JOIN (
    SELECT decode(hash, 'hex') AS sha256, message_id, row_number() OVER (PARTITION BY hash ORDER BY at) AS place
    FROM unnest($5::text[], $6::text[]) WITH ORDINALITY AS u (hash, message_id, at)
  ) f ON f.sha256 = o.sha256 AND f.place = o.place
  WHERE d.tenant_id = $1 AND d.id = o.id AND d.state = 'pending'`;

export async function failPending(
  sql: Sql,
  { tenantId, runId, userId }: LaneClaim,
  reason: string,
  now: Date,
): Promise<void> {
  await sql.query(
    `UPDATE delivery SET state = 'failed', reason = $4, settled_at = $5
     WHERE tenant_id = $1 AND run_id = $2 AND state = 'pending' AND user_id = $3`,
    [tenantId, runId, userId, reason, now],
  );
}

export async function recordVerified(
  sql: Sql,
  { tenantId, runId, userId }: LaneClaim,
  verified: readonly VerifiedDelivery[],
  now: Date,
): Promise<void> {
  await sql.query(
    `UPDATE delivery d SET verified_at = $4, message_id = u.message_id
     FROM unnest($5::bigint[], $6::text[]) AS u (id, message_id)
     WHERE d.tenant_id = $1 AND d.id = u.id AND ${IN_LANE}
       AND CASE WHEN d.state IN ('imported', 'partial', 'duplicate') THEN d.verified_at IS NULL ELSE false END`,
    [
      tenantId,
      runId,
      userId,
      now,
      verified.map((each) => each.deliveryId),
      verified.map((each) => each.messageId),
    ],
  );
}
