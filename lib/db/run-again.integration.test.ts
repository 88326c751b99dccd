import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Failure } from "#lib/domain/failure.ts";
import type { RunTrigger } from "#lib/domain/run.ts";
import { runConnector } from "#lib/pipeline/run-connector.ts";
import { carrierDay } from "#lib/pipeline/testing/carrier-day.ts";
import { endingOf, isLedgerBalanced } from "#lib/pipeline/testing/ending.ts";
import { Killed, ProcessGate } from "#lib/pipeline/testing/process-gate.ts";
import { createWorld, type World, type WorldSeed } from "#lib/pipeline/testing/world.ts";
import { work, workAll } from "#lib/pipeline/testing/worker.ts";
import { insertRunOver } from "./insert-run.ts";
import { createPostgresHarness } from "./testing/postgres-harness.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

const newWorld = (change: Partial<WorldSeed> = {}) =>
  createWorld(createPostgresHarness(database), carrierDay(change));

async function repeat(world: World, trigger: RunTrigger, isListed = false): Promise<string> {
  const { tenantId, connectorId: id, run, seed } = world;
  const { runId } = await database.db.tenant(tenantId, (tx) =>
    insertRunOver(
      tx,
      tenantId,
      { id, kind: "att-network" },
      { window: seed.window, trigger, repeats: run.runId, isListed },
      seed.window.to,
    ),
  );
  return runId;
}

const ledgerOf = (world: World, runId: string) => world.harness.readLedger({ ...world.run, runId });

/** What is in the mailboxes, each message once. */
async function copiesOf(world: World): Promise<Record<string, number>> {
  const { mailboxes } = await endingOf(world);
  const counts = Object.entries(mailboxes).map(([userId, keys]) => {
    expect(new Set(keys).size).toBe(keys.length);
    return [userId, keys.length] as const;
  });
  return Object.fromEntries(counts);
}

/** A world in which Alice's mailbox is full until it is told otherwise, and one item is not handed over. */
async function halfFailed(change: Partial<WorldSeed> = {}) {
  const trouble = { isOver: false, isHandedOver: false };
  const full = new Failure("mailbox-full", { kind: "permanent", scope: "mailbox" });
  const world = await newWorld({
    mishapAt: (call, userId) =>
      userId === "alice" && call === "create" && !trouble.isOver ? { failure: full } : undefined,
    vendor: (usual) => ({
      download: async (sourceItemId, ...rest) => {
        if (sourceItemId === "picture" && !trouble.isHandedOver) {
          throw new Failure("vendor-item-missing", { kind: "permanent" });
        }
        return usual.download(sourceItemId, ...rest);
      },
    }),
    ...change,
  });
  await work(world);
  return { world, trouble };
}

const CLEAN_COPIES = { alice: 5, bob: 5, carol: 2 };

