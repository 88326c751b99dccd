import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPostgresHarness } from "./testing/postgres-harness.ts";
import { insertDueRun } from "./insert-due-run.ts";
import { claimRun } from "./run-claims.ts";
import { createRunStore } from "./run-store.ts";
import { sweepDueConnectors } from "./sweeps.ts";
import { seedActiveConnector, type SeededConnector } from "./testing/seed.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";
import { carrierDay } from "#lib/pipeline/testing/carrier-day.ts";
import { createWorld } from "#lib/pipeline/testing/world.ts";
import type { SourceItem } from "#lib/pipeline/testing/fake-vendor.ts";
import { workAll } from "#lib/pipeline/testing/worker.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const HOUR_MS = 3_600_000;
/** Three days, in hours from the start. */
const OUTAGE = { from: 5 * 24, to: 8 * 24 };
const at = (text: string) => new Date(text);

/** One sweep of each of several workers, at the same instant. */
async function sweepAll(connector: SeededConnector, now: Date): Promise<string[]> {
  const fired = await Promise.all(
    [1, 2, 3].map(async () => {
      const due = await sweepDueConnectors(database.db, now);
      if (!due.some(({ connectorId }) => connectorId === connector.connectorId)) return undefined;
      return insertDueRun(database.db, connector.tenantId, connector.connectorId, now);
    }),
  );
  return fired.flatMap((run) => (run ? [run.runId] : []));
}

async function complete(runId: string, now: Date): Promise<void> {
  const claim = await claimRun(database.db, runId, "worker", now, new Date(0));
  if (!claim) throw new Error("the run is held");
  const store = createRunStore(database.db, "worker");
  await store.recordPage(claim, [], { cursor: undefined, isComplete: true });
  await store.finish(claim, now);
}

async function windowsOf({ connectorId }: SeededConnector): Promise<{ from: Date; to: Date }[]> {
  const { rows } = await database.admin.query<{ from: Date; to: Date }>(
    `SELECT window_from AS "from", window_to AS "to" FROM run WHERE connector_id = $1 ORDER BY number`,
    [connectorId],
  );
  return rows;
}

const localDay = (instant: Date, zone: string) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(instant);

describe(
  "a connector over both edges of summer time, with several workers (R39, R40)",
  { timeout: 120_000 },
  () => {
    test.each([
      ["Europe/Berlin", "02:30", "2026-03-26T12:00:00Z"],
      ["Europe/Berlin", "02:30", "2026-10-22T12:00:00Z"],
      ["America/New_York", "02:30", "2026-03-05T12:00:00Z"],
      ["America/New_York", "01:30", "2026-10-29T12:00:00Z"],
      ["Australia/Lord_Howe", "02:15", "2026-10-01T12:00:00Z"],
      ["Australia/Lord_Howe", "01:45", "2026-04-02T12:00:00Z"],
      ["Australia/Adelaide", "02:30", "2026-10-01T12:00:00Z"],
      ["Pacific/Chatham", "03:00", "2026-09-24T12:00:00Z"],
      ["Asia/Kolkata", "02:30", "2026-03-26T12:00:00Z"],
      ["Asia/Kathmandu", "02:30", "2026-03-26T12:00:00Z"],
    ])(
      "in %s at %s runs once a local day, its windows touch, and an outage is caught up in one",
      async (zone, time, start) => {
        const begin = at(start);
        const connector = await seedActiveConnector(database.db, randomUUID(), {
          watermark: begin,
          nextRunAt: begin,
        });
        await database.admin.query(
          "UPDATE connector SET schedule_zone = $2, schedule_time = $3 WHERE id = $1",
          [connector.connectorId, zone, time],
        );
        const days: string[] = [];
        for (let hour = 1; hour <= 9 * 24; hour += 1) {
          // Nobody is there for three days.
          if (hour > OUTAGE.from && hour <= OUTAGE.to) continue;
          const now = new Date(begin.getTime() + hour * HOUR_MS);
          const runIds = await sweepAll(connector, now);
          expect(runIds.length).toBeLessThanOrEqual(1);
          for (const runId of runIds) {
            // What makes up for the outage may come on the day of the next one.
            if (hour !== OUTAGE.to + 1) days.push(localDay(now, zone));
            await complete(runId, now);
            expect(await sweepAll(connector, now)).toEqual([]);
          }
        }
        // The first one was due at the start; the days of the outage are one run's.
        expect(new Set(days.slice(1)).size).toBe(days.length - 1);
        expect(days.length).toBeGreaterThanOrEqual(5);
        const windows = await windowsOf(connector);
        expect(windows.map(({ from }) => from)).toEqual([begin, ...windows.slice(0, -1).map(({ to }) => to)]);
      },
    );
  },
);

