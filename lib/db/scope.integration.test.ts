import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunTrigger } from "#lib/domain/run.ts";
import type { ScopeKind } from "#lib/domain/scope.ts";
import { ALICE, BOB, carrierDay } from "#lib/pipeline/testing/carrier-day.ts";
import { endingOf, isLedgerBalanced } from "#lib/pipeline/testing/ending.ts";
import { Killed, ProcessGate } from "#lib/pipeline/testing/process-gate.ts";
import { createWorld, type World } from "#lib/pipeline/testing/world.ts";
import { work, workAll } from "#lib/pipeline/testing/worker.ts";
import { insertRunOver, type RunSeed } from "./insert-run.ts";
import { createPostgresHarness } from "./testing/postgres-harness.ts";
import { createTestDatabase, type TestDatabase } from "./testing/test-database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

async function setScope({ tenantId, connectorId }: World, kind: ScopeKind, ...userIds: string[]) {
  const { admin } = database;
  await admin.query("UPDATE connector SET scope_kind = $2 WHERE id = $1", [connectorId, kind]);
  await admin.query("DELETE FROM scope_mailbox WHERE connector_id = $1", [connectorId]);
  await admin.query(
    `INSERT INTO scope_mailbox (tenant_id, connector_id, user_id, address)
     SELECT $1, $2, u, u || '@contoso.example' FROM unnest($3::text[]) AS u`,
    [tenantId, connectorId, userIds],
  );
}

/** The carrier's day, imported under this scope. */
async function importedWorld(kind: ScopeKind, ...userIds: string[]): Promise<World> {
  const world = await createWorld(createPostgresHarness(database), carrierDay());
  await setScope(world, kind, ...userIds);
  await work(world);
  return world;
}

async function queue(world: World, trigger: RunTrigger, seed: Partial<RunSeed> = {}): Promise<string> {
  const { tenantId, connectorId: id } = world;
  const { window } = world.seed;
  const run = await database.db.tenant(tenantId, (tx) =>
    insertRunOver(tx, tenantId, { id, kind: "att-network" }, { window, trigger, ...seed }, window.to),
  );
  return run.runId;
}

const ledgerOf = (world: World, runId = world.run.runId) => world.harness.readLedger({ ...world.run, runId });

/** How many messages are in each mailbox, none of them twice. */
async function copiesOf(world: World): Promise<Record<string, number>> {
  const { mailboxes } = await endingOf(world);
  return Object.fromEntries(
    Object.entries(mailboxes).map(([userId, keys]) => {
      expect(new Set(keys).size).toBe(keys.length);
      return [userId, keys.length] as const;
    }),
  );
}

const EVERYBODYS = { alice: 5, bob: 5, carol: 2 };

