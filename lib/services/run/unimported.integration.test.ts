import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { ITEMS_TO_LOOK_AT, pageOfItems } from "#lib/db/unimported-pages.ts";
import { itemsToLookAt } from "#lib/domain/run.ts";
import { seedDeliveries, seedRefusedItem } from "../testing/seed-deliveries.ts";
import { activate, createStage, refusalOf } from "../testing/stage.ts";
import { explainItem } from "./explain-item.ts";
import { findInRun } from "./find-in-run.ts";
import { getRun } from "./get-run.ts";
import { listUnimported } from "./list-unimported.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

/** A run with a delivery and with items that came to no mailbox: one of each kind, and 60 more of one reason. */
async function seeded() {
  const stage = createStage(database);
  const ids = await activate(stage.admin);
  const run = { ...ids, tenantId: stage.tenantId };
  await seedDeliveries(database, run, [{ userId: "alice", state: "imported", isVerified: true }]);
  const refuse = (name: string, state: "rejected" | "not-imported", reason: string) =>
    seedRefusedItem(database, run, { name, state, reason });
  await refuse("outside-scope", "not-imported", "no-participant-in-scope");
  await refuse("garbled", "rejected", "unreadable");
  for (let n = 0; n < 60; n += 1) await refuse(`nobody-${n}`, "not-imported", "no-participant-mapped");
  return { ...stage, ...ids };
}