test("a clock that ran ahead delays no run and skips nothing: its plan and its watermark are taken back", async () => {
  const begin = at("2026-11-20T00:00:00Z");
  const connector = await seedActiveConnector(database.db, randomUUID(), {
    watermark: begin,
    nextRunAt: begin,
  });
  const ahead = at("2027-03-01T00:00:00Z");
  for (const runId of await sweepAll(connector, ahead)) await complete(runId, ahead);
  // Put right: the next run would be due in spring.
  const now = at("2026-11-20T06:00:00Z");
  expect(await sweepAll(connector, now)).toEqual([]);
  const tomorrow = at("2026-11-21T02:00:00Z");
  const [runId] = await sweepAll(connector, tomorrow);
  await complete(runId ?? "", tomorrow);
  expect((await windowsOf(connector)).at(-1)).toEqual({ from: begin, to: tomorrow });
  const { rows } = await database.admin.query("SELECT watermark, next_run_at FROM connector WHERE id = $1", [
    connector.connectorId,
  ]);
  expect(rows).toEqual([{ watermark: tomorrow, next_run_at: at("2026-11-22T02:00:00Z") }]);
});

test("a late item of an earlier window is found by the overlap, and what is known falls out (R13)", async () => {
  const items: SourceItem[] = [...carrierDay().items];
  const world = await createWorld(createPostgresHarness(database), carrierDay({ items }));
  await workAll(world);
  const copies = () => world.mailboxOf("alice").messages.length;
  const before = copies();
  const { to } = world.seed.window;
  const [text] = items;
  // Archived within the hour before the first window's end, and seen only now.
  items.push({ ...text!, id: "late", archivedAt: new Date(to.getTime() - 59 * 60_000) });
  await world.harness.addRun(world, { from: to, to: new Date(to.getTime() + 24 * HOUR_MS) });
  const [runId] = await workAll(world);
  const ledger = await world.harness.readLedger({ ...world.run, runId: runId ?? "" });
  expect(ledger.itemLines).toEqual(["late → delivered"]);
  expect(copies()).toBe(before + 1);
});

test("an instant is the same whatever zone the process and the session live in (R26)", async () => {
  const instants = ["2026-03-29T00:59:59.999Z", "2026-03-29T01:00:00.000Z", "2026-10-25T00:30:00.000Z"].map(
    at,
  );
  for (const zone of ["America/New_York", "Europe/Berlin", "Asia/Kolkata"]) {
    const known = process.env["TZ"];
    process.env["TZ"] = zone;
    try {
      for (const instant of instants) {
        const { tenantId, connectorId } = await seedActiveConnector(database.db, randomUUID(), {
          watermark: instant,
        });
        const rows = await database.db.sql(tenantId, async (sql) => {
          await sql.query(`SELECT set_config('TimeZone', '${zone}', true)`);
          return sql.query<{ watermark: Date; utc: string }>(
            "SELECT watermark, to_char(watermark AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS') AS utc FROM connector WHERE id = $1",
            [connectorId],
          );
        });
        expect(rows).toEqual([
          { watermark: instant, utc: instant.toISOString().replace("T", " ").replace("Z", "") },
        ]);
        const read = await database.db.tenant(tenantId, (tx) =>
          tx.connector.findFirst({ where: { id: connectorId } }),
        );
        expect(read?.watermark).toEqual(instant);
      }
    } finally {
      if (known === undefined) delete process.env["TZ"];
      else process.env["TZ"] = known;
    }
  }
});
