import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { activate, completeRun, createStage, refusalOf } from "../testing/stage.ts";
import { type SeededPerson, seedUnmappedItem } from "../testing/seed-unmapped.ts";
import { exportUnmapped } from "./export-unmapped.ts";
import { takeUpUnmapped } from "#lib/db/take-up-unmapped.ts";
import { cancelRun } from "../run/cancel-run.ts";
import { listItemsToMap } from "./list-items-to-map.ts";
import { listUnmapped } from "./list-unmapped.ts";
import { replayUnmapped } from "./replay-unmapped.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const BOB = { phone: "+12125550101" };
const CAROL = { address: "carol@contoso.example", reason: "user-disabled" } as const;
const ROOT = new URL("../../../", import.meta.url);
const byIdentity = (one: { identity: string }, other: { identity: string }) =>
  one.identity.localeCompare(other.identity);
const hour = (n: number) => new Date(Date.UTC(2026, 10, 20, n));

async function newRun() {
  const stage = createStage(database);
  const run = { tenantId: stage.tenantId, ...(await activate(stage.admin)) };
  const seed = (sentAt: Date, ...people: SeededPerson[]) => seedUnmappedItem(database, run, sentAt, people);
  return { context: stage.as("Connector.Reader"), admin: stage.admin, ...run, seed };
}

