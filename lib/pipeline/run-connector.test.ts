import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Failure } from "#lib/domain/failure.ts";

import { runConnector } from "./run-connector.ts";
import { carrierDay, text } from "./testing/carrier-day.ts";
import { user } from "./testing/fake-directory.ts";
import { endingOf, isLedgerBalanced, type Ending } from "./testing/ending.ts";
import { createMemoryHarness } from "./testing/memory-harness.ts";
import { Killed, type KillMoment, ProcessGate } from "./testing/process-gate.ts";
import type { MailboxBehaviour } from "./testing/fake-mailbox.ts";
import { createWorld, type World, type WorldSeed } from "./testing/world.ts";
import { work } from "./testing/worker.ts";

const signal = new AbortController().signal;
const newWorld = (change: Partial<WorldSeed> = {}) => createWorld(createMemoryHarness(), carrierDay(change));

async function cleanRun(): Promise<{ ending: Ending; calls: number }> {
  const world = await newWorld();
  const gate = new ProcessGate();
  await work(world, gate);
  return { ending: await endingOf(world), calls: gate.calls.length };
}

/** Every kind of trouble, at fixed requests of each mailbox. */
const misbehaving: MailboxBehaviour["mishapAt"] = (call, _userId, n) => {
  const lost = new Failure("mailbox-unreachable", {
    kind: "transient",
    scope: "mailbox",
    isOutcomeUnknown: true,
  });
  if (n % 11 === 4) return { failure: new Failure("throttled", { kind: "transient", retryAfterMs: 3_000 }) };
  if (n % 11 === 8)
    return { failure: new Failure("mailbox-unreachable", { kind: "transient", scope: "mailbox" }) };
  if (call !== "create") return undefined;
  if (n % 7 === 2) return { failure: lost, effect: "carried-out" };
  if (n % 7 === 3) return { failure: lost };
  if (n % 7 === 5) return { failure: lost, effect: "late" };
  return n % 7 === 6 ? { failure: lost, effect: "incomplete" } : undefined;
};

