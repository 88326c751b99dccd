import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedLane } from "#lib/db/testing/seed-lane.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { createClaims } from "./claims.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const HOUR_MS = 3_600_000;

/** A worker whose own clock is off. */
const worker = (workerId: string, offMs: number) =>
  createClaims({
    db: database.db,
    workerId,
    host: "here",
    staleMs: 30_000,
    now: () => new Date(Date.now() + offMs),
  });

test("a worker whose clock runs ahead takes nothing from one that is alive", async () => {
  const { runId } = await seedLane(database, randomUUID(), 1);
  expect(await worker("one", 0).claimRun(runId)).toBeDefined();
  const ahead = worker("two", HOUR_MS);
  expect(await ahead.claimRun(runId)).toBeUndefined();
  expect((await ahead.runsToResume()).map((run) => run.runId)).not.toContain(runId);
});

test("a worker whose clock runs late takes over what a dead one left", async () => {
  const { runId } = await seedLane(database, randomUUID(), 1);
  const late = worker("two", -HOUR_MS);
  expect(await worker("one", 0).claimRun(runId)).toBeDefined();
  await database.admin.query("UPDATE run SET heartbeat_at = now() - interval '31 s' WHERE id = $1", [runId]);
  expect((await late.runsToResume()).map((run) => run.runId)).toContain(runId);
  expect(await late.claimRun(runId)).toMatchObject({ claim: { runId, epoch: 2 } });
});