describe("a run under a scope", { timeout: 300_000 }, () => {
  test.each<[string, ScopeKind, string[], Record<string, number>]>([
    ["everybody", "everybody", [], EVERYBODYS],
    ["everybody, whatever was listed before", "everybody", ["bob"], EVERYBODYS],
    ["only the listed", "only", ["bob"], { bob: 5 }],
    ["everybody but the listed", "except", ["bob"], { alice: 5, carol: 2 }],
    ["nobody that is known any more", "only", ["left-the-company"], {}],
  ])("archives %s", async (_whom, kind, userIds, copies) => {
    const world = await importedWorld(kind, ...userIds);
    expect(await copiesOf(world)).toEqual(copies);
    expect(isLedgerBalanced(await ledgerOf(world))).toBe(true);
  });

  test("counts who is left out, neither as external nor as unmapped, and shows whose mailbox it was", async () => {
    const [usual, world] = [await importedWorld("everybody"), await importedWorld("except", "bob")];
    const [all, ledger] = [await ledgerOf(usual), await ledgerOf(world)];
    const left = all.participantLines.filter((line) => line.includes("→ bob by"));
    expect(left.length).toBeGreaterThan(0);
    expect(ledger.participants).toEqual({ ...all.participants, leftOut: left.length });
    const lines = all.participantLines.map((line) => line.replace(/→ bob by .*/, "→ left-out"));
    expect(ledger.participantLines).toEqual(lines.toSorted());
    const { rows } = await database.admin.query(
      `SELECT DISTINCT p.user_id, p.via, p.mapping_line FROM participant p
       WHERE p.tenant_id = $1 AND p.resolution = 'left-out'`,
      [world.tenantId],
    );
    expect(rows).toEqual([{ user_id: "bob", via: "custom", mapping_line: 3 }]);
  });

  test("does not import an item of which everybody is left out, and calls one with an unmapped what it was", async () => {
    const world = await importedWorld("except", "bob");
    const { itemLines, items } = await ledgerOf(world);
    expect(itemLines.filter((line) => line.includes("not-imported"))).toEqual([
      "clock-never-set → not-imported (no-participant-in-scope)",
      "no-licence → not-imported (no-participant-mapped)",
      "nobody → not-imported (no-participants)",
      "picture → not-imported (no-participant-in-scope)",
      "text-outside-only → not-imported (no-participant-mapped)",
      "unreadable-number → not-imported (no-participant-mapped)",
    ]);
    expect(items).toMatchObject({ notImported: 6, leftOut: 2 });
    const { rows } = await database.admin.query<{ count: number }>(
      "SELECT count FROM run_reason WHERE run_id = $1 AND code = 'no-participant-in-scope'",
      [world.run.runId],
    );
    expect(rows).toEqual([{ count: 2 }]);
  });

  test("lists nobody as unmapped who is left out", async () => {
    const world = await importedWorld("only", "carol");
    const { rows } = await database.admin.query<{ identity: string }>(
      "SELECT identity FROM unmapped_identity WHERE tenant_id = $1 AND items > 0",
      [world.tenantId],
    );
    const identities = rows.map(({ identity }) => identity);
    expect(identities).not.toContain(ALICE);
    expect(identities).not.toContain(BOB);
    expect(identities).toContain("dave@contoso.example");
  });

  test("keeps the original of what was left out: nothing in its pack is settled for it", async () => {
    const world = await importedWorld("except", "bob");
    const { rows } = await database.admin.query<{ isSafe: boolean }>(
      `SELECT bool_or(s.safe_at IS NOT NULL) AS "isSafe"
       FROM (SELECT DISTINCT pack_id FROM item WHERE tenant_id = $1 AND pack_id IS NOT NULL) k
       CROSS JOIN items_of_pack($1, k.pack_id) s
       WHERE s.item_id IN (SELECT item_id FROM participant WHERE tenant_id = $1 AND resolution = 'left-out')`,
      [world.tenantId],
    );
    expect(rows).toEqual([{ isSafe: false }]);
  });
});

