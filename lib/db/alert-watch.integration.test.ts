import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Sql } from "#lib/db/client.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { recordWorkerSign } from "#lib/db/worker-processes.ts";
import { activate, completeRun, createStage, type Stage } from "#lib/services/testing/stage.ts";
import { sweepAlerts, watchAlerts } from "./alert-watch.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

let stage: Stage;
let connectorId: string;
let runId: string;
beforeEach(async () => {
  stage = createStage(database);
  ({ connectorId, runId } = await activate(stage.admin));
  await change("UPDATE connector SET activated_at = now() WHERE id = $1");
  const startedAt = new Date();
  await recordWorkerSign(database.db, "w-1", { host: "a", startedAt, lastJobAt: undefined });
});

type Seen = {
  kind: string;
  connector: string | null;
  run: string | null;
  code: string | null;
  amount: number | null;
  count: number;
  isOpen: boolean;
};

const change = (text: string, values: unknown[] = [connectorId]) => database.admin.query(text, values);

/** Everybody who watches looks, one after the other. */
async function look(): Promise<Seen[]> {
  await change("UPDATE alert_watch SET looked_at = '-infinity' WHERE tenant_id = $1", [stage.tenantId]);
  await watchAlerts(database.db, stage.tenantId);
  const { rows } = await change(
    `SELECT kind, connector_id AS connector, run_id AS run, code, amount, count, resolved_at IS NULL AS "isOpen" FROM alert
     WHERE tenant_id = $1 ORDER BY id`,
    [stage.tenantId],
  );
  return rows;
}

const seen = (kind: string, rest: Partial<Seen>): Seen => ({
  kind,
  connector: connectorId,
  run: null,
  code: null,
  amount: null,
  count: 1,
  isOpen: true,
  ...rest,
});

/** One more run of the connector, a day long, ended so. @returns its id */
async function addRun(
  state: string,
  items = 0,
  reason: string | null = null,
  trigger = "schedule",
): Promise<string> {
  const { rows } = await change(
    `WITH last AS (SELECT max(number) AS number, max(window_to) AS until FROM run WHERE connector_id = $1)
     INSERT INTO run (tenant_id, connector_id, number, job_id, window_from, window_to, trigger, queued_at, state,
       ended_at, items_available, items_delivered, reason)
     SELECT $2, $1, last.number + 1, 'ATT', until, until + interval '1 day', $6, now(), $3, now(), $4, $4, $5
     FROM last RETURNING id`,
    [connectorId, stage.tenantId, state, items, reason, trigger],
  );
  return rows[0].id;
}

