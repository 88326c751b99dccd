import type { Client } from "pg";
import { saying } from "#scripts/stack/say.ts";

/** Where the measurement looks: the run that has a third of all deliveries, and one of the usual size. */
export type FilledLedger = {
  connectorId: string;
  runId: string;
  usualRunId: string;
  /** A mailbox, an item and a delivery of the large run. */
  userId: string;
  itemId: string;
  deliveryId: string;
};

export const CONNECTORS = 200;
const DAYS = 60;
const USERS = 5_000;
const ITEMS_A_PACK = 250;

/**
 * Fills a tenant's ledger as two months of 200 connectors would: a few of them large, one run that caught up with a third of
 * everything, one delivery in a hundred failed, one in a hundred left out in part. Rows are made inside the server, set by
 * set, which is faster than COPY since nothing travels, and without triggers; the counters that triggers keep are computed
 * from the rows afterwards.
 */
export async function fillLedger(admin: Client, tenantId: string, deliveries: number): Promise<FilledLedger> {
  await admin.query("SET session_replication_role = replica");
  await admin.query("SET synchronous_commit = off");
  await admin.query("SET work_mem = '128MB'");
  const values = [tenantId, deliveries] as const;
  await saying("Connectors, people and runs", async () => {
    for (const statement of FRAME) await fill(admin, statement, values);
  });
  for (const [what, statement] of ROWS) await saying(what, () => fill(admin, statement, values));
  await saying("Counters and statistics", async () => {
    for (const statement of COUNTERS) await fill(admin, statement, values);
    // As workers do, once a run has ended.
    await fill(admin, "SELECT set_config('app.tenant_id', $tenant, false)", values);
    await fill(
      admin,
      "SELECT count(sum_ended_run(tenant_id, id)) FROM run WHERE tenant_id = $tenant",
      values,
    );
    await admin.query("SET session_replication_role = origin");
    await admin.query("VACUUM (ANALYZE)");
  });
  const { rows } = await admin.query<FilledLedger>(PLACES);
  if (!rows[0]) throw new Error("the ledger is empty");
  return rows[0];
}

/** Values are numbers of this program's and an id, set in place so that a statement may leave one out. */
async function fill(
  admin: Client,
  statement: string,
  [tenantId, deliveries]: readonly [string, number],
): Promise<void> {
  await admin.query(
    statement.replaceAll("$tenant", `'${tenantId}'`).replaceAll("$deliveries", `${deliveries}`),
  );
}

const FRAME = [
  `INSERT INTO connector (tenant_id, kind, name, state, watermark, next_run_at, created_by, created_by_name, activated_at)
   SELECT $tenant, 'att-network', 'Phones of site ' || n, 'active', date_trunc('day', now()), now() + interval '1 day',
     'bench', 'Bench', now() - interval '90 days'
   FROM generate_series(1, ${CONNECTORS}) n`,
  `INSERT INTO directory_user SELECT $tenant, 'user-' || n, 'Person ' || n, 'person.' || n || '@contoso.com', true, true, true, 1
   FROM generate_series(0, ${USERS - 1}) n ON CONFLICT DO NOTHING`,
  `INSERT INTO mailbox (tenant_id, user_id) SELECT $tenant, 'user-' || n FROM generate_series(0, ${USERS - 1}) n`,
  // A run a connector and day; sizes fall off from the first connector to the last.
  `CREATE TEMP TABLE spread AS
   WITH c AS (
     SELECT id AS connector_id, row_number() OVER (ORDER BY length(name), name) AS no FROM connector
     WHERE tenant_id = $tenant AND created_by = 'bench'
   ), w AS (SELECT *, power(no, -0.7) AS weight FROM c), sized AS (
     SELECT connector_id, no, day, false AS is_large,
       greatest(1, round(2.0 / 3 * $deliveries * weight / sum(weight) OVER ()))::bigint AS count
     FROM w CROSS JOIN generate_series(1, ${DAYS}) day
     UNION ALL
     SELECT connector_id, no, 0, true, ($deliveries / 3)::bigint FROM c WHERE no = 1
   )
   SELECT *, gen_random_uuid() AS run_id, row_number() OVER w AS number, (sum(count) OVER w - count)::bigint AS first FROM sized
   WINDOW w AS (ORDER BY day, no)`,
  `INSERT INTO run (tenant_id, id, connector_id, number, job_id, window_from, window_to, trigger, queued_at, state, step,
     started_at, ended_at, is_listing_complete)
   SELECT $tenant, run_id, connector_id, 1000 + number, 'ATT-' || lpad((1000 + number)::text, 6, '0'), at, at + interval '1 day',
     'schedule', at + interval '1 day', 'completed-with-issues', 'report', at + interval '1 day', at + interval '25 hours', true
   FROM (SELECT *, date_trunc('day', now()) - (${DAYS} + 1 - day) * interval '1 day' AS at FROM spread) s`,
];

