import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { takeUpFailed } from "#lib/db/take-up.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { pauseConnector } from "../connector/pause-connector.ts";
import { seedDeliveries, seedRefusedItem } from "../testing/seed-deliveries.ts";
import { activate, completeRun, createStage, refusalOf } from "../testing/stage.ts";
import { findInRun } from "./find-in-run.ts";
import { getRun } from "./get-run.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { retrySelected } from "./retry-selected.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

/** A run with three failures, one of them to be chosen, and a delivery that is well. */
async function seeded() {
  const stage = createStage(database);
  const ids = await activate(stage.admin);
  const run = { ...ids, tenantId: stage.tenantId };
  await seedDeliveries(database, run, [
    { userId: "alice", state: "failed", reason: "mailbox-full" },
    { userId: "bob", state: "failed", reason: "mailbox-full" },
    { userId: "bob", state: "failed", reason: "message-refused" },
    { userId: "carol", state: "imported", isVerified: true },
  ]);
  for (const [userId, name] of [
    ["alice", "Alice Adams"],
    ["bob", "Bob_Adams"],
    ["carol", "Carol"],
  ]) {
    await database.admin.query(
      "INSERT INTO directory_user VALUES ($1, $2::text, $3, $2::text || '@contoso.example', true, true, true, 0)",
      [stage.tenantId, userId, name],
    );
  }
  const list = (query: object = {}) => listDeliveries(stage.admin, { runId: ids.runId, ...query });
  return { ...stage, ...ids, run, list };
}

describe("Retry selected", () => {
  test("takes up the chosen failures alone, audited, and leaves every other where it is", async () => {
    const { admin, tenantId, run, runId, list, world } = await seeded();
    await seedRefusedItem(database, run, {
      name: "kept",
      state: "rejected",
      reason: "vendor-item-missing",
    });
    await completeRun(database, runId);
    const rows = (await list()).rows;
    const chosen = rows.filter(({ sourceItemId }) => sourceItemId === "item-2" || sourceItemId === "item-4");
    const deliveryIds = chosen.map(({ deliveryId }) => deliveryId);
    const retry = await retrySelected(admin, { runId, deliveryIds });
    expect(world.enqueued.at(-1)).toBe(retry.runId);
    await database.db.sql(tenantId, (sql) => takeUpFailed(sql, tenantId, retry.runId));
    const taken = await listDeliveries(admin, { runId: retry.runId });
    expect(taken.rows.map(({ sourceItemId, state }) => [sourceItemId, state])).toEqual([
      ["item-2", "posting"],
    ]);
    expect((await list({ state: "failed" })).rows.map(({ sourceItemId }) => sourceItemId)).toEqual([
      "item-1",
      "item-3",
    ]);
    // An item that the vendor kept back was not chosen either.
    expect((await getRun(admin, runId)).items.rejected).toBe(1);
    const { rows: deeds } = await database.admin.query(
      "SELECT after FROM audit_entry WHERE tenant_id = $1 AND action = 'retry-selected'",
      [tenantId],
    );
    expect(deeds).toMatchObject([{ after: { repeats: "ATT-000001", deliveries: 1 } }]);
  });

  test("is refused where nothing of the choice has failed here, while a run goes on, and when paused", async () => {
    const { admin, as, connectorId, runId, list } = await seeded();
    const ids = (await list({ state: "failed" })).rows.map(({ deliveryId }) => deliveryId);
    const retry = (deliveryIds: readonly string[]) => retrySelected(admin, { runId, deliveryIds });
    expect((await refusalOf(retry(ids))).code).toBe("run-active");
    await completeRun(database, runId);
    const well = (await list({ state: "imported" })).rows.map(({ deliveryId }) => deliveryId);
    expect((await refusalOf(retry(well))).code).toBe("nothing-failed");
    const theirs = await seeded();
    const foreign = (await theirs.list({ state: "failed" })).rows.map(({ deliveryId }) => deliveryId);
    expect((await refusalOf(retry(foreign))).code).toBe("nothing-failed");
    const reader = as("Connector.Reader");
    expect((await refusalOf(retrySelected(reader, { runId, deliveryIds: ids }))).code).toBe("not-allowed");
    await pauseConnector(admin, connectorId);
    expect((await refusalOf(retry(ids))).code).toBe("paused");
  });
});