describe("a window that is run again", { timeout: 300_000 }, () => {
  test("doubles nothing when nothing is missing", async () => {
    const world = await newWorld();
    await work(world);
    const before = await copiesOf(world);
    const again = await repeat(world, "again");
    await workAll(world);
    expect(await copiesOf(world)).toEqual(before);
    const ledger = await ledgerOf(world, again);
    // The one that the vendor lists and does not hand over is asked for once more.
    expect(ledger.itemLines).toEqual(["vanished → rejected (vendor-item-missing)"]);
    expect(ledger).toMatchObject({ deliveries: { available: 0 }, itemsSeenBefore: 14 });
  });

  test("brings in what is missing, exactly once: failed deliveries, and items that are handed over now (R34)", async () => {
    const { world, trouble } = await halfFailed();
    expect(await copiesOf(world)).toEqual({ bob: 4, carol: 2 });
    trouble.isOver = true;
    trouble.isHandedOver = true;
    const again = await repeat(world, "again");
    await workAll(world);
    expect(await copiesOf(world)).toEqual(CLEAN_COPIES);
    const [old, ledger] = [await ledgerOf(world, world.run.runId), await ledgerOf(world, again)];
    expect([old, ledger].map((each) => isLedgerBalanced(each))).toEqual([true, true]);
    expect(old.deliveries.failed).toBe(0);
    expect(ledger.deliveryLines).toHaveLength(6);
    expect(ledger.deliveryLines.every((line) => line.endsWith("verified"))).toBe(true);
    expect(ledger.itemLines).toContain("picture → delivered");
  });

  test("moves no watermark backwards, and none over a gap", async () => {
    const world = await newWorld();
    await work(world);
    const { from, to } = world.seed.window;
    const day = 86_400_000;
    for (const [begin, end] of [
      [from.getTime() - 9 * day, from.getTime() - 8 * day],
      [from.getTime(), to.getTime()],
      [to.getTime() + day, to.getTime() + 2 * day],
    ] as const) {
      const window = { from: new Date(begin), to: new Date(end) };
      await database.db.tenant(world.tenantId, (tx) =>
        insertRunOver(
          tx,
          world.tenantId,
          { id: world.connectorId, kind: "att-network" },
          { window, trigger: "again" },
          to,
        ),
      );
      const [runId] = await workAll(world);
      expect((await ledgerOf(world, runId ?? "")).watermark).toEqual(to);
    }
  });

  test("is split like any other, and its rest follows", async () => {
    const { world, trouble } = await halfFailed();
    trouble.isOver = true;
    trouble.isHandedOver = true;
    world.deps.maxItemsPerRun = 1;
    await repeat(world, "again");
    expect((await workAll(world)).length).toBeGreaterThan(1);
    expect(await copiesOf(world)).toEqual(CLEAN_COPIES);
    expect((await ledgerOf(world, world.run.runId)).watermark).toEqual(world.seed.window.to);
  });
});

