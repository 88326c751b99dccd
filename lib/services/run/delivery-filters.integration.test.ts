import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageOfDeliveries } from "#lib/db/page-of-deliveries.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { UNREAD, UNREAD_OF_REASON } from "#lib/db/unread-deliveries.ts";
import { seedDeliveries, type SeededDelivery } from "../testing/seed-deliveries.ts";
import { activate, createStage } from "../testing/stage.ts";
import { listDeliveries, type DeliveryQuery } from "./list-deliveries.ts";

let database: TestDatabase;
let run: Awaited<ReturnType<typeof seeded>>;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
  run = await seeded();
  // As where a ledger is large: of a table that was never looked at PostgreSQL makes up what is in it.
  await database.admin.query("ANALYZE delivery, lane, item");
});
afterAll(() => database.drop());

/** Seven mailboxes with all kinds of deliveries in turn, and what the filters should leave of them. */
const KINDS: readonly Omit<SeededDelivery, "userId">[] = [
  { state: "failed", reason: "mailbox-full" },
  { state: "failed", reason: "message-refused" },
  { state: "partial", reason: "attachment-too-large", skippedBytes: [12_000_000], isVerified: true },
  { state: "imported", isVerified: true },
  { state: "imported" },
  { state: "duplicate" },
  { state: "partial", reason: "attachment-too-large", skippedBytes: [12_000_000] },
  { state: "posting" },
];
const SEEDED = Array.from({ length: 240 }, (_, index): SeededDelivery => ({
  userId: `user-${index % 7}`,
  ...(KINDS[index % KINDS.length] ?? { state: "pending" }),
}));

const unreadLarge = (userId: string): SeededDelivery => ({
  userId,
  state: "partial",
  reason: "attachment-too-large",
  skippedBytes: [12_000_000],
});

async function seeded(deliveries: readonly SeededDelivery[] = SEEDED) {
  const stage = createStage(database);
  const ids = await activate(stage.admin);
  await seedDeliveries(database, { ...ids, tenantId: stage.tenantId }, deliveries);
  const list = async (query: Omit<DeliveryQuery, "runId" | "cursor">) => {
    const rows = [];
    for (let cursor: string | undefined; ;) {
      const page = await listDeliveries(stage.admin, { runId: ids.runId, ...query, cursor });
      rows.push(...page.rows);
      if (page.next === null) return rows;
      cursor = page.next;
    }
  };
  return { ...stage, ...ids, list };
}

const idsOf = (rows: readonly { deliveryId: string }[]) => new Set(rows.map(({ deliveryId }) => deliveryId));

describe("a run's deliveries", () => {
  test("are narrowed to a reason, page by page, also in one mailbox and in one state", async () => {
    const { list } = run;
    const large = await list({ reason: "attachment-too-large" });
    expect(large).toHaveLength(60);
    expect(idsOf(large).size).toBe(60);
    expect(new Set(large.map(({ reason }) => reason))).toEqual(new Set(["attachment-too-large"]));
    const full = await list({ reason: "mailbox-full", userId: "user-1" });
    const expected = SEEDED.filter(({ userId, reason }) => userId === "user-1" && reason === "mailbox-full");
    expect(full).toHaveLength(expected.length);
    expect(new Set(full.map(({ mailbox }) => mailbox))).toEqual(new Set(["user-1"]));
    expect(await list({ reason: "mailbox-full", state: "imported" })).toEqual([]);
    expect(await list({ reason: "no-such-reason" })).toEqual([]);
  });

  test("are narrowed to those that were imported and not read back, each once, from mailbox to mailbox", async () => {
    const { list } = run;
    const unread = await list({ state: "unread" });
    expect(unread).toHaveLength(90);
    expect(idsOf(unread).size).toBe(90);
    expect(new Set(unread.map(({ state }) => state))).toEqual(new Set(["imported", "duplicate", "partial"]));
    expect(unread.some(({ isVerified }) => isVerified)).toBe(false);
    const mailboxes = unread.map(({ mailbox }) => mailbox);
    expect(mailboxes).toEqual(mailboxes.toSorted());
    const one = await list({ state: "unread", userId: "user-3" });
    expect(one).toEqual(unread.filter(({ mailbox }) => mailbox === "user-3"));
    const large = await list({ state: "unread", reason: "attachment-too-large" });
    expect(large).toHaveLength(30);
  });

  test("not read back and of one reason are found, however many mailboxes before hold others", async () => {
    const boxes = Array.from({ length: 60 }, (_, n) => `user-${String(n).padStart(2, "0")}`);
    const { list } = await seeded([
      ...boxes.map((userId): SeededDelivery => ({ userId, state: "imported" })),
      unreadLarge("user-59"),
    ]);
    const reason = "attachment-too-large";
    const found = await list({ state: "unread", reason });
    expect(found.map(({ mailbox, state }) => [mailbox, state])).toEqual([["user-59", "partial"]]);
    expect(await list({ state: "unread", reason, userId: "user-58" })).toEqual([]);
  });

  test("not read back and of one reason are listed to the end, each once, also where many were sent at one time", async () => {
    const { list, tenantId, runId } = await seeded(
      Array.from({ length: 130 }, (_, n) => unreadLarge(n < 120 ? "alice" : `user-${n}`)),
    );
    await database.admin.query(
      "UPDATE delivery SET sent_at = '2026-11-21' WHERE tenant_id = $1 AND run_id = $2",
      [tenantId, runId],
    );
    const found = await list({ state: "unread", reason: "attachment-too-large" });
    expect(found).toHaveLength(130);
    expect(idsOf(found).size).toBe(130);
    const mailboxes = found.map(({ mailbox }) => mailbox);
    expect(mailboxes).toEqual(mailboxes.toSorted());
  });

  test("of one reason are read from an index of their own, whatever else the run holds", async () => {
    const { tenantId, runId } = run;
    const { first, after } = pageOfDeliveries("d.id", ["reason"]);
    const failed = [tenantId, runId, "failed", 51];
    const from = ["user-1", new Date(0), "0"];
    for (const [text, values] of [
      [first, [...failed, "mailbox-full"]],
      [after, [...failed, ...from, "mailbox-full"]],
      [UNREAD_OF_REASON, [tenantId, runId, 51, ...from, null, "mailbox-full"]],
    ] as const) {
      const plan = await planOf(tenantId, text, values);
      expect(plan).toMatch(/Index (Only )?Scan using delivery_of_reason on delivery/);
      expect(plan).toMatch(/Index Cond: .*reason = .*state = /);
    }
  });

  test("not read back are looked for in those mailboxes alone whose counters say so", async () => {
    const { tenantId, runId } = run;
    const values = [tenantId, runId, 51, "", new Date(0), "0", null];
    const plan = await planOf(tenantId, UNREAD, values);
    expect(plan).toMatch(/Index Scan using lane_pkey on lane/);
    expect(plan).toMatch(
      /Index Scan using delivery_of_run on delivery[^\n]*\n.*Index Cond: .*user_id = box.user_id/,
    );
  });
});

async function planOf(tenantId: string, text: string, values: readonly unknown[]): Promise<string> {
  const plan = await database.db.sql(tenantId, async (sql) => {
    await sql.query("SET LOCAL enable_seqscan = off");
    await sql.query("SET LOCAL enable_bitmapscan = off");
    return sql.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, [...values]);
  });
  return plan.map((row) => row["QUERY PLAN"]).join("\n");
}