async function killOrEnd(world: World, gate: ProcessGate): Promise<void> {
  try {
    await work(world, gate);
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
}

/** Keys of which a second whole message was created at any time, even if it was removed later. */
function secondCopies(world: World): string[] {
  return world.seed.users.flatMap(({ userId }) => {
    const { createdKeys } = world.mailboxOf(userId);
    return createdKeys.filter((key, index) => createdKeys.indexOf(key) !== index);
  });
}

describe("a clean run", () => {
  test("accounts for every item, mailbox and participant", async () => {
    const world = await newWorld();
    const advance = await work(world);
    expect(advance).toEqual({ kind: "finished", outcome: "completed-with-issues" });
    const ledger = await world.harness.readLedger(world.run);
    expect(ledger.itemLines).toEqual([
      "clock-never-set → delivered",
      "film-over-the-limit → rejected (item-too-large)",
      "group → delivered",
      "no-licence → not-imported (no-participant-mapped)",
      "nobody → not-imported (no-participants)",
      "noise → rejected (unreadable)",
      "picture → delivered",
      "picture-too-large → delivered",
      "text-between-employees → delivered",
      "text-by-address → delivered",
      "text-out → delivered",
      "text-outside-only → not-imported (no-participant-mapped)",
      "to-herself → delivered",
      "unreadable-number → delivered",
      "vanished → rejected (vendor-item-missing)",
    ]);
    expect(ledger.deliveryLines).toEqual([
      "clock-never-set → bob: imported verified",
      "group → alice: imported verified",
      "group → bob: imported verified",
      "group → carol: imported verified",
      "picture → bob: imported verified",
      "picture-too-large → alice: partial verified",
      "text-between-employees → alice: imported verified",
      "text-between-employees → bob: imported verified",
      "text-by-address → carol: imported verified",
      "text-out → alice: imported verified",
      "to-herself → alice: imported verified",
      "unreadable-number → bob: imported verified",
    ]);
    expect(ledger.participants).toEqual({ external: 10, unmapped: 2, leftOut: 0 });
    expect(ledger.watermark).toEqual(world.seed.window.to);
  });

  test("puts one copy into each mailbox, in the archive's folder, with its original's hash", async () => {
    const world = await newWorld();
    await work(world);
    const alice = world.mailboxOf("alice");
    expect([...alice.folders.values()]).toEqual(["AT&T SMS/MMS Network Archiver"]);
    expect(alice.messages).toHaveLength(5);
    expect(new Set(alice.messages.map((message) => message.importKey)).size).toBe(5);
    expect(alice.messages.every((message) => /^[0-9a-f]{64}$/.test(message.sha256))).toBe(true);
    expect(world.mailboxOf("dave").requests).toBe(0);
  });

  test("files an item whose phone's clock was never set under the archive's time", async () => {
    const world = await newWorld();
    await work(world);
    const texts = world
      .mailboxOf("bob")
      .messages.map(({ letter }) => letter.kind === "composed" && letter.message);
    const item = world.seed.items.find(({ id }) => id === "clock-never-set");
    expect(texts.find((text) => text && text.body.content === "clock-never-set")).toHaveProperty(
      "sentAt",
      item?.archivedAt,
    );
  });

  test("keeps the original of every item whose bytes came, of rejected and unmapped ones too", async () => {
    const harness = createMemoryHarness();
    const world = await createWorld(harness, carrierDay());
    await work(world);
    const kept: Record<string, boolean> = {};
    for (const item of harness.rows.items.values()) {
      const bytes = world.vault.packs.get(item.location?.packId ?? "")?.get(item.itemId);
      kept[item.sourceItemId] = bytes !== undefined;
    }
    expect(Object.keys(kept)).toHaveLength(15);
    expect(Object.keys(kept).filter((id) => !kept[id])).toEqual(["vanished"]);
  });

  test("stops at no call when it is repeated after its end", async () => {
    const world = await newWorld();
    await work(world);
    const before = await endingOf(world);
    const gate = new ProcessGate();
    expect(await work(world, gate)).toEqual({ kind: "finished", outcome: "completed-with-issues" });
    expect(gate.calls).toEqual([]);
    expect(await endingOf(world)).toEqual(before);
  });
});

// Guarantee: wherever the process dies, the next one ends in the same rows and one copy a mailbox.
describe("a worker that is killed and started again", () => {
  for (const moment of ["before", "after"] as const) {
    test(`at any call, ${moment} its effect, ends as a clean run does`, async () => {
      const clean = await cleanRun();
      for (let n = 1; n <= clean.calls; n += 1) {
        const world = await newWorld();
        const gate = new ProcessGate(n, moment);
        await expect(work(world, gate)).rejects.toThrow(Killed);
        const where = `killed ${moment} call ${n}, ${gate.calls.at(-1)}`;
        const isBalanced = isLedgerBalanced(await world.harness.readLedger(world.run));
        expect({ where, isBalanced }).toEqual({ where, isBalanced: true });
        await work(world);
        expect({ where, ...(await endingOf(world)) }).toEqual({ where, ...clean.ending });
        expect({ where, seconds: secondCopies(world) }).toEqual({ where, seconds: [] });
      }
    });

    test(`at any call, ${moment} its effect, in front of a service that misbehaves, does too`, async () => {
      const clean = await cleanRun();
      for (let n = 1; n <= clean.calls + 40; n += 1) {
        const world = await newWorld({ mishapAt: misbehaving });
        const gate = new ProcessGate(n, moment);
        await killOrEnd(world, gate);
        const where = `killed ${moment} call ${n}, ${gate.calls.at(-1)}`;
        await work(world);
        expect({ where, ...(await endingOf(world)) }).toEqual({ where, ...clean.ending });
        expect({ where, seconds: secondCopies(world) }).toEqual({ where, seconds: [] });
      }
    });
  }

  test("several times at any calls ends as a clean run does", async () => {
    const clean = await cleanRun();
    const kill = fc.record({
      at: fc.integer({ min: 1, max: clean.calls }),
      moment: fc.constantFrom<KillMoment>("before", "after"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(kill, { minLength: 2, maxLength: 5 }), async (kills) => {
        const world = await newWorld();
        for (const { at, moment } of kills) await killOrEnd(world, new ProcessGate(at, moment));
        await work(world);
        expect(await endingOf(world)).toEqual(clean.ending);
        expect(secondCopies(world)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("asks the vendor again only for what is not in the vault yet", async () => {
    const clean = await newWorld();
    const whole = new ProcessGate();
    await work(clean, whole);
    const world = await newWorld();
    const lastStaging = whole.calls.lastIndexOf("runs.recordStaged") + 1;
    await killOrEnd(world, new ProcessGate(lastStaging, "after"));
    const rest = new ProcessGate();
    await work(world, rest);
    expect(rest.calls.filter((call) => /^(source|directory)/.test(call))).toEqual([]);
    expect(rest.calls.filter((call) => call.startsWith("runs.enterStep"))).toEqual([
      "runs.enterStep map",
      "runs.enterStep import",
      "runs.enterStep report",
    ]);
  });
});

test("a worker whose claim was taken over cannot write", async () => {
  const world = await newWorld();
  const old = await world.harness.claimRun(world.run);
  await world.harness.claimRun(world.run);
  await expect(runConnector(world.deps, old!, signal)).rejects.toMatchObject({ code: "claim-lost" });
});

test("a worker that loses its claim in the middle of a run comes to rest with that failure", async () => {
  let takeOver = async () => {};
  const world = await newWorld({
    vendor: (usual) => ({
      download: async (sourceItemId, ...rest) => {
        if (sourceItemId === "picture") await takeOver();
        return usual.download(sourceItemId, ...rest);
      },
    }),
  });
  takeOver = async () => void (await world.harness.claimRun(world.run));
  const claim = await world.harness.claimRun(world.run);
  await expect(runConnector(world.deps, claim!, signal)).rejects.toMatchObject({ code: "claim-lost" });
});

describe("what an admin asks for meanwhile", () => {
  test("a pause keeps the run's place, and it ends as a clean run does", async () => {
    const { ending } = await cleanRun();
    const world = await newWorld();
    await world.harness.requestStop(world.run, "pause-requested");
    expect(await work(world)).toEqual({ kind: "stopped" });
    await world.harness.resume(world.run);
    await work(world);
    expect(await endingOf(world)).toEqual(ending);
  });

  test("a cancellation before anything was listed ends the run, and the watermark stays", async () => {
    const world = await newWorld();
    await world.harness.requestStop(world.run, "cancel-requested");
    expect(await work(world)).toEqual({ kind: "finished", outcome: "cancelled" });
    expect((await world.harness.readLedger(world.run)).watermark).toEqual(world.seed.window.from);
  });

  test("a cancellation waits until no worker is in a mailbox", async () => {
    const world = await newWorld();
    const claim = await world.harness.claimRun(world.run);
    await runConnector(world.deps, claim!, signal);
    const lane = await world.harness.claimLane({ ...world.run, userId: "alice" });
    await world.harness.requestStop(world.run, "cancel-requested");
    expect(await runConnector(world.deps, claim!, signal)).toEqual({ kind: "importing", openLanes: 1 });
    await world.harness.releaseLane(lane!);
    expect(await runConnector(world.deps, claim!, signal)).toEqual({
      kind: "finished",
      outcome: "cancelled",
    });
    const { deliveryLines } = await world.harness.readLedger(world.run);
    expect(deliveryLines.every((line) => line.endsWith("failed (cancelled-by-admin)"))).toBe(true);
  });
});

describe("when the vendor fails", () => {
  test.each(["vendor-login-refused", "vendor-account-locked", "vendor-pin-required"] as const)(
    "%s ends the attempt with nothing written",
    async (code) => {
      const world = await newWorld();
      world.deps.openSource = () =>
        Promise.reject(new Failure(code, { kind: "permanent", scope: "connector" }));
      await expect(work(world)).rejects.toMatchObject({ code });
      expect((await world.harness.readLedger(world.run)).items.available).toBe(0);
    },
  );

  test("an outage in the middle of the downloads is thrown, and the run goes on later from its rows", async () => {
    const { ending } = await cleanRun();
    let isDown = true;
    const outage = new Failure("vendor-unreachable", { kind: "transient", scope: "connector" });
    const world = await newWorld({
      vendor: (usual) => ({
        download: (sourceItemId, ...rest) =>
          isDown && sourceItemId === "picture"
            ? Promise.reject(outage)
            : usual.download(sourceItemId, ...rest),
      }),
    });
    await expect(work(world)).rejects.toMatchObject({ code: "vendor-item-unavailable", kind: "transient" });
    isDown = false;
    await work(world);
    expect(await endingOf(world)).toEqual(ending);
  });

  test("a listing that stands still is refused instead of being read for ever", async () => {
    const world = await newWorld({
      vendor: () => ({ listPage: async () => ({ items: [], nextCursor: "same" }) }),
    });
    await expect(work(world)).rejects.toMatchObject({ code: "vendor-answer-unreadable", kind: "permanent" });
  });
});

test("an expired position in the directory's changes reads the directory from the start", async () => {
  const { ending } = await cleanRun();
  const world = await newWorld();
  await world.harness.directoryStore.applyPage(
    world.tenantId,
    { users: [], removedUserIds: [], deltaLink: "delta-of-last-year" },
    world.clock.now(),
  );
  world.directory.hasExpired = true;
  await work(world);
  expect(await endingOf(world)).toEqual(ending);
});

test("the overlap's items that an earlier run has already are not imported twice", async () => {
  const harness = createMemoryHarness();
  const world = await createWorld(harness, carrierDay());
  await work(world);
  const { to } = world.seed.window;
  const nextDay = { from: new Date(to.getTime() - 3_600_000), to: new Date(to.getTime() + 86_400_000) };
  const runId = await harness.addRun(world, { ...nextDay, from: to });
  const next = { ...world, run: { ...world.run, runId } };
  harness.rows.connectors.get(world.connectorId)!.overlapMs = 86_400_000;
  await work(next);
  const ledger = await harness.readLedger(next.run);
  expect(ledger.items.available).toBe(0);
  expect(ledger.itemsSeenBefore).toBe(world.seed.items.length);
  expect(world.mailboxOf("alice").messages).toHaveLength(5);
});

test("31 users without a mailbox cost one request each, once, and stop nobody else (R1)", async () => {
  const harness = createMemoryHarness();
  const names = Array.from({ length: 39 }, (_, index) => `user${index}`);
  const world = await createWorld(
    harness,
    carrierDay({
      items: names.map((name, index) => text(`text-${name}`, index, `${name}@contoso.example`, [])),
      users: names.map((name) => user(name)),
      mishapAt: (_call, userId) => {
        const isBad = Number(userId.slice("user".length)) < 31;
        const failure = new Failure("mailbox-not-enabled", { kind: "permanent", scope: "mailbox" });
        return isBad ? { failure } : undefined;
      },
    }),
  );
  expect(await work(world)).toEqual({ kind: "finished", outcome: "completed-with-issues" });
  expect((await harness.readLedger(world.run)).deliveries).toMatchObject({
    imported: 8,
    verified: 8,
    failed: 31,
  });
  const requests = () => names.map((name) => world.mailboxOf(name).requests);
  const before = requests();
  expect(before.slice(0, 31)).toEqual(Array.from({ length: 31 }, () => 1));
  const { to } = world.seed.window;
  const runId = await harness.addRun(world, { from: to, to: new Date(to.getTime() + 86_400_000) });
  expect(await work({ ...world, run: { ...world.run, runId } })).toEqual({
    kind: "finished",
    outcome: "completed",
  });
  expect(requests()).toEqual(before);
});
