import { randomUUID } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { seedLane, type SeededLane } from "./testing/seed-lane.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const UNSETTLED = ["pending", "posting"];
const STATES = [...UNSETTLED, "imported", "partial", "duplicate", "failed"] as const;
const REASONS = ["mailbox-full", "message-refused", "attachment-too-large", "not-found-on-read-back"];

/** Any change to any of the deliveries, legal or not: what the database refuses changes nothing at all. */
const change = fc.record({
  every: fc.integer({ min: 1, max: 5 }),
  offset: fc.integer({ min: 0, max: 4 }),
  to: fc.constantFrom(...STATES, "verified", "other run" as const),
  reason: fc.constantFrom(...REASONS),
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

const ASSIGNMENTS: Record<Change["to"], string> = {
  pending: "state = 'pending', posted_at = NULL, settled_at = NULL",
  posting: "state = 'posting', posted_at = now(), settled_at = NULL",
  imported: "state = 'imported', message_id = 'm', settled_at = now(), reason = NULL",
  partial: "state = 'partial', message_id = 'm', settled_at = now(), skipped_bytes = '{1}', reason = $5",
  duplicate: "state = 'duplicate', message_id = 'm', settled_at = now()",
  failed: "state = 'failed', settled_at = now(), reason = $5",
  verified: "verified_at = now()",
  "other run": "run_id = $6",
};

async function apply(
  { tenantId, otherRunId }: SeededLane,
  { every, offset, to, reason }: Change,
): Promise<boolean> {
  const text = `
    UPDATE delivery SET ${ASSIGNMENTS[to]}
    WHERE tenant_id = $1 AND id % $2 = $3 % $2 AND $4::text IS NOT NULL
      AND ($5::text IS NULL OR true) AND ($6::uuid IS NULL OR true)`;
  return database.db
    .sql(tenantId, (sql) => sql.query(text, [tenantId, every, offset, to, reason, otherRunId]))
    .then(
      () => true,
      () => false,
    );
}

const COUNTED = `
  SELECT run_id, user_id, count(*)::int AS available, count(*) FILTER (WHERE state IN ('pending', 'posting'))::int AS pending,
    count(*) FILTER (WHERE state = 'imported')::int AS imported, count(*) FILTER (WHERE state = 'partial')::int AS partial,
    count(*) FILTER (WHERE state = 'duplicate')::int AS duplicate, count(*) FILTER (WHERE state = 'failed')::int AS failed,
    count(verified_at)::int AS verified
  FROM delivery WHERE tenant_id = $1 GROUP BY 1, 2 ORDER BY 1, 2`;
const MAINTAINED = `
  SELECT run_id, user_id, available, pending, imported, partial, duplicate, failed, verified
  FROM lane WHERE tenant_id = $1 AND available > 0 ORDER BY 1, 2`;
const REASONS_COUNTED = `
  SELECT run_id, reason AS code, count(*)::int AS count FROM delivery
  WHERE tenant_id = $1 AND reason IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`;
const REASONS_MAINTAINED = `
  SELECT run_id, code, count FROM run_reason
  WHERE tenant_id = $1 AND subject = 'delivery' AND count > 0 ORDER BY 1, 2`;

async function rowsOf(query: string, tenantId: string) {
  return (await database.admin.query(query, [tenantId])).rows;
}

describe("the counters of lanes and reasons", () => {
  test("are those of the rows after any operations, allowed or refused", async () => {
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 25 }), async (changes) => {
        const lane = await seedLane(database, randomUUID(), 20);
        for (const each of changes) if (await apply(lane, each)) accepted += 1;
        expect(await rowsOf(MAINTAINED, lane.tenantId)).toEqual(await rowsOf(COUNTED, lane.tenantId));
        expect(await rowsOf(REASONS_MAINTAINED, lane.tenantId)).toEqual(
          await rowsOf(REASONS_COUNTED, lane.tenantId),
        );
      }),
      { numRuns: 60 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  test("are right after many transactions side by side", async () => {
    const lane = await seedLane(database, randomUUID(), 200);
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        apply(lane, {
          every: 5,
          offset: n % 5,
          to: STATES[n % STATES.length] ?? "posting",
          reason: "mailbox-full",
        }),
      ),
    );
    expect(await rowsOf(MAINTAINED, lane.tenantId)).toEqual(await rowsOf(COUNTED, lane.tenantId));
  });
});

describe("the order of a delivery's states", () => {
  const step = async (lane: SeededLane, to: Change["to"]) =>
    apply(lane, { every: 1, offset: 0, to, reason: "mailbox-full" });

  test.each([
    [["posting", "imported", "verified"], true],
    [["posting", "pending", "posting", "failed"], true],
    [["failed"], true],
    [["duplicate", "verified"], true],
    [["posting", "partial", "failed"], true],
    [["imported"], false],
    [["partial"], false],
    [["posting", "verified"], false],
    [["failed", "verified"], false],
    [["posting", "imported", "posting"], false],
    [["posting", "imported", "pending"], false],
    [["posting", "imported", "partial"], false],
    [["posting", "failed", "posting"], false],
    [["posting", "failed", "pending"], false],
    [["posting", "imported", "verified", "failed"], false],
    [["posting", "imported", "verified", "other run"], false],
    [["posting", "imported", "other run"], true],
  ] as const)("%j is allowed: %s", async (steps, isAllowed) => {
    const lane = await seedLane(database, randomUUID(), 1);
    const before = steps.slice(0, -1);
    for (const to of before) expect(await step(lane, to)).toBe(true);
    expect(await step(lane, steps.at(-1) ?? "pending")).toBe(isAllowed);
  });
});

describe("rows of the ledger", () => {
  test.each(["run", "item", "participant", "lane", "delivery", "audit_entry"])(
    "are kept in %s, whoever asks",
    async (table) => {
      await expect(database.admin.query(`DELETE FROM ${table}`)).rejects.toThrow("rows are kept");
      await expect(database.admin.query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow("rows are kept");
    },
  );

  test("a lane with pending deliveries is not done", async () => {
    const { tenantId, runId } = await seedLane(database, randomUUID(), 1);
    await expect(
      database.db.sql(tenantId, (sql) =>
        sql.query("UPDATE lane SET state = 'done' WHERE run_id = $1", [runId]),
      ),
    ).rejects.toThrow("lane_done");
  });
});