describe("Unmapped", () => {
  test("groups by number, else by address, counts each item once, and knows its first and last", async () => {
    const { context, connectorId, runId, jobId, seed } = await newRun();
    const seeded = new Map<number, string>();
    seeded.set(3, await seed(hour(3), BOB, { ...BOB, address: "bob@contoso.example" }, CAROL));
    seeded.set(9, await seed(hour(9), BOB));
    seeded.set(1, await seed(hour(1), BOB));
    seeded.set(5, await seed(hour(5), { reason: "number-unreadable" }));
    const example = (n: number) => ({
      runId,
      jobId,
      itemId: seeded.get(n),
      // oxlint-disable-next-line typescript/no-unsafe-assignment -- a matcher
      sourceItemId: expect.any(String),
      sentAt: hour(n).toISOString(),
    });
    const { rows, next } = await listUnmapped(context, { connectorId });
    expect(next).toBeNull();
    expect(rows.map(({ id: _id, ...row }) => row).toSorted((a, b) => b.items - a.items)).toEqual([
      {
        kind: "number",
        identity: BOB.phone,
        reason: "no-mailbox-found",
        items: 3,
        firstSentAt: hour(1).toISOString(),
        lastSentAt: hour(9).toISOString(),
        examples: [example(9), example(3), example(1)],
      },
      expect.objectContaining({ kind: "unreadable", identity: "", items: 1, examples: [example(5)] }),
      expect.objectContaining({
        kind: "address",
        identity: CAROL.address,
        reason: "user-disabled",
        items: 1,
      }),
    ]);
  });

  test("is a page at a time, those with the most items first, each once", async () => {
    const { context, connectorId, seed } = await newRun();
    const phones = Array.from({ length: 60 }, (_, n) => `+1212555${String(1000 + n)}`);
    await seed(hour(1), ...phones.map((phone) => ({ phone })));
    await seed(hour(2), { phone: phones[7] ?? "" });
    const seen: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await listUnmapped(context, { connectorId, cursor });
      seen.push(...page.rows.map(({ identity }) => identity));
      // A cursor may stand in an address: nobody's number is in it.
      expect(page.next ?? "").toMatch(/^(\d+-\d+)?$/);
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(seen[0]).toBe(phones[7]);
    expect(seen.toSorted()).toEqual(phones);
    expect((await refusalOf(listUnmapped(context, { connectorId, cursor: "x-1" }))).code).toBe(
      "cursor-unreadable",
    );
  });

  test("is searched by any part of a number or an address", async () => {
    const { context, connectorId, seed } = await newRun();
    await seed(hour(1), BOB, CAROL, { phone: "+442071234567" });
    const found = async (search: string) =>
      (await listUnmapped(context, { connectorId, search })).rows.map(({ identity }) => identity);
    expect(await found(" 5550101 ")).toEqual([BOB.phone]);
    expect(await found("CAROL@")).toEqual([CAROL.address]);
    expect(await found("%")).toEqual([]);
  });

  test("loses who was found, and keeps counting who was not", async () => {
    const { context, connectorId, tenantId, seed } = await newRun();
    const first = await seed(hour(1), BOB, CAROL);
    await seed(hour(2), CAROL);
    await database.admin.query(
      "UPDATE participant SET resolution = NULL, reason = NULL WHERE tenant_id = $1 AND item_id = $2",
      [tenantId, first],
    );
    const { rows } = await listUnmapped(context, { connectorId });
    expect(rows.map(({ identity, items }) => [identity, items])).toEqual([[CAROL.address, 1]]);
    const left = await database.admin.query("SELECT 1 FROM unmapped_item WHERE tenant_id = $1", [tenantId]);
    expect(left.rowCount).toBe(1);
  });

  test("says which items it says nothing of yet: of a replay at work, and of one that was cancelled", async () => {
    const { context, admin, connectorId, tenantId, runId, jobId, seed } = await newRun();
    await completeRun(database, runId);
    await seed(hour(1), BOB);
    await seed(hour(2), BOB, CAROL);
    expect(await listItemsToMap(context, connectorId)).toEqual([]);
    const { run } = await replayUnmapped(admin, connectorId);
    // Until a worker takes them up, they stand in the list.
    expect(await listItemsToMap(context, connectorId)).toEqual([]);
    await database.db.sql(tenantId, (sql) => takeUpUnmapped(sql, tenantId, run?.runId ?? ""));
    expect((await listUnmapped(context, { connectorId })).rows).toEqual([]);
    expect(await listItemsToMap(context, connectorId)).toEqual([{ ...run, items: 2, isOver: false }]);
    await cancelRun(admin, run?.runId ?? "");
    expect(await listItemsToMap(context, connectorId)).toEqual([{ ...run, items: 2, isOver: true }]);
    expect(run?.jobId).not.toBe(jobId);
  });

  test("is a CSV file that no spreadsheet takes for formulas", async () => {
    const { context, connectorId, jobId, seed } = await newRun();
    await seed(hour(1), BOB);
    let text = "";
    for await (const part of await exportUnmapped(context, connectorId)) text += part;
    const [, line] = text.split("\r\n");
    expect(line).toContain(jobId);
    expect(line?.startsWith("'+12125550101,1,2026-11-20T01:00:00.000Z,2026-11-20T01:00:00.000Z,")).toBe(true);
  });

  test("has those of before its tables were there", async () => {
    const { context, connectorId, tenantId, seed } = await newRun();
    await seed(hour(1), BOB, CAROL);
    const before = (await listUnmapped(context, { connectorId })).rows.map(({ id: _id, ...row }) => row);
    await database.admin.query("DELETE FROM unmapped_item WHERE tenant_id = $1", [tenantId]);
    await database.admin.query("DELETE FROM unmapped_identity WHERE tenant_id = $1", [tenantId]);
    const migration = new URL("prisma/migrations/20261126011000_unmapped/migration.sql", ROOT);
    const [, fill = ""] = (await readFile(migration, "utf8")).split("-- Those of before.");
    await database.admin.query(`BEGIN; --${fill}; COMMIT`);
    const after = (await listUnmapped(context, { connectorId })).rows.map(({ id: _id, ...row }) => row);
    expect(before).toHaveLength(2);
    expect(after.toSorted(byIdentity)).toEqual(before.toSorted(byIdentity));
  });

  test("reads a page along the index, not the whole list", async () => {
    const { tenantId, connectorId, seed } = await newRun();
    await seed(
      hour(1),
      ...Array.from({ length: 3000 }, (_, n) => ({ phone: `+1313${String(5550000 + n)}` })),
    );
    await database.admin.query("ANALYZE unmapped_identity, unmapped_item");
    const plan = await database.db.sql(tenantId, (sql) =>
      sql.query<{ "QUERY PLAN": string }>(
        `EXPLAIN SELECT id FROM unmapped_identity WHERE tenant_id = $1 AND connector_id = $2 AND (items, id) < (9, 9)
         ORDER BY items DESC, id DESC LIMIT 25`,
        [tenantId, connectorId],
      ),
    );
    const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
    expect(text).toMatch(/Index (Only )?Scan Backward using unmapped_identity_most/);
    expect(text).not.toMatch(/Sort|Seq Scan/);
  });
});
