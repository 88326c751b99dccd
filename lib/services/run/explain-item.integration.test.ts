import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertRunOver } from "#lib/db/insert-run.ts";
import { TRACED_DELIVERIES } from "#lib/db/item-deliveries.ts";
import { takeUpFailed } from "#lib/db/take-up.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { ALICE, BOB, carrierDay, rule } from "#lib/pipeline/testing/carrier-day.ts";
import { createWorld } from "#lib/pipeline/testing/world.ts";
import { work, workAll } from "#lib/pipeline/testing/worker.ts";
import { createPostgresHarness } from "#lib/db/testing/postgres-harness.ts";
import { seedDeliveries } from "../testing/seed-deliveries.ts";
import { activate, completeRun, createStage, refusalOf } from "../testing/stage.ts";
import { explainItem } from "./explain-item.ts";
import { findInRun } from "./find-in-run.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { retryFailed } from "./retry-failed.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

/** A run that imported one item and failed with another, which a second run took up. */
async function retried() {
  const stage = createStage(database);
  const ids = await activate(stage.admin);
  await seedDeliveries(database, { ...ids, tenantId: stage.tenantId }, [
    { userId: "alice", state: "imported", isVerified: true },
    { userId: "bob", state: "failed", reason: "mailbox-full" },
  ]);
  await completeRun(database, ids.runId);
  const retry = await retryFailed(stage.admin, ids.runId);
  await database.db.sql(stage.tenantId, (sql) => takeUpFailed(sql, stage.tenantId, retry.runId));
  const find = (runId: string, text: string) => findInRun(stage.admin, { runId, text });
  const itemIdOf = async (text: string) => {
    const found = await find(ids.runId, text);
    return found.kind === "item" ? found.itemId : "";
  };
  return { ...stage, ...ids, retry, find, itemIdOf };
}

