import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ALICE, BOB, carrierDay, rule } from "#lib/pipeline/testing/carrier-day.ts";
import { endingOf, isLedgerBalanced } from "#lib/pipeline/testing/ending.ts";
import { Killed, ProcessGate } from "#lib/pipeline/testing/process-gate.ts";
import { createWorld, type World } from "#lib/pipeline/testing/world.ts";
import { work, workAll } from "#lib/pipeline/testing/worker.ts";
import { insertRunOver } from "./insert-run.ts";
import { createPostgresHarness } from "./testing/postgres-harness.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

/** A day that was imported while Bob's number led to somebody without a mailbox; then it was mended. */
async function mendedWorld(): Promise<World> {
  const seed = carrierDay();
  const rules = [rule(2, ALICE, "alice@contoso.example"), rule(3, BOB, "dave@contoso.example")];
  const connector = { ...seed.connector, rules };
  const world = await createWorld(createPostgresHarness(database), { ...seed, connector });
  await work(world);
  await database.admin.query(
    "UPDATE mapping_rule SET address = 'bob@contoso.example' WHERE tenant_id = $1 AND phone = $2",
    [world.tenantId, BOB],
  );
  return world;
}

async function replay(world: World, replays: string | null = BOB): Promise<string> {
  const { tenantId, connectorId: id, seed } = world;
  // By sent time: a clock that was never set is older than the window.
  const window = { from: new Date(0), to: seed.window.to };
  const run = await database.db.tenant(tenantId, (tx) =>
    insertRunOver(
      tx,
      tenantId,
      { id, kind: "att-network" },
      { window, trigger: "replay", replays: replays ?? undefined, isListed: true },
      seed.window.to,
    ),
  );
  return run.runId;
}

const ledgerOf = (world: World, runId = world.run.runId) => world.harness.readLedger({ ...world.run, runId });

async function unmappedOf(world: World): Promise<[identity: string, items: number][]> {
  const { rows } = await database.admin.query<{ identity: string; items: number }>(
    "SELECT identity, items FROM unmapped_identity WHERE tenant_id = $1 ORDER BY identity",
    [world.tenantId],
  );
  return rows.map(({ identity, items }) => [identity, items]);
}

/** In how many of the lists each item stands: as the mailboxes of a world in which Bob was mapped from the start. */
async function mailboxesOf(world: World): Promise<Record<string, number>> {
  const { mailboxes } = await endingOf(world);
  return Object.fromEntries(
    Object.entries(mailboxes).map(([userId, keys]) => {
      expect(new Set(keys).size).toBe(keys.length);
      return [userId, keys.length] as const;
    }),
  );
}

const AS_IF_ALWAYS_MAPPED = { alice: 5, bob: 5, carol: 2 };

