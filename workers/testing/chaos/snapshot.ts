import type { RenewableDatabase } from "#lib/db/testing/renewable-database.ts";
import { outcomeOf, type ParticipantCounts } from "#lib/domain/run.ts";

import { listMailboxRows } from "./mailbox-rows.ts";
import type { SandboxControls } from "./sandbox-controls.ts";

/**
 * The end state, as far as it is the same whatever happened on the way: every row of the ledger and every message of
 * every mailbox under a name of its own, without ids, times of processing and job numbers.
 */
export type Snapshot = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

type Row = { name: string; fields: Record<string, unknown> };

export async function takeSnapshot(database: RenewableDatabase, sandbox: SandboxControls): Promise<Snapshot> {
  const rows: Row[] = [];
  for (const query of [ITEMS, PARTICIPANTS, DELIVERIES, REASONS])
    rows.push(...(await database.query<Row>(query)));
  rows.push({ name: "all runs together", fields: await readTotals(database) });
  rows.push(...(await listMailboxRows(database, sandbox)));
  return new Map(rows.map(({ name, fields }) => [name, fields]));
}

const ITEMS = `
  SELECT 'item ' || source_item_id AS name, jsonb_build_object('state', state, 'reason', reason, 'kind', kind,
    'archived', archived_at, 'sent', sent_at, 'sha256', encode(sha256, 'hex'), 'size', size_bytes,
    'listed', listed_size, 'staged', pack_id IS NOT NULL) AS fields
  FROM item ORDER BY source_item_id`;

const PARTICIPANTS = `
  SELECT 'participant ' || p.ordinal || ' of ' || i.source_item_id AS name, jsonb_build_object('role', p.role,
    'phone', p.phone, 'address', p.address, 'unreadable', p.has_unreadable_number, 'resolution', p.resolution,
    'reason', p.reason, 'via', p.via, 'user', p.user_id, 'version', p.mapping_version, 'line', p.mapping_line) AS fields
  FROM participant p JOIN item i ON i.tenant_id = p.tenant_id AND i.id = p.item_id ORDER BY 1`;

// The key is the promise that a message is found again: it has to be made of these three and nothing else.
const DELIVERIES = `
  SELECT 'delivery of ' || i.source_item_id || ' to ' || d.user_id AS name, jsonb_build_object('outcome', d.state,
    'reason', d.reason, 'verified', d.verified_at IS NOT NULL, 'left out', d.skipped_bytes, 'sent', d.sent_at,
    'key', d.import_key = sha256(convert_to(i.connector_id || E'\\n' || i.source_item_id || E'\\n' || d.user_id, 'UTF8')))
    AS fields
  FROM delivery d JOIN item i ON i.tenant_id = d.tenant_id AND i.id = d.item_id ORDER BY 1`;

const REASONS = `
  SELECT 'reason ' || subject || ' ' || code AS name, jsonb_build_object('count', sum(count)) AS fields
  FROM run_reason WHERE count > 0 GROUP BY subject, code ORDER BY 1`;

const TOTALS = `
  SELECT (SELECT jsonb_build_object('available', sum(items_available), 'listed', sum(items_listed),
      'staged', sum(items_staged), 'delivered', sum(items_delivered), 'notImported', sum(items_not_imported),
      'rejected', sum(items_rejected), 'leftOut', (SELECT coalesce(sum(count), 0) FROM run_reason
        WHERE subject = 'item' AND code = 'no-participant-in-scope')) FROM run) AS items,
    (SELECT jsonb_build_object('available', sum(available), 'imported', sum(imported), 'partial', sum(partial),
      'duplicate', sum(duplicate), 'failed', sum(failed), 'pending', sum(pending), 'verified', sum(verified)) FROM lane)
      AS deliveries,
    (SELECT jsonb_build_object('external', sum(participants_external), 'unmapped', sum(participants_unmapped),
      'leftOut', sum(participants_left_out)) FROM run) AS participants,
    (SELECT sum(findings)::int FROM run) AS findings,
    (SELECT count(*)::int FROM run) AS runs,
    (SELECT count(*)::int FROM lane WHERE state = 'open') AS "openLanes",
    (SELECT state FROM run ORDER BY number DESC LIMIT 1) AS outcome`;

type Totals = {
  items: Parameters<typeof outcomeOf>[1];
  deliveries: Parameters<typeof outcomeOf>[0];
  participants: ParticipantCounts;
  findings: number;
  runs: number;
  openLanes: number;
  outcome: string;
};

/** The sums of what the runs show, and how it ended: of several runs, how one run with all of it would have. */
async function readTotals(database: RenewableDatabase): Promise<Record<string, unknown>> {
  const [totals] = await database.query<Totals>(TOTALS);
  if (!totals) throw new Error("there are no totals");
  const { runs, ...rest } = totals;
  const outcome =
    runs === 1
      ? rest.outcome
      : outcomeOf(rest.deliveries, rest.items, rest.participants.unmapped, rest.findings);
  return { ...rest, outcome };
}
