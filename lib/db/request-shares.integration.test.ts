import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ShareReport } from "#lib/domain/request-share.ts";
import { dropRequestShare, renewRequestShare } from "./request-shares.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { recordWorkerSign } from "./worker-processes.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.admin.query("DELETE FROM worker_process");
  await database.admin.query("DELETE FROM request_cap");
});

const LIMITS = { ceiling: 100, most: 100, staleMs: 30_000 };
const NOTHING: ShareReport = { grownBy: 0, cutAfter: undefined };

async function renewed(worker: string, report: Partial<ShareReport> = {}, most = 100) {
  await recordWorkerSign(database.db, worker, {
    host: "here",
    startedAt: new Date(),
    lastJobAt: undefined,
  });
  return renewRequestShare(database.db, worker, { ...NOTHING, ...report }, { ...LIMITS, most });
}

async function inFlightOfAll(): Promise<number> {
  const { rows } = await database.admin.query<{ sum: number }>(
    "SELECT coalesce(sum(in_flight_share), 0)::int AS sum FROM worker_process",
  );
  return rows[0]?.sum ?? 0;
}

describe("the requests in flight over all workers", () => {
  test("are all of the one that is alone, and equal parts of several, never more in sum (R23)", async () => {
    expect(await renewed("one")).toEqual({ inFlight: 100, cuts: 0 });
    // The first has not given anything back yet.
    expect(await renewed("two")).toEqual({ inFlight: 1, cuts: 0 });
    expect((await renewed("one")).inFlight).toBe(50);
    expect((await renewed("two")).inFlight).toBe(50);
    expect((await renewed("three")).inFlight).toBe(1);
    for (const worker of ["one", "two", "three"]) await renewed(worker);
    expect(await inFlightOfAll()).toBe(99);
  });

  test("are no more to a worker than it can use, so that the next one need not wait for them", async () => {
    expect((await renewed("one", {}, 40)).inFlight).toBe(40);
    expect((await renewed("two", {}, 40)).inFlight).toBe(40);
    expect((await renewed("three", {}, 40)).inFlight).toBe(20);
    for (const worker of ["one", "two", "three"]) await renewed(worker, {}, 40);
    expect(await inFlightOfAll()).toBe(99);
  });

  test("are never more than allowed while many workers come at the same time, but one for each", async () => {
    const workers = Array.from({ length: 12 }, (_, n) => `worker-${n}`);
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(workers.map((worker) => renewed(worker)));
      expect(await inFlightOfAll()).toBeLessThanOrEqual(100 + workers.length);
    }
    await Promise.all(workers.map((worker) => renewed(worker)));
    expect(await inFlightOfAll()).toBeLessThanOrEqual(100);
  });

  test("are halved once for all by one storm, whoever reports it, down to four", async () => {
    await renewed("one");
    await renewed("two");
    await renewed("one");
    expect(await renewed("one", { cutAfter: 0 })).toEqual({ inFlight: 25, cuts: 1 });
    expect(await renewed("two", { cutAfter: 0 })).toEqual({ inFlight: 25, cuts: 1 });
    // Half of it is still the other's until that one has heard of the cut.
    expect(await renewed("one", { cutAfter: 1 })).toEqual({ inFlight: 1, cuts: 2 });
    expect(await renewed("two")).toEqual({ inFlight: 12, cuts: 2 });
    expect(await renewed("one")).toEqual({ inFlight: 12, cuts: 2 });
    for (let cuts = 2; cuts < 10; cuts += 1) await renewed("two", { cutAfter: cuts });
    expect((await renewed("one")).inFlight).toBe(2);
  });

  test("grow again by what all workers report, up to the ceiling", async () => {
    await renewed("one", { cutAfter: 0 });
    expect((await renewed("one", { grownBy: 7 })).inFlight).toBe(57);
    expect((await renewed("one", { grownBy: 1_000 })).inFlight).toBe(100);
  });

  test("are shared among the living: a dead worker's part goes to the others, a stopped one's at once", async () => {
    await renewed("one");
    await database.admin.query("UPDATE worker_process SET heartbeat_at = now() - interval '31 s'");
    expect((await renewed("two")).inFlight).toBe(100);
    await dropRequestShare(database.db, "two");
    expect((await renewed("three")).inFlight).toBe(50);
  });
});