describe("a replay", { timeout: 600_000 }, () => {
  test("brings in what was sent before somebody was mapped, and nothing twice", async () => {
    const world = await mendedWorld();
    expect(await mailboxesOf(world)).toEqual({ alice: 5, carol: 2 });
    expect(await unmappedOf(world)).toEqual([
      ["", 1],
      [BOB, 5],
      ["dave@contoso.example", 1],
    ]);
    const before = await ledgerOf(world);
    const runId = await replay(world);
    const gate = new ProcessGate();
    await workAll(world, gate);
    expect(await mailboxesOf(world)).toEqual(AS_IF_ALWAYS_MAPPED);
    expect(gate.calls.filter((call) => call === "mailbox.create")).toHaveLength(5);
    expect(gate.calls.filter((call) => call.startsWith("source."))).toEqual([]);

    const [old, ledger] = [await ledgerOf(world), await ledgerOf(world, runId)];
    expect([old, ledger].map((each) => isLedgerBalanced(each))).toEqual([true, true]);
    expect(ledger.items).toMatchObject({ available: 5, delivered: 5 });
    expect(ledger.deliveries).toMatchObject({ available: 5, verified: 5 });
    expect(old.items.available + ledger.items.available).toBe(before.items.available);
    // What had arrived stays with the run that brought it.
    expect(old.deliveryLines).toEqual(before.deliveryLines);
    // The number that nobody can read is looked for again with its item, and still unmapped.
    expect(await unmappedOf(world)).toEqual([
      ["", 1],
      ["dave@contoso.example", 1],
    ]);
    expect(old.participants.unmapped + ledger.participants.unmapped).toBe(2);
  });

  test("keeps the original dates", async () => {
    const world = await mendedWorld();
    await replay(world);
    await workAll(world);
    const { rows } = await database.admin.query<{ isSame: boolean }>(
      `SELECT d.sent_at = i.sent_at AS "isSame" FROM delivery d JOIN item i ON i.tenant_id = d.tenant_id AND i.id = d.item_id
       WHERE d.tenant_id = $1 AND d.user_id = 'bob'`,
      [world.tenantId],
    );
    expect(rows).toHaveLength(5);
    expect(rows.every(({ isSame }) => isSame)).toBe(true);
  });

  test("of everybody takes up everybody, and leaves who is still not found where they are listed", async () => {
    const world = await mendedWorld();
    const runId = await replay(world, null);
    await workAll(world);
    expect(await mailboxesOf(world)).toEqual(AS_IF_ALWAYS_MAPPED);
    expect((await ledgerOf(world, runId)).items).toMatchObject({
      available: 6,
      delivered: 5,
      notImported: 1,
    });
    expect((await unmappedOf(world)).map(([identity]) => identity)).toEqual(["", "dave@contoso.example"]);
  });

  test("repeated doubles nothing, and moves no watermark", async () => {
    const world = await mendedWorld();
    const { watermark } = await ledgerOf(world);
    for (let n = 0; n < 3; n += 1) {
      await replay(world, n === 0 ? BOB : null);
      await workAll(world);
    }
    expect(await mailboxesOf(world)).toEqual(AS_IF_ALWAYS_MAPPED);
    expect((await ledgerOf(world)).watermark).toEqual(watermark);
  });

  test("fetches the originals that are no longer in the vault once more", async () => {
    const world = await mendedWorld();
    world.vault.packs.clear();
    await database.admin.query("UPDATE pack SET deleted_at = now() WHERE tenant_id = $1", [world.tenantId]);
    await replay(world);
    const gate = new ProcessGate();
    await workAll(world, gate);
    expect(gate.calls.filter((call) => call === "source.download")).toHaveLength(5);
    expect(await mailboxesOf(world)).toEqual(AS_IF_ALWAYS_MAPPED);
  });

  test("that is cancelled before it maps is finished by the next run", async () => {
    const world = await mendedWorld();
    const runId = await replay(world);
    const claim = await world.harness.claimRun({ tenantId: world.tenantId, runId });
    expect(claim).toBeDefined();
    if (claim) await world.harness.releaseRun(claim);
    await world.harness.requestStop({ tenantId: world.tenantId, runId }, "cancel-requested");
    await workAll(world);
    expect(await mailboxesOf(world)).toEqual({ alice: 5, carol: 2 });
    const { to } = world.seed.window;
    await world.harness.addRun(world, { from: to, to: new Date(to.getTime() + 1000) });
    await workAll(world);
    expect(await mailboxesOf(world)).toEqual(AS_IF_ALWAYS_MAPPED);
  });

  test("arrives once wherever the process dies", async () => {
    const clean = await mendedWorld();
    await replay(clean);
    const whole = new ProcessGate();
    await workAll(clean, whole);
    for (let n = 1; n <= whole.calls.length; n += 7) {
      const world = await mendedWorld();
      await replay(world);
      const gate = new ProcessGate(n, "after");
      await workAll(world, gate).catch((error: unknown) => {
        if (!(error instanceof Killed) && !gate.isDead) throw error;
      });
      await workAll(world);
      const where = `killed after call ${n}, ${whole.calls[n - 1]}`;
      expect({ where, mailboxes: await mailboxesOf(world) }).toEqual({
        where,
        mailboxes: AS_IF_ALWAYS_MAPPED,
      });
    }
  });
});

test("The database lets nobody but a replay map an item once more", async () => {
  const world = await mendedWorld();
  const { to } = world.seed.window;
  const later = await world.harness.addRun(world, { from: to, to: new Date(to.getTime() + 1000) });
  const takeUp = (runId: string) =>
    database.admin.query(
      `UPDATE item SET run_id = $2, state = 'staged', reason = NULL
       WHERE tenant_id = $1 AND state IN ('delivered', 'not-imported')`,
      [world.tenantId, runId],
    );
  await expect(takeUp(later)).rejects.toThrow("only a replay or a window run again maps an item once more");
  await expect(takeUp(world.run.runId)).rejects.toThrow(
    "only a replay or a window run again maps an item once more",
  );
});
