import type { Sql } from "./client.ts";
import { USAGE_AS_LEFT } from "./usage-rows.ts";

/**
 * Whether no worker is still busy in a mailbox for an ended run of the connector. A holder that has been told to stop
 * still writes the outcome of what it had sent; a dead one (no heartbeat since `staleBefore`) loses its lease here.
 */
export async function areLanesDrained(
  sql: Sql,
  tenantId: string,
  connectorId: string,
  staleBefore: Date,
): Promise<boolean> {
  const held = await sql.query<{ isAlive: boolean }>(
    `SELECT m.heartbeat_at >= $3 AS "isAlive" FROM mailbox m
     JOIN run r ON r.tenant_id = m.tenant_id AND r.id = m.run_id
     WHERE m.tenant_id = $1 AND r.connector_id = $2 AND r.ended_at IS NOT NULL
     FOR NO KEY UPDATE OF m`,
    [tenantId, connectorId, staleBefore],
  );
  if (held.some((lease) => lease.isAlive)) return false;
  if (held.length > 0) await sql.query(REVOKE_ENDED, [tenantId, connectorId]);
  return true;
}

const REVOKE_ENDED = `
  UPDATE mailbox m SET run_id = NULL, worker_id = NULL, heartbeat_at = NULL, epoch = m.epoch + 1,
    usage = ${USAGE_AS_LEFT}
  FROM run r
  WHERE m.tenant_id = $1 AND r.tenant_id = m.tenant_id AND r.id = m.run_id
    AND r.connector_id = $2 AND r.ended_at IS NOT NULL`;

/**
 * Moves what failed or cancelled runs of the connector left unfinished to `runId`: items not mapped yet, deliveries not
 * settled, cancelled or not read back. Each item and delivery is accounted for by the run that finishes it, so nothing
 * is lost, and since the rows themselves move, nothing is sent twice.
 */
export async function takeOverUnfinished(
  sql: Sql,
  tenantId: string,
  connectorId: string,
  runId: string,
): Promise<void> {
  await sql.query(TAKE_ITEMS, [tenantId, connectorId, runId]);
  await sql.query(TAKE_REFETCHES, [tenantId, connectorId, runId]);
  await sql.query(OPEN_LANES, [tenantId, connectorId, runId]);
  await sql.query(TAKE_DELIVERIES, [tenantId, connectorId, runId]);
  await sql.query(CLOSE_OLD_LANES, [tenantId, connectorId, runId]);
}

const TAKE_ITEMS = `
  UPDATE item i SET run_id = $3
  FROM run r
  WHERE r.tenant_id = $1 AND r.connector_id = $2 AND r.id <> $3 AND r.items_listed + r.items_staged > 0
    AND i.tenant_id = r.tenant_id AND i.run_id = r.id AND i.state IN ('listed', 'staged')`;

const TAKE_REFETCHES = `
  UPDATE item i SET refetch_run_id = $3
  FROM run r
  WHERE r.tenant_id = $1 AND r.connector_id = $2 AND r.id <> $3
    AND i.tenant_id = r.tenant_id AND i.refetch_run_id = r.id`;

// A lane that stayed open when its run ended is what that run left behind.
const OPEN_LANES = `
  INSERT INTO lane (tenant_id, run_id, user_id)
  SELECT DISTINCT l.tenant_id, $3::uuid, l.user_id FROM lane l
  JOIN run r ON r.tenant_id = l.tenant_id AND r.id = l.run_id
  WHERE l.tenant_id = $1 AND l.state = 'open' AND r.connector_id = $2 AND r.id <> $3
  ON CONFLICT (tenant_id, run_id, user_id) DO NOTHING`;

const TAKE_DELIVERIES = `
  UPDATE delivery d SET
    run_id = $3,
    state = CASE WHEN d.state <> 'failed' THEN d.state WHEN d.posted_at IS NULL THEN 'pending' ELSE 'posting' END,
    reason = CASE WHEN d.state = 'failed' THEN NULL ELSE d.reason END,
    settled_at = CASE WHEN d.state = 'failed' THEN NULL ELSE d.settled_at END
  FROM lane l
  JOIN run r ON r.tenant_id = l.tenant_id AND r.id = l.run_id
  WHERE l.tenant_id = $1 AND l.state = 'open' AND r.connector_id = $2 AND r.id <> $3
    AND d.tenant_id = l.tenant_id AND d.run_id = l.run_id AND d.user_id = l.user_id
    AND (d.state IN ('pending', 'posting')
      OR (d.state IN ('imported', 'partial', 'duplicate') AND d.verified_at IS NULL)
      OR (d.state = 'failed' AND d.reason = 'cancelled-by-admin'))`;

const CLOSE_OLD_LANES = `
  UPDATE lane l SET state = 'done'
  FROM run r
  WHERE l.tenant_id = $1 AND l.state = 'open' AND r.tenant_id = l.tenant_id AND r.id = l.run_id
    AND r.connector_id = $2 AND r.id <> $3`;