const ROWS: [what: string, statement: string][] = [
  [
    "Packs",
    `INSERT INTO pack (tenant_id, id, blob_name, key_id, wrapped_key, size_bytes, created_at, settled_at)
     SELECT $tenant, 'pack-' || n, 'pack-' || n, 'k', '\\x00', 500000, now() - interval '20 days',
       CASE WHEN n % 3 = 0 THEN now() - interval '20 days' END
     FROM generate_series(0, $deliveries / ${ITEMS_A_PACK}) n`,
  ],
  [
    "Items",
    `INSERT INTO item (tenant_id, id, connector_id, run_id, source_item_id, archived_at, listed_size, state, kind, sent_at,
       sha256, size_bytes, pack_id, pack_offset, pack_length)
     OVERRIDING SYSTEM VALUE
     SELECT $tenant, 1000000000 + s.first + n, s.connector_id, s.run_id, 'item-' || s.first + n,
       r.window_from + (86000.0 * n / s.count) * interval '1 s', 2000, 'delivered',
       CASE WHEN n % 5 = 0 THEN 'mms' ELSE 'sms' END, r.window_from + (86000.0 * n / s.count) * interval '1 s',
       sha256(int8send(s.first + n)), 2000, 'pack-' || (s.first + n) / ${ITEMS_A_PACK}, (n % ${ITEMS_A_PACK}) * 2000, 2000
     FROM spread s JOIN run r ON r.tenant_id = $tenant AND r.id = s.run_id
     CROSS JOIN LATERAL generate_series(0, s.count - 1) n`,
  ],
  [
    "Participants",
    `INSERT INTO participant (tenant_id, item_id, ordinal, role, phone, has_unreadable_number, resolution, via, user_id)
     SELECT $tenant, 1000000000 + s.first + n, p.ordinal, p.role, '+1212' || 5550000 + (s.first + n) % 9000 + p.ordinal, false,
       p.resolution, p.via, CASE WHEN p.ordinal = 0 THEN ${userOf("s", "n")} END
     FROM spread s CROSS JOIN LATERAL generate_series(0, s.count - 1) n
     CROSS JOIN (VALUES (0, 'from', 'mailbox', 'email'), (1, 'to', 'external', NULL)) AS p (ordinal, role, resolution, via)`,
  ],
  [
    "Deliveries",
    `INSERT INTO delivery (tenant_id, run_id, item_id, user_id, import_key, sent_at, state, reason, message_id, attempts,
       settled_at, verified_at, skipped_bytes)
     SELECT $tenant, d.run_id, d.item_id, d.user_id,
       sha256(convert_to(d.connector_id || E'\\n' || 'item-' || d.no || E'\\n' || d.user_id, 'UTF8')), d.at, d.state,
       CASE d.state WHEN 'failed' THEN 'mailbox-full' WHEN 'partial' THEN 'attachment-too-large' END,
       CASE WHEN d.state <> 'failed' THEN 'message-' || d.no END, 1, d.at, CASE WHEN d.state <> 'failed' THEN d.at END,
       CASE WHEN d.state = 'partial' THEN ARRAY[12000000]::bigint[] END
     FROM (
       SELECT s.run_id, s.connector_id, s.first + n AS no, 1000000000 + s.first + n AS item_id, ${userOf("s", "n")} AS user_id,
         r.window_from + (86000.0 * n / s.count) * interval '1 s' AS at,
         CASE n % 100 WHEN 7 THEN 'failed' WHEN 8 THEN 'partial' WHEN 9 THEN 'duplicate' ELSE 'imported' END AS state
       FROM spread s JOIN run r ON r.tenant_id = $tenant AND r.id = s.run_id
       CROSS JOIN LATERAL generate_series(0, s.count - 1) n
     ) d`,
  ],
];

/** Everybody in the large run, a hundred people of its connector in any other. */
function userOf(spread: string, n: string): string {
  const among = `CASE WHEN ${spread}.is_large THEN ${n} * 7919 % ${USERS} ELSE ${spread}.no * 37 + ${n} * 7919 % 100 END`;
  return `'user-' || (${among}) % ${USERS}`;
}

const COUNTERS = [
  `INSERT INTO lane (tenant_id, run_id, user_id, state, available, imported, partial, duplicate, failed, verified)
   SELECT $tenant, run_id, user_id, 'done', count(*), count(*) FILTER (WHERE state = 'imported'),
     count(*) FILTER (WHERE state = 'partial'), count(*) FILTER (WHERE state = 'duplicate'),
     count(*) FILTER (WHERE state = 'failed'), count(verified_at)
   FROM delivery WHERE tenant_id = $tenant GROUP BY run_id, user_id`,
  `INSERT INTO run_reason (tenant_id, run_id, subject, code, count)
   SELECT $tenant, run_id, 'delivery', reason, count(*) FROM delivery
   WHERE tenant_id = $tenant AND reason IS NOT NULL GROUP BY run_id, reason`,
  `UPDATE run r SET items_available = s.count, items_delivered = s.count, participants_external = s.count
   FROM spread s WHERE r.tenant_id = $tenant AND r.id = s.run_id`,
];

const PLACES = `
  SELECT large.connector_id AS "connectorId", large.run_id AS "runId", usual.run_id AS "usualRunId",
    d.user_id AS "userId", i.id::text AS "itemId", d.id::text AS "deliveryId"
  FROM (SELECT * FROM spread WHERE is_large) large, (SELECT * FROM spread WHERE no = 20 AND day = ${DAYS}) usual,
    LATERAL (SELECT * FROM delivery d WHERE d.run_id = large.run_id AND d.state = 'imported' LIMIT 1) d
  JOIN item i ON i.id = d.item_id`;