describe("an alert", () => {
  test("is raised once when a run fails, counts further ones, and resolves itself when a run succeeds", async () => {
    await completeRun(database, runId);
    expect(await look()).toEqual([]);
    const first = await addRun("failed", 0, "message-created-as-draft");
    const open = seen("run-failed", { run: first, code: "message-created-as-draft" });
    expect(await look()).toEqual([open]);
    expect(await look()).toEqual([open]);
    const second = await addRun("failed", 0, "message-created-as-draft");
    expect(await look()).toEqual([{ ...open, run: second, count: 2 }]);
    await addRun("cancelled");
    expect(await look()).toEqual([{ ...open, run: second, count: 2 }]);
    await addRun("completed");
    expect(await look()).toEqual([{ ...open, run: second, count: 2, isOpen: false }]);
    const third = await addRun("failed", 0, "message-created-as-draft");
    expect((await look()).filter(({ isOpen }) => isOpen)).toEqual([{ ...open, run: third }]);
  });

  test("is not resolved by a run that only finishes what was fetched before", async () => {
    await completeRun(database, runId);
    const failed = await addRun("failed", 0, "message-created-as-draft");
    const open = seen("run-failed", { run: failed, code: "message-created-as-draft" });
    for (const trigger of ["retry", "replay"]) {
      await addRun("completed", 0, null, trigger);
      expect(await look()).toEqual([open]);
    }
    await addRun("completed");
    expect(await look()).toEqual([{ ...open, isOpen: false }]);
  });

  test("names broken credentials once, and not as a failed run besides", async () => {
    await completeRun(database, runId);
    const failed = await addRun("failed", 0, "vendor-login-refused");
    await change("UPDATE connector SET action_required = 'vendor-login-refused' WHERE id = $1");
    const open = seen("access-broken", { run: failed, code: "vendor-login-refused" });
    expect(await look()).toEqual([open]);
    await change("UPDATE connector SET action_required = NULL WHERE id = $1");
    expect(await look()).toEqual([{ ...open, isOpen: false }]);
  });

  test("tells of a due window that was not imported, again every day, unless the connector is paused", async () => {
    await completeRun(database, runId);
    const age = (interval: string) =>
      change(
        `UPDATE connector SET activated_at = now() - interval '9 days', watermark = now() - $2::interval WHERE id = $1`,
        [connectorId, interval],
      );
    await age("25 hours");
    expect(await look()).toEqual([]);
    await age("27 hours");
    expect(await look()).toEqual([seen("run-missing", { amount: 27 })]);
    await age("28 hours");
    expect(await look()).toEqual([seen("run-missing", { amount: 27 })]);
    await age("50 hours");
    expect(await look()).toEqual([seen("run-missing", { amount: 50, count: 2 })]);
    await change("UPDATE connector SET state = 'paused' WHERE id = $1");
    expect(await look()).toEqual([seen("run-missing", { amount: 50, count: 2, isOpen: false })]);
  });

  test("tells that nothing came although messages are usual", async () => {
    await completeRun(database, runId);
    for (let day = 0; day < 7; day += 1) await addRun("completed", 48);
    expect(await look()).toEqual([]);
    const empty = await addRun("completed", 0);
    const [alert] = await look();
    expect(alert).toMatchObject({ kind: "nothing-imported", run: empty, count: 1, isOpen: true });
    expect(alert?.amount).toBeGreaterThan(30);
    await addRun("completed", 12);
    expect(await look()).toMatchObject([{ kind: "nothing-imported", isOpen: false }]);
  });

  test("does not take a run that repeats another for one that found nothing, or something", async () => {
    await completeRun(database, runId);
    for (let day = 0; day < 7; day += 1) await addRun("completed", 48);
    for (const trigger of ["retry", "again", "replay"]) await addRun("completed", 0, null, trigger);
    expect(await look()).toEqual([]);
    const empty = await addRun("completed", 0);
    expect(await look()).toMatchObject([{ kind: "nothing-imported", run: empty, isOpen: true }]);
    await addRun("completed", 30, null, "replay");
    expect(await look()).toMatchObject([{ kind: "nothing-imported", run: empty, isOpen: true }]);
  });

  test("tells of failed entries of the ledger until they were retried", async () => {
    await completeRun(database, runId);
    const broken = await addRun("completed-with-issues");
    const fail = (count: number) =>
      change(
        `INSERT INTO run_reason (tenant_id, run_id, subject, code, count) VALUES ($1, $2, 'delivery', 'mailbox-full', $3)
         ON CONFLICT (tenant_id, run_id, subject, code) DO UPDATE SET count = excluded.count`,
        [stage.tenantId, broken, count],
      );
    await fail(3);
    await change(
      `INSERT INTO run_reason (tenant_id, run_id, subject, code, count) VALUES
       ($1, $2, 'delivery', 'attachment-too-large', 5), ($1, $2, 'participant', 'no-mailbox-found', 7)`,
      [stage.tenantId, broken],
    );
    expect(await look()).toEqual([seen("ledger-finding", { run: broken, amount: 3 })]);
    await addRun("completed");
    expect(await look()).toEqual([seen("ledger-finding", { run: broken, amount: 3 })]);
    await fail(0);
    expect(await look()).toEqual([seen("ledger-finding", { run: broken, amount: 3, isOpen: false })]);
  });

  test("tells that no worker is alive, of the organization and once, until one is", async () => {
    await completeRun(database, runId);
    await change("UPDATE worker_process SET heartbeat_at = now() - interval '4 minutes'", []);
    expect(await look()).toEqual([]);
    await change("UPDATE worker_process SET heartbeat_at = now() - interval '6 minutes'", []);
    const open = seen("no-worker", { connector: null, amount: 6 });
    expect(await look()).toEqual([open]);
    expect(await look()).toEqual([open]);
    await change("UPDATE worker_process SET heartbeat_at = now()", []);
    expect(await look()).toEqual([{ ...open, isOpen: false }]);
  });

  test("follows the organization's own rules, and resolves when its rule is switched off", async () => {
    await completeRun(database, runId);
    await change(
      `UPDATE connector SET activated_at = now() - interval '9 days', watermark = now() - interval '27 hours' WHERE id = $1`,
    );
    const rule = (isOn: boolean, threshold: number | null) =>
      change(
        `INSERT INTO alert_rule (tenant_id, kind, is_on, threshold) VALUES ($1, 'run-missing', $2, $3)
         ON CONFLICT (tenant_id, kind) DO UPDATE SET is_on = excluded.is_on, threshold = excluded.threshold`,
        [stage.tenantId, isOn, threshold],
      );
    await rule(true, 30);
    expect(await look()).toEqual([]);
    await rule(true, 20);
    expect(await look()).toMatchObject([{ kind: "run-missing", isOpen: true }]);
    await rule(false, 20);
    expect(await look()).toMatchObject([{ kind: "run-missing", isOpen: false }]);
  });

  test("is raised once, however many watch at the same time", async () => {
    await completeRun(database, runId);
    await addRun("failed", 0, "message-created-as-draft");
    const looked = await Promise.all(
      Array.from({ length: 8 }, () => watchAlerts(database.db, stage.tenantId)),
    );
    expect(looked.filter(Boolean)).toHaveLength(1);
    expect(await look()).toMatchObject([{ kind: "run-failed", count: 1 }]);
  });

  test("is looked for again only after a while, and by whoever the sweep tells", async () => {
    expect(await sweepAlerts(database.db)).toContain(stage.tenantId);
    expect(await watchAlerts(database.db, stage.tenantId)).toBe(true);
    expect(await sweepAlerts(database.db)).not.toContain(stage.tenantId);
    expect(await watchAlerts(database.db, stage.tenantId)).toBe(false);
  });

  test("that is being looked for by a worker that stands still keeps nobody waiting", async () => {
    await watchAlerts(database.db, stage.tenantId);
    await change("UPDATE alert_watch SET looked_at = '-infinity' WHERE tenant_id = $1", [stage.tenantId]);
    const hold = (sql: Sql) =>
      sql.query("SELECT 1 FROM alert_watch WHERE tenant_id = $1 FOR UPDATE", [stage.tenantId]);
    await database.db.sql(stage.tenantId, async (sql) => {
      await hold(sql);
      expect(await watchAlerts(database.db, stage.tenantId)).toBe(false);
    });
  });
});
