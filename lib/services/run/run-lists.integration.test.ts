import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { seedDeliveries } from "../testing/seed-deliveries.ts";
import {
  activate,
  activateAndComplete,
  completeRun,
  createStage,
  passAnHour,
  refusalOf,
} from "../testing/stage.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { listRuns } from "./list-runs.ts";
import { startRun } from "./start-run.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

describe("lists", () => {
  test("runs come newest first, a page at a time", async () => {
    const stage = createStage(database);
    const { connectorId } = await activateAndComplete(database, stage);
    for (let count = 2; count <= 30; count += 1) {
      const { runId } = await startRun(stage.admin, connectorId);
      await completeRun(database, runId);
      passAnHour(stage);
    }
    const first = await listRuns(stage.admin, connectorId);
    expect(first.rows.map((run) => run.jobId).slice(0, 2)).toEqual(["ATT-000030", "ATT-000029"]);
    expect(first.rows).toHaveLength(25);
    const second = await listRuns(stage.admin, connectorId, first.next ?? "");
    expect(second.rows.map((run) => run.jobId).at(-1)).toBe("ATT-000001");
    expect([second.rows.length, second.next]).toEqual([5, null]);
    expect((await refusalOf(listRuns(stage.admin, connectorId, "two"))).code).toBe("cursor-unreadable");
  });

  test("deliveries come with what needs a look in front, none twice and none left out", async () => {
    const stage = createStage(database);
    const ids = await activate(stage.admin);
    const states = ["imported", "failed", "pending", "posting", "duplicate"] as const;
    const seeded = Array.from({ length: 120 }, (_, index) => ({
      userId: `user-${index % 7}`,
      state: states[index % states.length] ?? "pending",
      reason: "mailbox-full",
    }));
    await seedDeliveries(database, { ...ids, tenantId: stage.tenantId }, seeded);
    await database.admin.query(
      "INSERT INTO directory_user VALUES ($1, 'user-0', 'Zoe', 'zoe@contoso.example', true, true, true, 0)",
      [stage.tenantId],
    );
    const { runId } = ids;
    const pages = [await listDeliveries(stage.admin, { runId })];
    for (let last = pages.at(-1); last?.next; last = pages.at(-1)) {
      pages.push(await listDeliveries(stage.admin, { runId, cursor: last.next }));
    }
    const rows = pages.flatMap((page) => page.rows);
    expect(pages.map((page) => page.rows.length)).toEqual([50, 50, 20]);
    expect(new Set(rows.map((row) => row.deliveryId)).size).toBe(120);
    expect([rows[0]?.state, rows[0]?.mailbox]).toEqual(["failed", "zoe@contoso.example"]);
    expect(rows.at(-1)?.state).toBe("imported");

    const pending = await listDeliveries(stage.admin, { runId, state: "pending" });
    expect(new Set(pending.rows.map((row) => row.state))).toEqual(new Set(["pending", "posting"]));
    expect(pending.rows).toHaveLength(48);
    const damaged = listDeliveries(stage.admin, { runId, cursor: "%%%" });
    expect((await refusalOf(damaged)).code).toBe("cursor-unreadable");
  });

  test("a page of deliveries is read from the index alone, whatever the run holds", async () => {
    const stage = createStage(database);
    const ids = await activate(stage.admin);
    await seedDeliveries(database, { ...ids, tenantId: stage.tenantId }, [{ userId: "a", state: "pending" }]);
    const plan = await database.db.sql(stage.tenantId, async (sql) => {
      await sql.query("SET LOCAL enable_seqscan = off");
      await sql.query("SET LOCAL enable_sort = off");
      return sql.query<{ "QUERY PLAN": string }>(
        `EXPLAIN SELECT * FROM delivery d WHERE d.tenant_id = $1 AND d.run_id = $2 AND d.state = $3
           AND (d.user_id, d.sent_at, d.id) > ($4, $5, $6) ORDER BY d.user_id, d.sent_at, d.id LIMIT 50`,
        [stage.tenantId, ids.runId, "pending", "a", new Date(0), "0"],
      );
    });
    const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
    expect(text).toMatch(/Index Cond: .*ROW\(user_id, sent_at, id\) > /);
    expect(text).not.toContain("Sort");
  });
});
