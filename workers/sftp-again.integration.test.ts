import { unlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type DeliveryServer, startDeliveryServer } from "#lib/adapters/sftp/testing/delivery-server.ts";
import { createSftpSource } from "#lib/adapters/sftp/sftp-source.ts";
import { readDeliveryPast } from "#lib/db/delivery-files.ts";
import { insertRunOver } from "#lib/db/insert-run.ts";
import { createPostgresHarness } from "#lib/db/testing/postgres-harness.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import type { RunTrigger } from "#lib/domain/run.ts";
import type { Window } from "#lib/domain/window.ts";
import { ALICE, carrierDay, text } from "#lib/pipeline/testing/carrier-day.ts";
import { endingOf, isLedgerBalanced } from "#lib/pipeline/testing/ending.ts";
import { bytesOf } from "#lib/pipeline/testing/sample-mail.ts";
import { workAll } from "#lib/pipeline/testing/worker.ts";
import { createWorld, type World } from "#lib/pipeline/testing/world.ts";
import { zipOf } from "#scripts/delivery/zip-of.ts";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const STRANGER = "+13105550199";
const { window: WINDOW } = carrierDay();
const AT = new Date(WINDOW.from.getTime() + 3 * HOUR_MS);
const NEXT = { from: WINDOW.to, to: new Date(WINDOW.to.getTime() + DAY_MS) };

let database: TestDatabase;
let delivery: DeliveryServer;
beforeAll(async () => {
  [database, delivery] = await Promise.all([createTestDatabase(process.env), startDeliveryServer()]);
});
afterAll(async () => {
  await delivery.close();
  await database.drop();
});
afterEach(() => delivery.clear());

const zipOfTexts = (...ids: string[]) =>
  zipOf(
    ids.map((id, index) => {
      const { mail } = text(id, index, ALICE, [STRANGER]);
      return { name: `${id}.eml`, bytes: bytesOf(mail ?? "unreadable") };
    }),
  );
const put = (zip: Uint8Array, modifiedAt = AT, part = 1) =>
  delivery.put(zip, { day: "2026-11-20", modifiedAt, part });

/** A run over PostgreSQL whose source is the folder; before the first e-mail is fetched, `meanwhile` happens. */
async function newWorld(meanwhile: () => void = () => undefined): Promise<World> {
  const world = await createWorld(createPostgresHarness(database), carrierDay({ items: [] }));
  await database.admin.query("UPDATE run SET trigger = 'first' WHERE id = $1", [world.run.runId]);
  world.deps.openSource = async (claim) => {
    const past = () => readDeliveryPast(database.db, claim);
    const source = createSftpSource(delivery.config(), world.clock, past);
    let isFirst = true;
    return {
      ...source,
      download: (...words) => {
        if (isFirst) meanwhile();
        isFirst = false;
        return source.download(...words);
      },
    };
  };
  return world;
}

/** @returns the ledger of the run, which is balanced */
async function run(world: World, window: Window, trigger: RunTrigger) {
  const connector = { id: world.connectorId, kind: "att-network" };
  const { runId } = await database.db.tenant(world.tenantId, (tx) =>
    insertRunOver(tx, world.tenantId, connector, { window, trigger }, window.to),
  );
  await workAll(world);
  return ledgerOf(world, runId);
}

async function ledgerOf(world: World, runId = world.run.runId) {
  const ledger = await world.harness.readLedger({ ...world.run, runId });
  expect(isLedgerBalanced(ledger)).toBe(true);
  return ledger;
}

async function copies(world: World): Promise<number> {
  const { alice = [] } = (await endingOf(world)).mailboxes;
  expect(new Set(alice).size).toBe(alice.length);
  return alice.length;
}

describe("an e-mail of a delivery that vanished before it was fetched", { timeout: 200_000 }, () => {
  const vanished = async () => {
    const zip = await zipOfTexts("one", "two", "three");
    const place = { name: put(zip), isGone: false };
    const world = await newWorld(() => {
      if (!place.isGone) unlinkSync(join(delivery.folder, place.name));
      place.isGone = true;
    });
    await workAll(world);
    expect(await ledgerOf(world)).toMatchObject({ items: { available: 3, rejected: 3 } });
    return { world, zip };
  };

  test("is imported once it is delivered again, by the next run and exactly once (R34)", async () => {
    const { world, zip } = await vanished();
    put(zip, new Date(NEXT.from.getTime() + HOUR_MS), 2);
    const next = await run(world, NEXT, "schedule");
    expect(next).toMatchObject({ items: { available: 3, delivered: 3, rejected: 0 }, itemsSeenBefore: 0 });
    expect(await ledgerOf(world)).toMatchObject({ items: { available: 0, rejected: 0 } });
    expect(await copies(world)).toBe(3);
    put(zip, new Date(NEXT.to.getTime() + HOUR_MS), 3);
    const after = { from: NEXT.to, to: new Date(NEXT.to.getTime() + DAY_MS) };
    expect(await run(world, after, "schedule")).toMatchObject({
      items: { available: 0 },
      itemsSeenBefore: 3,
    });
    expect(await copies(world)).toBe(3);
  });

  test("and came back as it was is brought in by a run over its window", async () => {
    const { world, zip } = await vanished();
    put(zip);
    expect(await run(world, NEXT, "schedule")).toMatchObject({ items: { available: 0 } });
    expect(await run(world, WINDOW, "again")).toMatchObject({ items: { available: 3, delivered: 3 } });
    expect(await copies(world)).toBe(3);
  });
});