describe("the items that came to no mailbox", () => {
  test("are listed a page at a time, rejected ones first, each once, and by their reason", async () => {
    const { as, runId } = await seeded();
    const reader = as("Connector.Reader");
    const first = await listUnimported(reader, { runId });
    expect(first.rows[0]).toMatchObject({
      sourceItemId: "item-garbled",
      state: "rejected",
      reason: "unreadable",
      sentAt: null,
      archivedAt: new Date(0).toISOString(),
    });
    expect(first.rows[1]).toMatchObject({ sourceItemId: "item-outside-scope", state: "not-imported" });
    // What stands in an address tells nothing of the item.
    expect(first.next).toMatch(/^not-imported\.\d+$/);
    const second = await listUnimported(reader, { runId, cursor: first.next ?? "" });
    expect([first.rows.length, second.rows.length, second.next]).toEqual([50, 12, null]);
    const all = [...first.rows, ...second.rows];
    expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(62);

    const one = await listUnimported(reader, { runId, reason: "no-participant-in-scope" });
    expect(one.rows.map(({ sourceItemId }) => sourceItemId)).toEqual(["item-outside-scope"]);
    const most = await listUnimported(reader, { runId, reason: "no-participant-mapped" });
    const rest = await listUnimported(reader, {
      runId,
      reason: "no-participant-mapped",
      cursor: most.next ?? "",
    });
    expect([most.rows.length, rest.rows.length, rest.next]).toEqual([50, 10, null]);
    for (const cursor of ["x", "delivered.1", "rejected.1.2", "rejected.", "rejected.-1"]) {
      expect((await refusalOf(listUnimported(reader, { runId, cursor }))).code).toBe("cursor-unreadable");
    }
  });

  test("and that the scope leaves out do not stand before what needs a look, which is as much as is told", async () => {
    const stage = createStage(database);
    const { connectorId, runId } = await activate(stage.admin);
    const run = { tenantId: stage.tenantId, connectorId, runId };
    const refuse = (name: string, reason: string, state: "rejected" | "not-imported" = "not-imported") =>
      seedRefusedItem(database, run, { name, state, reason });
    for (let n = 0; n < 60; n += 1) await refuse(`outside-${n}`, "no-participant-in-scope");
    await refuse("nobody", "no-participant-mapped");
    await refuse("garbled", "unreadable", "rejected");
    expect(itemsToLookAt((await getRun(stage.admin, runId)).items)).toBe(2);
    const { rows, next } = await listUnimported(stage.admin, { runId, only: "attention" });
    expect(rows.map(({ sourceItemId }) => sourceItemId)).toEqual(["item-garbled", "item-nobody"]);
    expect(next).toBeNull();
  });

  test("that need a look are listed to the end, of all reasons by turns, each once", async () => {
    const { admin, runId, tenantId, connectorId } = await seeded();
    const run = { tenantId, connectorId, runId };
    for (let n = 0; n < 45; n += 1) {
      const reason = n % 2 === 0 ? "no-participant-mapped" : "no-participant-in-scope";
      await seedRefusedItem(database, run, { name: `more-${n}`, state: "not-imported", reason });
      await seedRefusedItem(database, run, {
        name: `lost-${n}`,
        state: "rejected",
        reason: "vendor-item-missing",
      });
    }
    const pages = [];
    for (let cursor: string | undefined; ;) {
      const page = await listUnimported(admin, { runId, only: "attention", cursor });
      pages.push(page.rows);
      if (page.next === null) break;
      cursor = page.next;
    }
    const all = pages.flat();
    expect(pages.map(({ length }) => length)).toEqual([50, 50, 29]);
    expect(new Set(all.map(({ itemId }) => itemId)).size).toBe(129);
    expect(all.some(({ reason }) => reason === "no-participant-in-scope")).toBe(false);
    expect(all.slice(0, 46).every(({ state }) => state === "rejected")).toBe(true);
    const ids = all.slice(46).map(({ itemId }) => Number(itemId));
    expect(ids).toEqual(ids.toSorted((one, other) => one - other));
  });

  test("are found by their ID, and one of another connector is not", async () => {
    const { admin, runId } = await seeded();
    const { rows } = await listUnimported(admin, { runId });
    const find = (text: string) => findInRun(admin, { runId, text });
    expect(await find("item-garbled")).toEqual({
      kind: "item",
      itemId: rows[0]?.itemId,
      deliveries: "none",
    });
    expect(await find("item-1")).toMatchObject({ deliveries: "here" });
    const other = await activate(admin, "Other phones");
    const elsewhere = findInRun(admin, { runId: other.runId, text: "item-garbled" });
    expect((await refusalOf(elsewhere)).code).toBe("nothing-fits");
  });

  test("are explained, with whom they name and where the original is", async () => {
    const { admin, runId, jobId } = await seeded();
    const { rows } = await listUnimported(admin, { runId });
    const explain = (itemId = "") => explainItem(admin, { runId, itemId });
    expect(await explain(rows[0]?.itemId)).toMatchObject({
      run: { runId, jobId },
      state: "rejected",
      reason: "unreadable",
      item: { sourceItemId: "item-garbled", sentAt: null, sha256: null, sizeBytes: null, pack: null },
      participants: [],
      deliveries: [],
      deliveryCount: 0,
    });
    expect(await explain(rows[1]?.itemId)).toMatchObject({
      state: "not-imported",
      reason: "no-participant-in-scope",
      item: { sentAt: new Date(0).toISOString(), sizeBytes: 10, pack: { packId: "pack-1" } },
      participants: [{ role: "from", phone: "+442012345678", isOfMailbox: false }],
    });
    const found = await findInRun(admin, { runId, text: "item-1" });
    expect(await explain(found.kind === "item" ? found.itemId : "")).toMatchObject({
      state: "delivered",
      reason: null,
      participants: [{ mailbox: "alice", isOfMailbox: false }],
    });
    const other = await activate(admin, "Other phones");
    const theirs = await seeded();
    const foreign = await listUnimported(theirs.admin, { runId: theirs.runId });
    for (const place of [
      { runId, itemId: "999999999999999999" },
      { runId, itemId: "1; DROP TABLE run" },
      { runId, itemId: foreign.rows[0]?.itemId ?? "" },
      { runId: other.runId, itemId: rows[0]?.itemId ?? "" },
    ]) {
      expect((await refusalOf(explainItem(admin, place))).code).toBe("not-found");
    }
  });

  test.each([
    ["all", pageOfItems(), [], /Index Scan using item_of_run.*\n.*Index Cond: .*state = .*id > /],
    [
      "one reason",
      pageOfItems("AND i.reason = $6"),
      ["unreadable"],
      /Index Scan using item_of_reason.*\n.*Index Cond: .*reason = .*state = .*id > /,
    ],
  ])("%s: a page is read along an index, whatever the run holds", async (_name, text, more, expected) => {
    const { tenantId, runId } = await seeded();
    const plan = await database.db.sql(tenantId, async (sql) => {
      await sql.query("SET LOCAL enable_seqscan = off");
      await sql.query("SET LOCAL enable_sort = off");
      const values = [tenantId, runId, "not-imported", "0", 51, ...more];
      return sql.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
    });
    const lines = plan.map((row) => row["QUERY PLAN"]).join("\n");
    expect(lines).toMatch(expected);
    expect(lines).not.toMatch(/Sort|Seq Scan/);
  });
});

test("what needs a look is read along an index, a page of each reason", async () => {
  const { tenantId, runId } = await seeded();
  await database.admin.query("ANALYZE item, run_reason");
  const plan = await database.db.sql(tenantId, async (sql) => {
    await sql.query("SET LOCAL enable_seqscan = off");
    await sql.query("SET LOCAL enable_bitmapscan = off");
    const values = [tenantId, runId, "not-imported", "0", 51];
    return sql.query<{ "QUERY PLAN": string }>(`EXPLAIN ${ITEMS_TO_LOOK_AT}`, values);
  });
  const lines = plan.map((row) => row["QUERY PLAN"]).join("\n");
  expect(lines).toMatch(
    /Index Scan using item_of_reason.*\n.*Index Cond: .*reason = o.code.*state = .*id > /,
  );
});