describe("a scope that became wider", { timeout: 600_000 }, () => {
  test("brings in nothing of before by itself", async () => {
    const world = await importedWorld("except", "bob");
    await setScope(world, "everybody");
    await queue(world, "manual", { window: after(world) });
    await workAll(world);
    expect(await copiesOf(world)).toEqual({ alice: 5, carol: 2 });
  });

  test.each<[string, (world: World) => Partial<RunSeed>]>([
    ["a run again", ({ run }) => ({ repeats: run.runId })],
    ["a period imported again", () => ({})],
  ])("is caught up with by %s, and nothing comes twice", async (_how, seedOf) => {
    const world = await importedWorld("except", "bob");
    const before = await ledgerOf(world);
    await setScope(world, "everybody");
    const again = await queue(world, "again", seedOf(world));
    const gate = new ProcessGate();
    await workAll(world, gate);
    expect(await copiesOf(world)).toEqual(EVERYBODYS);
    expect(gate.calls.filter((call) => call === "mailbox.create")).toHaveLength(5);
    const [old, ledger] = [await ledgerOf(world), await ledgerOf(world, again)];
    expect([old, ledger].map((each) => isLedgerBalanced(each))).toEqual([true, true]);
    expect(old.items.available + ledger.items.available).toBe(before.items.available);
    expect(old.participants.leftOut + ledger.participants.leftOut).toBe(0);
    expect(old.deliveryLines).toEqual(before.deliveryLines);
    expect(ledger.deliveries).toMatchObject({ available: 5, verified: 5 });

    await queue(world, "again", seedOf(world));
    await workAll(world);
    expect(await copiesOf(world)).toEqual(EVERYBODYS);
  });

  test.each<[string, (world: World) => Promise<unknown>, (world: World) => Partial<RunSeed>]>([
    [
      "of the window that a replay accounts for now",
      async (world) => {
        const window = { from: new Date(0), to: after(world).to };
        await queue(world, "replay", { window, isListed: true });
        await workAll(world);
      },
      () => ({}),
    ],
    [
      "of the run that is repeated, whenever it was archived",
      ({ tenantId }) =>
        database.admin.query(
          "UPDATE item SET archived_at = archived_at - interval '90 days' WHERE tenant_id = $1",
          [tenantId],
        ),
      ({ run }) => ({ repeats: run.runId }),
    ],
  ])("brings in what is %s", async (_which, moveAway, seedOf) => {
    const world = await importedWorld("except", "bob");
    await moveAway(world);
    await setScope(world, "everybody");
    await queue(world, "again", seedOf(world));
    await workAll(world);
    expect(await copiesOf(world)).toEqual(EVERYBODYS);
  });

  test("fetches no more than it has archived now", async () => {
    const world = await importedWorld("only", "alice");
    const before = await ledgerOf(world);
    await setScope(world, "only", "alice", "carol");
    const again = await queue(world, "again");
    await workAll(world);
    expect(await copiesOf(world)).toEqual({ alice: 5, carol: 2 });
    const [old, ledger] = [await ledgerOf(world), await ledgerOf(world, again)];
    // Beside what the vendor had not handed over, which every window that is run again asks for once more.
    expect(ledger.itemLines).toEqual([
      "group → delivered",
      "text-by-address → delivered",
      "vanished → rejected (vendor-item-missing)",
    ]);
    expect(old.participants.leftOut + ledger.participants.leftOut).toBe(before.participants.leftOut - 2);
  });

  test("is no matter of a retry, which takes up what failed", async () => {
    const world = await importedWorld("except", "bob");
    await setScope(world, "everybody");
    await queue(world, "retry", { repeats: world.run.runId, isListed: true });
    await workAll(world);
    expect(await copiesOf(world)).toEqual({ alice: 5, carol: 2 });
  });

  test("fetches the originals that are no longer in the vault once more", async () => {
    const world = await importedWorld("except", "bob");
    await setScope(world, "everybody");
    world.vault.packs.clear();
    await database.admin.query("UPDATE pack SET deleted_at = now() WHERE tenant_id = $1", [world.tenantId]);
    await queue(world, "again");
    await workAll(world);
    expect(await copiesOf(world)).toEqual(EVERYBODYS);
  });

  test("is caught up with once, wherever the process dies", async () => {
    const wide = async () => {
      const world = await importedWorld("except", "bob");
      await setScope(world, "everybody");
      await queue(world, "again");
      return world;
    };
    const whole = new ProcessGate();
    await workAll(await wide(), whole);
    for (let n = 1; n <= whole.calls.length; n += 11) {
      const world = await wide();
      const gate = new ProcessGate(n, "after");
      await workAll(world, gate).catch((error: unknown) => {
        if (!(error instanceof Killed) && !gate.isDead) throw error;
      });
      await workAll(world);
      const where = `killed after call ${n}, ${whole.calls[n - 1]}`;
      expect({ where, copies: await copiesOf(world) }).toEqual({ where, copies: EVERYBODYS });
    }
  });
});

test("A scope that became narrower takes nothing back, and holds for a replay too", async () => {
  const world = await importedWorld("everybody");
  await setScope(world, "only", "carol");
  // With the item, Bob keeps his copy; the sender's unreadable number is looked for once more.
  await queue(world, "replay", { window: { from: new Date(0), to: after(world).to }, isListed: true });
  await workAll(world);
  expect(await copiesOf(world)).toEqual(EVERYBODYS);
});

test("A replay looks for those whom the scope left out as well, and both runs' counts stay right", async () => {
  const world = await importedWorld("except", "bob");
  const before = await ledgerOf(world);
  const window = { from: new Date(0), to: after(world).to };
  const replay = await queue(world, "replay", { window, isListed: true });
  await workAll(world);
  const [old, ledger] = [await ledgerOf(world), await ledgerOf(world, replay)];
  expect(ledger.participants.leftOut).toBe(1);
  expect(old.participants.leftOut + ledger.participants.leftOut).toBe(before.participants.leftOut);
  expect([old, ledger].map((each) => isLedgerBalanced(each))).toEqual([true, true]);
});

test("The database lets no item go back while the run before counts somebody of it as left out", async () => {
  const world = await importedWorld("except", "bob");
  const again = await queue(world, "again");
  const move = database.admin.query(
    `UPDATE item SET run_id = $2, state = 'staged', reason = NULL
     WHERE tenant_id = $1 AND reason = 'no-participant-in-scope'`,
    [world.tenantId, again],
  );
  await expect(move).rejects.toThrow("who is left out is still counted by the run before");
});

function after({ seed }: World) {
  return { from: seed.window.to, to: new Date(seed.window.to.getTime() + 1000) };
}
