import type { Resolution } from "#lib/domain/mapping.ts";
import type { ParticipantResolution } from "#lib/pipeline/ports/run-store.ts";
import type { RunClaim } from "#lib/pipeline/ports/claims.ts";
import type { Db, Sql } from "./client.ts";
import { holdRun } from "./hold-run.ts";

/** Resolutions, lanes, deliveries and the items' dispositions: one transaction. @returns items still to be mapped */
export async function recordResolutions(
  db: Db,
  claim: RunClaim,
  workerId: string,
  resolutions: readonly ParticipantResolution[],
): Promise<number> {
  return db.sql(claim.tenantId, async (sql) => {
    const { connectorId } = await holdRun(sql, claim, workerId);
    const itemIds = [...new Set(resolutions.map((each) => each.itemId))];
    if (itemIds.length > 0) {
      await resolve(sql, claim, resolutions);
      const userIds = resolutions.flatMap(({ resolution }) =>
        resolution.kind === "mailbox" ? [resolution.userId] : [],
      );
      await sql.query(INSERT_LANES, [claim.tenantId, claim.runId, itemIds, [...new Set(userIds)]]);
      await sql.query(INSERT_DELIVERIES, [claim.tenantId, claim.runId, itemIds, connectorId]);
    }
    await sql.query(END_WITHOUT_PARTICIPANTS, [claim.tenantId, claim.runId, itemIds]);
    const [run] = await sql.query<{ remaining: number }>(
      "SELECT items_staged AS remaining FROM run WHERE tenant_id = $1 AND id = $2",
      [claim.tenantId, claim.runId],
    );
    return run?.remaining ?? 0;
  });
}

// Items are named by id: their run and state are compared so that no index takes part, since without statistics
// PostgreSQL would read the whole run for each batch.
const RESOLVE = `
  UPDATE participant p SET resolution = u.resolution, reason = u.reason, via = u.via, user_id = u.user_id,
    mapping_version = u.mapping_version, mapping_line = u.mapping_line
  FROM unnest($3::bigint[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[], $10::int[])
    AS u (item_id, ordinal, resolution, reason, via, user_id, mapping_version, mapping_line)
  JOIN item i ON i.tenant_id = $1 AND i.id = u.item_id AND (i.run_id, i.state) IS NOT DISTINCT FROM ($2::uuid, 'staged')
  WHERE p.tenant_id = $1 AND p.item_id = u.item_id AND p.ordinal = u.ordinal`;

async function resolve(
  sql: Sql,
  claim: RunClaim,
  resolutions: readonly ParticipantResolution[],
): Promise<void> {
  const columns = resolutions.map((each) => columnsOf(each.resolution));
  await sql.query(RESOLVE, [
    claim.tenantId,
    claim.runId,
    resolutions.map((each) => each.itemId),
    resolutions.map((each) => each.ordinal),
    columns.map((each) => each.resolution),
    columns.map((each) => each.reason ?? null),
    columns.map((each) => each.via ?? null),
    columns.map((each) => each.userId ?? null),
    columns.map((each) => each.version ?? null),
    columns.map((each) => each.line ?? null),
  ]);
}

type ResolutionColumns = {
  resolution: Resolution["kind"];
  reason?: string;
  via?: string;
  userId?: string;
  version?: number;
  line?: number;
};

function columnsOf(resolution: Resolution): ResolutionColumns {
  const { kind, ...rest } = resolution;
  return { resolution: kind, ...rest };
}

// Of those just found: in an item that is replayed others have a mailbox already. The mailbox's row is the lease that
// all runs and connectors share.
const INSERT_LANES = `
  WITH destination AS (
    SELECT DISTINCT p.user_id FROM participant p
    JOIN item i ON i.tenant_id = p.tenant_id AND i.id = p.item_id
    WHERE p.tenant_id = $1 AND p.item_id = ANY ($3::bigint[]) AND p.user_id = ANY ($4::text[])
      AND p.resolution = 'mailbox'
      AND (i.run_id, i.state) IS NOT DISTINCT FROM ($2::uuid, 'staged')
    ORDER BY p.user_id
  ), known AS (
    INSERT INTO mailbox (tenant_id, user_id) SELECT $1, user_id FROM destination
    ON CONFLICT (tenant_id, user_id) DO NOTHING
  )
  INSERT INTO lane (tenant_id, run_id, user_id) SELECT $1, $2, user_id FROM destination
  ON CONFLICT (tenant_id, run_id, user_id) DO NOTHING`;

// The import key: what makes a message the same message, in the ledger and stamped on it in the mailbox.
const INSERT_DELIVERIES = `
  WITH whole AS MATERIALIZED (
    SELECT i.id, i.sent_at, coalesce(i.source_item_id_long, i.source_item_id) AS source_item_id,
      EXISTS (
        SELECT 1 FROM participant p WHERE p.tenant_id = $1 AND p.item_id = i.id AND p.resolution = 'mailbox'
      ) AS has_mailbox, (
        SELECT bool_or(p.resolution = 'left-out') AND NOT bool_or(p.resolution = 'unmapped')
        FROM participant p WHERE p.tenant_id = $1 AND p.item_id = i.id
      ) AS is_left_out
    FROM item i
    WHERE i.tenant_id = $1 AND i.id = ANY ($3::bigint[]) AND (i.run_id, i.state) IS NOT DISTINCT FROM ($2::uuid, 'staged')
      AND NOT EXISTS (
        SELECT 1 FROM participant p WHERE p.tenant_id = $1 AND p.item_id = i.id AND p.resolution IS NULL)
  ), delivered AS (
    INSERT INTO delivery (tenant_id, run_id, item_id, user_id, import_key, sent_at)
    SELECT $1, $2, d.id, d.user_id,
      sha256(convert_to($4 || E'\\n' || d.source_item_id || E'\\n' || d.user_id, 'UTF8')), d.sent_at
    FROM (
      SELECT DISTINCT w.id, w.sent_at, w.source_item_id, p.user_id FROM whole w
      JOIN participant p ON p.tenant_id = $1 AND p.item_id = w.id AND p.resolution = 'mailbox'
    ) d
    ORDER BY d.sent_at, d.id
    ON CONFLICT (tenant_id, import_key) DO NOTHING
  )
  UPDATE item i SET
    state = CASE WHEN w.has_mailbox THEN 'delivered' ELSE 'not-imported' END,
    reason = CASE WHEN w.has_mailbox THEN NULL WHEN w.is_left_out THEN 'no-participant-in-scope'
      ELSE 'no-participant-mapped' END
  FROM whole w WHERE i.tenant_id = $1 AND i.id = w.id`;

// Items come in the order of their ids, so those without participants lie between the ones just resolved, or are the
// only ones left; no call looks at the whole run.
const END_WITHOUT_PARTICIPANTS = `
  UPDATE item i SET state = 'not-imported', reason = 'no-participants'
  WHERE i.tenant_id = $1 AND i.run_id = $2 AND i.state = 'staged'
    AND i.id <= coalesce((SELECT max(id) FROM unnest($3::bigint[]) AS u (id)), 9223372036854775807)
    AND NOT EXISTS (SELECT 1 FROM participant p WHERE p.tenant_id = $1 AND p.item_id = i.id)`;
