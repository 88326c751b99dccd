import type { Ledger } from "#lib/pipeline/testing/memory-ledger.ts";
import type { TestDatabase } from "./test-database.ts";

/** A run's ledger out of its rows and counters, in the words in which the in-memory world tells its own. */
export async function readLedger(admin: TestDatabase["admin"], runId: string): Promise<Ledger> {
  const [head] = (
    await admin.query<Omit<Ledger, "itemLines" | "deliveryLines" | "participantLines">>(HEAD, [runId])
  ).rows;
  if (!head) throw new Error(`run ${runId} is gone`);
  const isActive = head.state === "queued" || head.state === "running";
  return {
    ...head,
    state: isActive ? "active" : head.state,
    itemLines: await readLines(admin, ITEM_LINES, runId),
    deliveryLines: await readLines(admin, DELIVERY_LINES, runId),
    participantLines: await readLines(admin, PARTICIPANT_LINES, runId),
  };
}

async function readLines(admin: TestDatabase["admin"], query: string, runId: string): Promise<string[]> {
  const { rows } = await admin.query<{ line: string }>(query, [runId]);
  return rows.map((row) => row.line).toSorted();
}

const HEAD = `
  SELECT r.state, c.watermark, r.items_seen_before AS "itemsSeenBefore",
    json_build_object('available', r.items_available, 'listed', r.items_listed, 'staged', r.items_staged,
      'delivered', r.items_delivered, 'notImported', r.items_not_imported, 'rejected', r.items_rejected,
      'leftOut', (SELECT count(*) FROM item i WHERE i.run_id = r.id AND i.reason = 'no-participant-in-scope')) AS items,
    (SELECT json_build_object('available', coalesce(sum(available), 0), 'imported', coalesce(sum(imported), 0),
      'partial', coalesce(sum(partial), 0), 'duplicate', coalesce(sum(duplicate), 0),
      'failed', coalesce(sum(failed), 0), 'pending', coalesce(sum(pending), 0),
      'verified', coalesce(sum(verified), 0)) FROM lane l WHERE l.run_id = r.id) AS deliveries,
    json_build_object('external', r.participants_external, 'unmapped', r.participants_unmapped,
      'leftOut', r.participants_left_out) AS participants,
    r.findings
  FROM run r JOIN connector c ON c.tenant_id = r.tenant_id AND c.id = r.connector_id WHERE r.id = $1`;

const ITEM_LINES = `
  SELECT source_item_id || ' → ' || state || coalesce(' (' || reason || ')', '') AS line FROM item WHERE run_id = $1`;

const DELIVERY_LINES = `
  SELECT i.source_item_id || ' → ' || d.user_id || ': ' || d.state
    || CASE WHEN d.state = 'failed' THEN ' (' || d.reason || ')' ELSE '' END
    || CASE WHEN d.verified_at IS NULL THEN '' ELSE ' verified' END AS line
  FROM delivery d JOIN item i ON i.tenant_id = d.tenant_id AND i.id = d.item_id WHERE d.run_id = $1`;

const PARTICIPANT_LINES = `
  SELECT i.source_item_id || ' #' || p.ordinal || ' → ' || CASE p.resolution
      WHEN 'mailbox' THEN p.user_id || ' by ' || p.via
      WHEN 'unmapped' THEN 'unmapped (' || p.reason || ')'
      ELSE coalesce(p.resolution, 'undecided') END AS line
  FROM participant p JOIN item i ON i.tenant_id = p.tenant_id AND i.id = p.item_id WHERE i.run_id = $1`;