describe("a past window of an SFTP delivery that is run again", { timeout: 200_000 }, () => {
  test("lists all files of that window again, those that came late included, and no other; doubles nothing", async () => {
    const world = await newWorld();
    put(await zipOfTexts("one", "two"));
    await workAll(world);
    put(await zipOfTexts("late"), AT, 2);
    put(await zipOfTexts("next-day", "next-day-too"), new Date(NEXT.from.getTime() + 2 * HOUR_MS), 3);
    expect(await run(world, NEXT, "schedule")).toMatchObject({ items: { available: 3 }, itemsSeenBefore: 0 });
    expect(await copies(world)).toBe(5);
    for (let repeat = 0; repeat < 2; repeat += 1) {
      const first = await run(world, WINDOW, "again");
      expect(first).toMatchObject({ items: { available: 0 }, itemsSeenBefore: 3 });
    }
    expect(await run(world, NEXT, "again")).toMatchObject({ itemsSeenBefore: 2 });
    expect(await copies(world)).toBe(5);
  });

  test("brings in what an earlier listing of a known file could not", async () => {
    const world = await newWorld();
    put(await zipOfTexts("one", "two"));
    await workAll(world);
    // As after a fault of an earlier version: the file counts as listed, and an e-mail of it has no row.
    const both = await zipOfTexts("one", "two", "three");
    put(both);
    await database.admin.query("UPDATE delivery_file SET size_bytes = $2 WHERE connector_id = $1", [
      world.connectorId,
      both.byteLength,
    ]);
    expect(await run(world, NEXT, "schedule")).toMatchObject({ items: { available: 0 } });
    const again = await run(world, WINDOW, "again");
    expect(again).toMatchObject({ items: { available: 1, delivered: 1 }, itemsSeenBefore: 2 });
    expect(await copies(world)).toBe(3);
  });

  test("is split like any other: its rest lists what is left of it", async () => {
    const world = await newWorld();
    for (const part of [1, 2, 3]) {
      put(await zipOfTexts(`part-${part}`), new Date(AT.getTime() + part * 2 * HOUR_MS), part);
    }
    await workAll(world);
    // What no row knows of any more, in each of the files.
    for (const part of [1, 2, 3]) {
      const zip = await zipOfTexts(`part-${part}`, `new-${part}`);
      const modifiedAt = new Date(AT.getTime() + part * 2 * HOUR_MS);
      const name = put(zip, modifiedAt, part);
      const known = [world.connectorId, name, zip.byteLength];
      await database.admin.query(
        "UPDATE delivery_file SET size_bytes = $3 WHERE connector_id = $1 AND name = $2",
        known,
      );
    }
    world.deps.maxItemsPerRun = 1;
    await run(world, WINDOW, "again");
    const rests = await database.admin.query("SELECT FROM run WHERE connector_id = $1 AND trigger = 'rest'", [
      world.connectorId,
    ]);
    expect(rests.rowCount).toBeGreaterThan(0);
    expect(await copies(world)).toBe(6);
  });

  test("of before the first one lets no later run look back as far", async () => {
    const world = await newWorld();
    await workAll(world);
    const before = {
      from: new Date(WINDOW.from.getTime() - 9 * DAY_MS),
      to: new Date(WINDOW.from.getTime() - 5 * DAY_MS),
    };
    put(await zipOfTexts("chosen"), new Date(before.from.getTime() + HOUR_MS), 1);
    put(await zipOfTexts("of the time between"), new Date(before.to.getTime() + HOUR_MS), 2);
    expect(await run(world, before, "again")).toMatchObject({ items: { delivered: 1 } });
    expect(await run(world, NEXT, "schedule")).toMatchObject({ items: { available: 0 } });
    expect(await copies(world)).toBe(1);
  });
});
