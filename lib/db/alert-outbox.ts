import { z } from "zod";
import { ALERT_KINDS } from "#lib/domain/alert.ts";
import type { AlertChannel } from "#lib/domain/alert-channel.ts";
import type { DigestAlert } from "#lib/domain/alert-message.ts";
import type { Db } from "./client.ts";

/** A message that this caller alone sends now. */
export type ClaimedMessage = {
  id: string;
  channel: AlertChannel;
  createdAt: Date;
  alerts: DigestAlert[];
  /** This try included. */
  attempts: number;
};

/** Longer than any try takes: by then its sender is dead, and another one sends it again, under the same id. */
export const CLAIMED_FOR_MS = 120_000;

export async function sweepAlertMessages(db: Db): Promise<string[]> {
  const rows = await db.system((sql) =>
    sql.prepared<{ tenantId: string }>(`SELECT tenant_id AS "tenantId" FROM sweep_alert_messages(now())`),
  );
  return rows.map(({ tenantId }) => tenantId);
}

/** The oldest message that is due and that nobody else is at. */
export async function claimAlertMessage(db: Db, tenantId: string): Promise<ClaimedMessage | undefined> {
  const [row] = await db.sql(tenantId, (sql) =>
    sql.prepared<Omit<ClaimedMessage, "alerts"> & { alerts: unknown }>(CLAIM, [tenantId, CLAIMED_FOR_MS]),
  );
  return row && { ...row, alerts: storedAlerts.parse(row.alerts) };
}

/** @param refusal what the channel's page shows although it was sent */
export async function noteSent(
  db: Db,
  tenantId: string,
  id: string,
  refusal: string | undefined,
): Promise<void> {
  await db.sql(tenantId, (sql) => sql.query(SENT, [tenantId, id, refusal ?? null]));
}

/** It is tried again at `nextAt`, or never. */
export async function noteNotSent(
  db: Db,
  tenantId: string,
  id: string,
  failure: string,
  nextInMs: number | undefined,
): Promise<void> {
  await db.sql(tenantId, (sql) => sql.query(NOT_SENT, [tenantId, id, failure, nextInMs ?? null]));
}

const text = z.string().nullable();
/** As `queueDigest` wrote them. */
const storedAlerts = z.array(
  z.object({
    alertId: z.string(),
    kind: z.enum(ALERT_KINDS),
    connectorId: text,
    connectorName: text,
    runId: text,
    jobId: text,
    code: text,
    amount: z.number().nullable(),
    count: z.number(),
    firstAt: z.string(),
    lastAt: z.string(),
    resolvedAt: text,
  }),
);

const CLAIM = `
  UPDATE alert_message SET attempts = attempts + 1, next_at = now() + $2 * interval '1 millisecond'
  WHERE tenant_id = $1 AND id = (
    SELECT m.id FROM alert_message m
    WHERE m.tenant_id = $1 AND m.sent_at IS NULL AND m.given_up_at IS NULL AND m.next_at <= now()
    ORDER BY m.created_at, m.id LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING id, channel, created_at AS "createdAt", alerts, attempts`;

const SENT = `
  WITH message AS (
    UPDATE alert_message SET sent_at = now(), failure = $3::text
    WHERE tenant_id = $1 AND id = $2 AND sent_at IS NULL RETURNING tenant_id, channel)
  UPDATE alert_channel c SET last_sent_at = now(), last_failure = $3,
    last_failed_at = CASE WHEN $3 IS NULL THEN NULL ELSE now() END
  FROM message m WHERE c.tenant_id = m.tenant_id AND c.channel = m.channel`;

const NOT_SENT = `
  WITH message AS (
    UPDATE alert_message SET failure = $3, next_at = coalesce(now() + $4 * interval '1 millisecond', next_at),
      given_up_at = CASE WHEN $4::bigint IS NULL THEN now() END
    WHERE tenant_id = $1 AND id = $2 AND sent_at IS NULL RETURNING tenant_id, channel)
  UPDATE alert_channel c SET last_failure = $3, last_failed_at = now()
  FROM message m WHERE c.tenant_id = m.tenant_id AND c.channel = m.channel`;