describe("what failed, retried", { timeout: 600_000 }, () => {
  test("is all that is sent, and the listing is not asked for", async () => {
    const { world, trouble } = await halfFailed();
    trouble.isOver = true;
    const retry = await repeat(world, "retry", true);
    const gate = new ProcessGate();
    await workAll(world, gate);
    expect(gate.calls).not.toContain("source.listPage");
    expect(gate.calls.filter((call) => call === "mailbox.create")).toHaveLength(5);
    expect(await copiesOf(world)).toEqual({ ...CLEAN_COPIES, bob: 4 });
    expect((await ledgerOf(world, retry)).deliveries).toMatchObject({ available: 5, failed: 0, verified: 5 });
  });

  test("fails again where the reason lasts, and stays retryable", async () => {
    const { world, trouble } = await halfFailed();
    const first = await repeat(world, "retry", true);
    await workAll(world);
    expect((await ledgerOf(world, first)).deliveries).toMatchObject({ available: 5, failed: 5 });
    trouble.isOver = true;
    trouble.isHandedOver = true;
    await repeat({ ...world, run: { ...world.run, runId: first } }, "retry", true);
    await workAll(world);
    expect(await copiesOf(world)).toEqual(CLEAN_COPIES);
  });

  test("moves no watermark: a window that was never listed stays open", async () => {
    const { world } = await halfFailed();
    await database.admin.query("UPDATE connector SET watermark = $2 WHERE id = $1", [
      world.connectorId,
      world.seed.window.from,
    ]);
    await repeat(world, "retry", true);
    await workAll(world);
    expect((await ledgerOf(world, world.run.runId)).watermark).toEqual(world.seed.window.from);
  });

  test("fetches the original once more where its copy was lost", async () => {
    const { world, trouble } = await halfFailed({});
    // The vault has lost everything that the first run stored.
    world.vault.packs.clear();
    trouble.isOver = true;
    const missing = await repeat(world, "retry", true);
    await workAll(world);
    expect((await ledgerOf(world, missing)).deliveryLines[0]).toContain("failed (staged-copy-missing)");
    await repeat({ ...world, run: { ...world.run, runId: missing } }, "retry", true);
    await workAll(world);
    expect(await copiesOf(world)).toMatchObject({ alice: 5 });
  });

  test("gives an original up in bounded time whose copy was lost and that cannot be had again (R7)", async () => {
    let isOut = false;
    let victim: string | undefined;
    const { world, trouble } = await halfFailed({
      vendor: (usual) => ({
        download: async (sourceItemId, ...rest) => {
          if (isOut) victim ??= sourceItemId;
          if (sourceItemId === victim) throw new Failure("vendor-unreachable", { kind: "transient" });
          return usual.download(sourceItemId, ...rest);
        },
      }),
    });
    world.vault.packs.clear();
    trouble.isOver = true;
    const missing = await repeat(world, "retry", true);
    await workAll(world);
    isOut = true;
    const runId = await repeat({ ...world, run: { ...world.run, runId: missing } }, "retry", true);
    const claim = await world.harness.claimRun({ ...world.run, runId });
    if (!claim) throw new Error("the run was to be claimed");
    let tries = 0;
    for (; tries < 100; tries += 1) {
      const failure = await runConnector(world.deps, claim, new AbortController().signal).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!failure) break;
      expect(failure).toMatchObject({ code: "vendor-item-unavailable", kind: "transient" });
      await world.clock.sleep(600_000, new AbortController().signal);
    }
    expect(tries).toBeGreaterThan(1);
    expect(tries).toBeLessThan(20);
    await world.harness.releaseRun(claim);
    await workAll(world);
    const { deliveryLines } = await ledgerOf(world, runId);
    expect(deliveryLines.filter((line) => line.includes("staged-copy-missing"))).toHaveLength(1);
    expect(await copiesOf(world)).toMatchObject({ alice: 4 });
  });

  test("is sent once wherever the process dies", async () => {
    const clean = await halfFailed();
    clean.trouble.isOver = true;
    clean.trouble.isHandedOver = true;
    await repeat(clean.world, "retry", true);
    const whole = new ProcessGate();
    await workAll(clean.world, whole);
    for (let n = 1; n <= whole.calls.length; n += 4) {
      const { world, trouble } = await halfFailed();
      trouble.isOver = true;
      trouble.isHandedOver = true;
      await repeat(world, "retry", true);
      const gate = new ProcessGate(n, "after");
      await workAll(world, gate).catch((error: unknown) => {
        if (!(error instanceof Killed) && !gate.isDead) throw error;
      });
      await workAll(world);
      const where = `killed after call ${n}, ${whole.calls[n - 1]}`;
      expect({ where, copies: await copiesOf(world) }).toEqual({ where, copies: CLEAN_COPIES });
    }
  });
});

describe("the database", () => {
  test("lets nobody but a run that repeats take up what failed", async () => {
    const { world } = await halfFailed();
    const later = await world.harness.addRun(world, {
      from: world.seed.window.to,
      to: new Date(world.seed.window.to.getTime() + 1_000),
    });
    await expect(
      database.admin
        .query(`INSERT INTO lane (tenant_id, run_id, user_id) VALUES ($1, $2, 'alice')`, [
          world.tenantId,
          later,
        ])
        .then(() =>
          database.admin.query(
            `UPDATE delivery SET run_id = $2, state = CASE WHEN posted_at IS NULL THEN 'pending' ELSE 'posting' END,
             reason = NULL, settled_at = NULL WHERE tenant_id = $1 AND state = 'failed'`,
            [world.tenantId, later],
          ),
        ),
    ).rejects.toThrow("only a run that repeats takes up what failed");
    await expect(
      database.admin.query(
        "UPDATE item SET run_id = $2, state = 'listed', reason = NULL WHERE tenant_id = $1 AND state = 'rejected' AND reason = 'vendor-item-missing'",
        [world.tenantId, later],
      ),
    ).rejects.toThrow("only a run that repeats takes up what failed");
  });
});
