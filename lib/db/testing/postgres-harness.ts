import { randomUUID } from "node:crypto";
import type { Window } from "#lib/domain/window.ts";
import type { StoreHarness } from "#lib/pipeline/testing/store-harness.ts";
import { createDirectoryStore } from "../directory-store.ts";
import { claimLane, releaseLane } from "../lane-claims.ts";
import { createLaneStore } from "../lane-store.ts";
import { claimRun, releaseRun } from "../run-claims.ts";
import { createRunStore } from "../run-store.ts";
import { readLedger } from "./read-ledger.ts";
import { seedActiveConnector, seedRules } from "./seed.ts";
import type { TestDatabase } from "./test-database.ts";

const WORKER = "worker-of-the-tests";
/** Every hold counts as that of a dead worker, and every time as come. */
const LATER = new Date("2999-01-01T00:00:00Z");

/** The pipeline's stores over PostgreSQL, each connector in a tenant of its own. */
export function createPostgresHarness({ db, admin }: TestDatabase): StoreHarness {
  return {
    runs: createRunStore(db, WORKER),
    lanes: createLaneStore(db, WORKER),
    directoryStore: createDirectoryStore(db),
    addConnector: async ({ mapping, rules, defaultCountry, overlapMs, watermark }) => {
      const ids = await seedActiveConnector(db, randomUUID(), {
        ...mapping,
        defaultCountry,
        overlapHours: overlapMs / 3_600_000,
        watermark,
      });
      if (rules.length > 0) await seedRules(db, ids, rules);
      return ids;
    },
    addRun: (connector, window) => addRun(admin, connector, window),
    findActiveRun: async ({ connectorId }) => {
      const active = await admin.query<{ id: string }>(
        "SELECT id FROM run WHERE connector_id = $1 AND ended_at IS NULL",
        [connectorId],
      );
      return active.rows[0]?.id;
    },
    readWindow: async ({ runId }) => {
      const windows = await admin.query<Window>(
        `SELECT window_from AS "from", window_to AS "to" FROM run WHERE id = $1`,
        [runId],
      );
      if (!windows.rows[0]) throw new Error(`run ${runId} is gone`);
      return windows.rows[0];
    },
    claimRun: ({ runId }) => claimRun(db, runId, WORKER, LATER, LATER),
    releaseRun: (claim) => releaseRun(db, claim),
    claimLane: ({ tenantId, runId, userId }) => claimLane(db, tenantId, runId, userId, WORKER, LATER, LATER),
    releaseLane: (claim) => releaseLane(db, claim),
    listOpenLanes: async ({ runId }) => {
      const lanes = await admin.query<{ user_id: string }>(
        "SELECT user_id FROM lane WHERE run_id = $1 AND state = 'open' ORDER BY user_id",
        [runId],
      );
      return lanes.rows.map((lane) => lane.user_id);
    },
    requestStop: async ({ runId }, wish) => {
      if (wish === "cancel-requested") {
        await admin.query("UPDATE run SET cancel_requested_at = now() WHERE id = $1", [runId]);
        return;
      }
      await admin.query(
        "UPDATE connector SET state = 'paused' WHERE id = (SELECT connector_id FROM run WHERE id = $1)",
        [runId],
      );
    },
    resume: async ({ runId }) => {
      await admin.query(
        "UPDATE connector SET state = 'active' WHERE id = (SELECT connector_id FROM run WHERE id = $1)",
        [runId],
      );
    },
    readLedger: ({ runId }) => readLedger(admin, runId),
  };
}

async function addRun(
  admin: TestDatabase["admin"],
  { tenantId, connectorId }: { tenantId: string; connectorId: string },
  { from, to }: Window,
): Promise<string> {
  const inserted = await admin.query<{ id: string }>(
    `WITH numbered AS (
       UPDATE tenant SET last_run_number = last_run_number + 1 WHERE tenant_id = $1 RETURNING last_run_number AS number)
     INSERT INTO run (tenant_id, connector_id, number, job_id, window_from, window_to, trigger, queued_at)
     SELECT $1, $2, n.number, 'ATT-000001', $3, $4, 'manual', now() FROM numbered n RETURNING id`,
    [tenantId, connectorId, from, to],
  );
  const [run] = inserted.rows;
  if (!run) throw new Error("the run was not inserted");
  return run.id;
}