describe("an item's deliveries", () => {
  test("are named with the run that took them up, from the run that failed with them", async () => {
    const { admin, runId, retry, find, itemIdOf } = await retried();
    const itemId = await itemIdOf("item-2");
    expect(await find(runId, "item-2")).toEqual({ kind: "item", itemId, deliveries: "elsewhere" });
    expect(await find(retry.runId, "item-2")).toMatchObject({ deliveries: "here" });
    expect(await find(retry.runId, "item-1")).toMatchObject({ deliveries: "elsewhere" });
    const trace = await explainItem(admin, { runId, itemId });
    expect(trace).toMatchObject({ run: { runId }, state: "delivered", deliveryCount: 1 });
    expect(trace.deliveries).toMatchObject([
      { run: { runId: retry.runId, jobId: "ATT-000002" }, mailbox: "bob", state: "posting", reason: null },
    ]);
    const { rows } = await listDeliveries(admin, { runId: retry.runId, itemId });
    expect(rows.map(({ deliveryId }) => deliveryId)).toEqual([trace.deliveries[0]?.deliveryId]);
    expect((await listDeliveries(admin, { runId, itemId })).rows).toEqual([]);
  });

  test("stay with the run that brought them when a replay maps nobody new", async () => {
    const seed = carrierDay();
    const rules = [rule(2, ALICE, "alice@contoso.example"), rule(3, BOB, "dave@contoso.example")];
    const connector = { ...seed.connector, rules };
    const world = await createWorld(createPostgresHarness(database), { ...seed, connector });
    await work(world);
    const { tenantId, connectorId: id } = world;
    const replay = await database.db.tenant(tenantId, (tx) =>
      insertRunOver(
        tx,
        tenantId,
        { id, kind: "att-network" },
        {
          window: { from: new Date(0), to: seed.window.to },
          trigger: "replay",
          replays: BOB,
          isListed: true,
        },
        seed.window.to,
      ),
    );
    await workAll(world);
    const { rows } = await database.admin.query<{ itemId: string; deliveryId: string; userId: string }>(
      `SELECT i.id AS "itemId", d.id AS "deliveryId", d.user_id AS "userId" FROM delivery d
       JOIN item i ON i.tenant_id = d.tenant_id AND i.id = d.item_id
       WHERE d.tenant_id = $1 AND d.run_id = $2 AND i.run_id = $3`,
      [tenantId, world.run.runId, replay.runId],
    );
    expect(rows.length).toBeGreaterThan(0);
    const { admin } = createStage(database, tenantId);
    for (const { itemId, deliveryId } of rows) {
      const trace = await explainItem(admin, { runId: replay.runId, itemId });
      expect(trace.run.runId).toBe(replay.runId);
      const named = trace.deliveries.map((delivery) => [delivery.deliveryId, delivery.run.runId]);
      expect(named).toContainEqual([deliveryId, world.run.runId]);
    }
  });

  test("are the first of many, which are counted", async () => {
    const { admin, tenantId, runId, retry, itemIdOf } = await retried();
    const itemId = await itemIdOf("item-1");
    await addReceivers(tenantId, retry.runId, itemId);
    const trace = await explainItem(admin, { runId, itemId });
    expect([trace.deliveries.length, trace.deliveryCount]).toEqual([50, 61]);
    const mailboxes = trace.deliveries.map(({ mailbox }) => mailbox);
    expect(mailboxes).toEqual(mailboxes.toSorted());
  });

  test("are another organization's to see as little as its item", async () => {
    const { runId, itemIdOf } = await retried();
    const itemId = await itemIdOf("item-2");
    const theirs = await retried();
    for (const place of [
      { runId, itemId },
      { runId: theirs.runId, itemId },
    ]) {
      expect((await refusalOf(explainItem(theirs.admin, place))).code).toBe("not-found");
    }
    const own = await explainItem(theirs.admin, {
      runId: theirs.runId,
      itemId: await theirs.itemIdOf("item-2"),
    });
    expect(own.deliveries.map(({ run }) => run.runId)).toEqual([theirs.retry.runId]);
  });

  test("are looked up by their keys, however many others there are", async () => {
    const { tenantId, retry, itemIdOf } = await retried();
    const itemId = await itemIdOf("item-2");
    await addReceivers(tenantId, retry.runId, await itemIdOf("item-1"));
    await database.admin.query("ANALYZE delivery, item, participant");
    const plan = await database.db.sql(tenantId, async (sql) => {
      await sql.query("SET LOCAL enable_seqscan = off");
      await sql.query("SET LOCAL enable_bitmapscan = off");
      const values = [tenantId, itemId, 50];
      return sql.query<{ "QUERY PLAN": string }>(`EXPLAIN ${TRACED_DELIVERIES}`, values);
    });
    const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
    expect(text).toMatch(
      /using delivery_tenant_id_import_key_key on delivery.*\n.*Index Cond: .*import_key = /,
    );
  });
});

/** Sixty more mailboxes of one item. */
async function addReceivers(tenantId: string, runId: string, itemId: string): Promise<void> {
  const receivers = Array.from({ length: 60 }, (_, n) => `many-${n}`);
  await database.admin.query(LANES, [tenantId, runId, receivers]);
  for (const text of [PEOPLE, RESOLVED]) await database.admin.query(text, [tenantId, itemId, receivers]);
  await database.admin.query(DELIVERIES, [tenantId, runId, itemId]);
}

const LANES = `
  WITH boxes AS (INSERT INTO mailbox (tenant_id, user_id) SELECT $1, unnest($3::text[]))
  INSERT INTO lane (tenant_id, run_id, user_id) SELECT $1, $2, unnest($3::text[])`;
const PEOPLE = `
  INSERT INTO participant (tenant_id, item_id, ordinal, role, address, has_unreadable_number)
  SELECT $1, $2, nth, 'to', user_id || '@contoso.example', false
  FROM unnest($3::text[]) WITH ORDINALITY AS p (user_id, nth)`;
const RESOLVED = `
  UPDATE participant SET resolution = 'mailbox', via = 'email', user_id = ($3::text[])[ordinal]
  WHERE tenant_id = $1 AND item_id = $2 AND ordinal > 0`;
const DELIVERIES = `
  INSERT INTO delivery (tenant_id, run_id, item_id, user_id, import_key, sent_at)
  SELECT $1, $2, i.id, p.user_id,
    sha256(convert_to(i.connector_id || E'\\n' || i.source_item_id || E'\\n' || p.user_id, 'UTF8')), i.sent_at
  FROM item i JOIN participant p ON p.tenant_id = i.tenant_id AND p.item_id = i.id AND p.ordinal > 0
  WHERE i.tenant_id = $1 AND i.id = $3`;