describe("the search in a run's deliveries", () => {
  test("finds an item by its whole id, and a mailbox by a part of its address or of the person's name", async () => {
    const { admin, runId, tenantId } = await seeded();
    const find = (text: string) => findInRun(admin, { runId, text });
    expect(await find(" item-3 ")).toEqual({
      kind: "item",
      itemId: await idOfItem(tenantId, "item-3"),
      deliveries: "here",
    });
    expect(await find("ADAMS")).toMatchObject({
      mailboxes: [
        { userId: "alice", mailbox: "alice@contoso.example", available: 1 },
        { userId: "bob", name: "Bob_Adams", available: 2 },
      ],
    });
    expect(await find("carol@")).toMatchObject({ mailboxes: [{ userId: "carol" }] });
    // Signs of a pattern are signs.
    expect(await find("b_a")).toMatchObject({ mailboxes: [{ userId: "bob" }] });
    for (const text of ["item", "%", "\0", " ", "x".repeat(900)]) {
      expect((await refusalOf(find(text))).code).toBe("nothing-fits");
    }
  });

  test("knows no item and no mailbox of another run", async () => {
    const { admin } = await seeded();
    const other = await activate(admin, "Other phones");
    for (const text of ["item-1", "alice"]) {
      expect((await refusalOf(findInRun(admin, { runId: other.runId, text }))).code).toBe("nothing-fits");
    }
  });

  test("lists one item's deliveries, or one mailbox's page by page, in the state that is asked for", async () => {
    const { list, run, runId } = await seeded();
    const itemId = await idOfItem(run.tenantId, "item-3");
    expect((await list({ itemId })).rows).toMatchObject([{ mailbox: "bob@contoso.example" }]);
    expect((await list({ itemId, state: "imported" })).rows).toEqual([]);
    // What the vendor calls it, which may hold somebody's number, is nothing to ask for in an address.
    expect((await list({ itemId: "item-3" })).rows).toEqual([]);
    const [bobs, failed] = [await list({ userId: "bob" }), await list({ userId: "bob", state: "failed" })];
    expect(bobs.rows.map(({ sourceItemId }) => sourceItemId)).toEqual(["item-2", "item-3"]);
    expect(failed.rows).toEqual(bobs.rows);
    expect((await list({ userId: "nobody" })).rows).toEqual([]);
    await database.admin.query(MANY_MORE, [run.tenantId, run.connectorId, runId]);
    const first = await list({ userId: "carol" });
    const second = await list({ userId: "carol", cursor: first.next ?? "" });
    expect([first.rows.length, second.rows.length, second.next]).toEqual([50, 11, null]);
    const all = [...first.rows, ...second.rows];
    expect(new Set(all.map(({ deliveryId }) => deliveryId)).size).toBe(61);
    expect(new Set(all.map(({ mailbox }) => mailbox))).toEqual(new Set(["carol@contoso.example"]));
  });

  test("reads no more than its page, whatever the run holds: every look is into an index", async () => {
    const { tenantId, runId } = await seeded();
    const plan = await database.db.sql(tenantId, async (sql) => {
      await sql.query("SET LOCAL enable_seqscan = off");
      await sql.query("SET LOCAL enable_sort = off");
      return sql.query<{ "QUERY PLAN": string }>(
        `EXPLAIN SELECT * FROM delivery d WHERE d.tenant_id = $1 AND d.run_id = $2 AND d.state = $3 AND d.user_id = $7
           AND (d.user_id, d.sent_at, d.id) > ($4, $5, $6) ORDER BY d.user_id, d.sent_at, d.id LIMIT 50`,
        [tenantId, runId, "failed", "bob", new Date(0), "0", "bob"],
      );
    });
    const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
    expect(text).toMatch(/Index Cond: .*ROW\(user_id, sent_at, id\) > .*user_id = 'bob'/);
    expect(text).not.toContain("Sort");
  });
});

async function idOfItem(tenantId: string, sourceItemId: string): Promise<string> {
  const { rows } = await database.admin.query<{ id: string }>(
    "SELECT id FROM item WHERE tenant_id = $1 AND source_item_id = $2",
    [tenantId, sourceItemId],
  );
  return rows[0]?.id ?? "";
}

const MANY_MORE = `
  WITH items AS (
    INSERT INTO item (tenant_id, connector_id, run_id, source_item_id, archived_at, state, kind, sent_at, sha256,
      size_bytes, pack_id, pack_offset, pack_length)
    SELECT $1, $2, $3, 'more-' || n, now(), 'delivered', 'sms', date_trunc('second', now()) + n * interval '1 s', sha256('x'), 10, 'pack-1', 0, 10
    FROM generate_series(1, 60) n RETURNING id, sent_at)
  INSERT INTO delivery (tenant_id, run_id, item_id, user_id, import_key, sent_at)
  SELECT $1, $3, id, 'carol', sha256(convert_to('more' || id::text, 'UTF8')), sent_at FROM items`;
