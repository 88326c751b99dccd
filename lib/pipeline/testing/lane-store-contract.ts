import { describe, expect, test } from "vitest";

import type { DeliveryOutcome } from "../ports/lane-store.ts";
import type { LaneClaim } from "../ports/claims.ts";
import { NOW, openLanes, openStage, stagedItems, WINDOW } from "./contract-stage.ts";
import { importKeyOf, sha256 } from "./digest.ts";
import { isLedgerBalanced } from "./ending.ts";
import type { StoreHarness } from "./store-harness.ts";

const found = (importKey: string, messageId: string) => ({ importKey, messageId, isComplete: true });
const imported = (deliveryId: string): DeliveryOutcome => ({
  deliveryId,
  state: "imported",
  messageId: `m-${deliveryId}`,
});

/** What every `LaneStore` guarantees, tested from outside: through the store and the ledger alone. */
export function describeLaneStore(name: string, createHarness: () => StoreHarness): void {
  describe(`the lane store over ${name}`, () => {
    test("tells the range of what is pending and the folder that is known", async () => {
      const { harness, connector, claimLane } = await openLanes(createHarness(), 5, "alice");
      const lane = await claimLane("alice");
      expect(await harness.lanes.loadContext(lane)).toMatchObject({
        connectorId: connector.connectorId,
        kind: { id: "att-network" },
        folderId: undefined,
        pendingRange: { from: WINDOW.from, to: new Date(WINDOW.from.getTime() + 4 * 60_000) },
      });
      await harness.lanes.saveFolder(lane, "folder-1");
      await harness.lanes.saveFolder(lane, "folder-2");
      await harness.lanes.takePending(lane, 5, NOW);
      const context = await harness.lanes.loadContext(lane);
      expect(context).toMatchObject({ folderId: "folder-2", pendingRange: undefined });
    });

    test("keeps what was asked of the mailbox for whoever holds it next, until it is written anew", async () => {
      const { harness, claimLane } = await openLanes(createHarness(), 1, "alice");
      const { lanes } = harness;
      const usage = (requests: number) => [{ startMs: 1_764_000_000_000, requests, uploadBytes: 2_000 }];
      const first = await claimLane("alice");
      expect((await lanes.loadContext(first)).usage).toEqual([]);
      await lanes.heartbeat(first, undefined, usage(7));
      await lanes.heartbeat(first, undefined);
      await harness.releaseLane(first);
      const second = await claimLane("alice");
      expect((await lanes.loadContext(second)).usage).toEqual(usage(7));
      await lanes.heartbeat(second, undefined, usage(9));
      expect((await lanes.loadContext(second)).usage).toEqual(usage(9));
    });

    test("keeps why and since when a lane is parked, until its mailbox takes messages again", async () => {
      const { harness, claimLane } = await openLanes(createHarness(), 1, "alice");
      const { lanes } = harness;
      const lane = await claimLane("alice");
      expect((await lanes.loadContext(lane)).parkedSince).toBeUndefined();
      await lanes.recordParking(lane, { reason: "mailbox-access-denied", since: NOW });
      await harness.releaseLane(lane);
      const next = await claimLane("alice");
      expect((await lanes.loadContext(next)).parkedSince).toEqual(NOW);
      await lanes.recordParking(next, undefined);
      expect((await lanes.loadContext(next)).parkedSince).toBeUndefined();
    });

    test("tells a worker to stop, whatever the admin's wish is", async () => {
      const { harness, run, claimLane } = await openLanes(createHarness(), 1, "alice");
      const lane = await claimLane("alice");
      expect(await harness.lanes.heartbeat(lane, undefined)).toBe("held");
      await harness.requestStop(run, "pause-requested");
      expect(await harness.lanes.heartbeat(lane, NOW)).toBe("stop-requested");
      await harness.resume(run);
      await harness.requestStop(run, "cancel-requested");
      expect(await harness.lanes.heartbeat(lane, undefined)).toBe("stop-requested");
    });

    describeTaking(createHarness);
    describeOutcomes(createHarness);
    describeDuplicates(createHarness);
    describeReadBack(createHarness);
    describeTwins(createHarness);

    test("ends a lane and tells how many are left", async () => {
      const { harness, claim, claimLane } = await openLanes(createHarness(), 2, "alice", "bob");
      for (const [userId, left] of [
        ["alice", 1],
        ["bob", 0],
      ] as const) {
        const lane = await claimLane(userId);
        await harness.lanes.failPending(lane, "mailbox-full", NOW);
        expect(await harness.lanes.finish(lane)).toBe(left);
        await expect(harness.lanes.takePending(lane, 1, NOW)).rejects.toMatchObject({ code: "claim-lost" });
      }
      expect(await harness.runs.countOpenLanes(claim)).toBe(0);
    });

    test("lets nobody read or write under a claim that was taken over or given back", async () => {
      const { harness, run, claimLane } = await openLanes(createHarness(), 3, "alice");
      const old = await claimLane("alice");
      const current = await claimLane("alice");
      for (const attempt of allCalls(harness, old)) {
        await expect(attempt()).rejects.toMatchObject({ code: "claim-lost" });
      }
      await harness.releaseLane(current);
      for (const attempt of allCalls(harness, current)) {
        await expect(attempt()).rejects.toMatchObject({ code: "claim-lost" });
      }
      expect((await harness.readLedger(run)).deliveries).toMatchObject({ available: 3, pending: 3 });
    });
  });
}

function allCalls({ lanes }: StoreHarness, claim: LaneClaim): (() => Promise<unknown>)[] {
  return [
    () => lanes.loadContext(claim),
    () => lanes.heartbeat(claim, undefined),
    () => lanes.saveFolder(claim, "folder"),
    () => lanes.listUnsettled(claim),
    () => lanes.takePending(claim, 24, NOW),
    () => lanes.recordOutcomes(claim, [imported("1")], NOW),
    () => lanes.recordDuplicates(claim, [found("00", "message")], NOW),
    () => lanes.recordParking(claim, undefined),
    () => lanes.failPending(claim, "mailbox-full", NOW),
    () => lanes.listUnverified(claim, undefined, 10),
    () => lanes.recordVerified(claim, [{ deliveryId: "1", messageId: "message" }], NOW),
    () => lanes.listTwins(claim, "1"),
    () => lanes.finish(claim),
  ];
}

function describeTaking(createHarness: () => StoreHarness): void {
  test("hands out the oldest first, each once, with all that its import needs", async () => {
    const { harness, connector, claimLane } = await openLanes(createHarness(), 5, "alice", "bob");
    const lane = await claimLane("alice");
    const first = await harness.lanes.takePending(lane, 3, NOW);
    const rest = await harness.lanes.takePending(lane, 3, NOW);
    expect(await harness.lanes.takePending(lane, 3, NOW)).toEqual([]);
    const keys = [...first, ...rest].map((delivery) => delivery.importKey);
    const ids = ["text-000", "text-001", "text-002", "text-003", "text-004"];
    expect(keys).toEqual(ids.map((id) => importKeyOf(connector.connectorId, id, "alice")));
    expect(first[1]).toMatchObject({
      itemKind: "sms",
      sentAt: new Date(WINDOW.from.getTime() + 60_000),
      location: { offset: 100, length: 100 },
      lostCount: 0,
    });
    expect(first[1]?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(first[1]?.pack).toMatchObject({
      packId: first[1]?.location.packId,
      keyId: "key-1",
      sizeBytes: 500,
    });
    expect(Buffer.from(first[1]!.pack.wrappedKey)).toHaveLength(40);
  });

  test("knows what was taken and not settled, and since when", async () => {
    const { harness, run, claimLane } = await openLanes(createHarness(), 3, "alice");
    const taken = await harness.lanes.takePending(await claimLane("alice"), 2, NOW);
    const unsettled = await harness.lanes.listUnsettled(await claimLane("alice"));
    expect(unsettled).toEqual(taken.map((delivery) => ({ ...delivery, postedAt: NOW })));
    // Both are pending to the admin.
    expect((await harness.readLedger(run)).deliveries).toMatchObject({ available: 3, pending: 3 });
  });
}

function describeOutcomes(createHarness: () => StoreHarness): void {
  test("writes every kind of outcome, and the ledger balances", async () => {
    const { harness, run, claimLane } = await openLanes(createHarness(), 6, "alice");
    const lane = await claimLane("alice");
    const ids = (await harness.lanes.takePending(lane, 6, NOW)).map((delivery) => delivery.deliveryId);
    await harness.lanes.recordOutcomes(
      lane,
      [
        imported(ids[0]!),
        { deliveryId: ids[1]!, state: "partial", messageId: "m-1", skippedBytes: [11_000_000, 12_000_000] },
        { deliveryId: ids[2]!, state: "duplicate", messageId: "m-2" },
        { deliveryId: ids[3]!, state: "failed", reason: "message-refused" },
        { deliveryId: ids[4]!, state: "pending", wasLost: true },
        { deliveryId: ids[5]!, state: "pending", wasLost: false },
      ],
      NOW,
    );
    const ledger = await harness.readLedger(run);
    expect(ledger.deliveryLines.map((line) => line.split(": ")[1])).toEqual([
      "imported",
      "partial",
      "duplicate",
      "failed (message-refused)",
      "pending",
      "pending",
    ]);
    expect(isLedgerBalanced(ledger)).toBe(true);
    const again = await harness.lanes.takePending(lane, 6, NOW);
    expect(again.map(({ deliveryId, lostCount }) => [deliveryId, lostCount])).toEqual([
      [ids[4], 1],
      [ids[5], 0],
    ]);
  });

  test("a repeat changes nothing, and nothing settled goes back", async () => {
    const { harness, run, claimLane } = await openLanes(createHarness(), 2, "alice");
    const lane = await claimLane("alice");
    const [first, second] = await harness.lanes.takePending(lane, 2, NOW);
    const outcomes: DeliveryOutcome[] = [
      imported(first!.deliveryId),
      { deliveryId: second!.deliveryId, state: "failed", reason: "message-refused" },
    ];
    await harness.lanes.recordOutcomes(lane, outcomes, NOW);
    const before = await harness.readLedger(run);
    await harness.lanes.recordOutcomes(lane, outcomes, NOW);
    const undo = outcomes.map(({ deliveryId }) => ({ deliveryId, state: "pending", wasLost: true }) as const);
    await harness.lanes.recordOutcomes(lane, undo, NOW);
    expect(await harness.readLedger(run)).toEqual(before);
  });

  test("does not touch another lane's deliveries", async () => {
    const { harness, run, claimLane } = await openLanes(createHarness(), 1, "alice", "bob");
    const [hers] = await harness.lanes.takePending(await claimLane("alice"), 1, NOW);
    const bobs = await claimLane("bob");
    await harness.lanes.recordOutcomes(bobs, [imported(hers!.deliveryId)], NOW);
    await harness.lanes.failPending(bobs, "mailbox-full", NOW);
    expect((await harness.readLedger(run)).deliveryLines).toEqual([
      "text-000 → alice: posting",
      "text-000 → bob: failed (mailbox-full)",
    ]);
  });

  test("fails what is pending for one reason, and leaves what is on its way or settled", async () => {
    const { harness, run, claimLane } = await openLanes(createHarness(), 4, "alice");
    const lane = await claimLane("alice");
    const [first] = await harness.lanes.takePending(lane, 2, NOW);
    await harness.lanes.recordOutcomes(lane, [imported(first!.deliveryId)], NOW);
    await harness.lanes.failPending(lane, "mailbox-full", NOW);
    expect((await harness.readLedger(run)).deliveryLines).toEqual([
      "text-000 → alice: imported",
      "text-001 → alice: posting",
      "text-002 → alice: failed (mailbox-full)",
      "text-003 → alice: failed (mailbox-full)",
    ]);
  });
}

function describeDuplicates(createHarness: () => StoreHarness): void {
  test("what is pending and already in the mailbox becomes a duplicate; other keys are ignored", async () => {
    const { harness, connector, run, claimLane } = await openLanes(createHarness(), 3, "alice", "bob");
    const lane = await claimLane("alice");
    const key = (id: string, userId: string) => importKeyOf(connector.connectorId, id, userId);
    const keys = [
      found(key("text-001", "alice"), "m-1"),
      found(key("text-001", "alice"), "m-1-again"),
      found(key("text-002", "bob"), "m-2"),
      found("f".repeat(64), "m-3"),
    ];
    await harness.lanes.recordDuplicates(lane, keys, NOW);
    await harness.lanes.recordDuplicates(lane, keys, NOW);
    await harness.lanes.recordDuplicates(lane, [], NOW);
    const ledger = await harness.readLedger(run);
    expect(ledger.deliveries).toMatchObject({ available: 6, duplicate: 1, pending: 5 });
    expect(ledger.deliveryLines).toContain("text-001 → alice: duplicate");
    const [unverified] = await harness.lanes.listUnverified(lane, undefined, 10);
    expect(unverified?.messageId).toBe("m-1");
  });
}

function describeReadBack(createHarness: () => StoreHarness): void {
  test("pages through what is not verified in the order of time", async () => {
    const { harness, claimLane } = await openLanes(createHarness(), 7, "alice");
    const lane = await claimLane("alice");
    const taken = await harness.lanes.takePending(lane, 7, NOW);
    const outcomes = taken.map(({ deliveryId }, index): DeliveryOutcome => {
      if (index === 3) return { deliveryId, state: "failed", reason: "message-refused" };
      return index === 1 ? { deliveryId, state: "duplicate", messageId: "m" } : imported(deliveryId);
    });
    await harness.lanes.recordOutcomes(lane, outcomes, NOW);
    const first = await harness.lanes.listUnverified(lane, undefined, 4);
    const second = await harness.lanes.listUnverified(lane, first.at(-1), 4);
    const expected = taken.filter((_, index) => index !== 3).map((delivery) => delivery.deliveryId);
    expect([...first, ...second].map((delivery) => delivery.deliveryId)).toEqual(expected);
    const { lostCount: _, ...known } = taken[0]!;
    expect(first[0]).toEqual({ ...known, messageId: `m-${known.deliveryId}` });
    expect(await harness.lanes.listUnverified(lane, second.at(-1), 4)).toEqual([]);
  });

  test("what was read back is verified, under the message that stands for it", async () => {
    const { harness, run, claimLane } = await openLanes(createHarness(), 2, "alice");
    const lane = await claimLane("alice");
    const [first, second] = await harness.lanes.takePending(lane, 2, NOW);
    await harness.lanes.recordOutcomes(
      lane,
      [imported(first!.deliveryId), imported(second!.deliveryId)],
      NOW,
    );
    const verified = [{ deliveryId: first!.deliveryId, messageId: "the older one" }];
    await harness.lanes.recordVerified(lane, verified, NOW);
    await harness.lanes.recordVerified(lane, verified, NOW);
    const rest = await harness.lanes.listUnverified(lane, undefined, 10);
    expect(rest.map((delivery) => delivery.deliveryId)).toEqual([second!.deliveryId]);
    expect((await harness.readLedger(run)).deliveries).toMatchObject({ imported: 2, verified: 1 });
  });

  test("what is missed on read-back fails; what was verified does not", async () => {
    const { harness, run, claimLane } = await openLanes(createHarness(), 2, "alice");
    const lane = await claimLane("alice");
    const [first, second] = await harness.lanes.takePending(lane, 2, NOW);
    await harness.lanes.recordOutcomes(
      lane,
      [imported(first!.deliveryId), imported(second!.deliveryId)],
      NOW,
    );
    await harness.lanes.recordVerified(lane, [{ deliveryId: first!.deliveryId, messageId: "m" }], NOW);
    const missed = [first!, second!].map(({ deliveryId }): DeliveryOutcome => ({
      deliveryId,
      state: "failed",
      reason: "not-found-on-read-back",
    }));
    await harness.lanes.recordOutcomes(lane, missed, NOW);
    const ledger = await harness.readLedger(run);
    expect(ledger.deliveryLines).toEqual([
      "text-000 → alice: imported verified",
      "text-001 → alice: failed (not-found-on-read-back)",
    ]);
    expect(isLedgerBalanced(ledger)).toBe(true);
  });
}

function describeTwins(createHarness: () => StoreHarness): void {
  const SAME = sha256(new TextEncoder().encode("the same bytes"));

  /** Lanes of items that are the same, byte by byte and in time; the last one has other bytes. */
  async function openTwins(count: number) {
    const stage = await openStage(createHarness());
    const { harness, claim } = stage;
    await stage.list(...Array.from({ length: count + 1 }, (_, index) => `text-${index}`));
    const items = await harness.runs.listItemsToStage(claim, 100);
    const { packs, staged } = stagedItems(claim, items, ["alice", "bob"]);
    const twins = staged.map((item, index) =>
      item.kind === "staged" && index < count ? { ...item, sha256: SAME, sentAt: WINDOW.from } : item,
    );
    await harness.runs.recordStaged(claim, packs, twins);
    await stage.mapAll();
    await harness.runs.enterStep(claim, "import");
    return stage;
  }

  test("tells what other deliveries of the same bytes have to do with the same mailbox", async () => {
    const { harness, claimLane } = await openTwins(4);
    const lane = await claimLane("alice");
    const bobs = await claimLane("bob");
    const [his] = await harness.lanes.takePending(bobs, 1, NOW);
    await harness.lanes.recordOutcomes(bobs, [imported(his!.deliveryId)], NOW);
    const [first, second, third] = await harness.lanes.takePending(lane, 3, NOW);
    const [, , , , other] = [first, second, third, ...(await harness.lanes.takePending(lane, 2, NOW))];
    await harness.lanes.recordOutcomes(
      lane,
      [
        imported(first!.deliveryId),
        { deliveryId: second!.deliveryId, state: "failed", reason: "message-refused" },
      ],
      NOW,
    );
    expect(await harness.lanes.listTwins(lane, third!.deliveryId)).toEqual({
      messageIds: [`m-${first!.deliveryId}`],
      openCount: 1,
    });
    expect(await harness.lanes.listTwins(lane, other!.deliveryId)).toEqual({ messageIds: [], openCount: 0 });
  });

  test("of messages known by their bytes each stands for one pending delivery", async () => {
    const { harness, run, claimLane } = await openTwins(3);
    const lane = await claimLane("alice");
    const hash = Buffer.from(SAME).toString("hex");
    const message = (messageId: string, sha: string) => ({ messageId, sha256: sha, isComplete: true });
    await harness.lanes.recordDuplicates(
      lane,
      [message("m-1", hash), message("m-2", hash), message("m-3", "e".repeat(64))],
      NOW,
    );
    expect((await harness.readLedger(run)).deliveries).toMatchObject({ duplicate: 2, pending: 6 });
    const unverified = await harness.lanes.listUnverified(lane, undefined, 10);
    expect(unverified.map(({ messageId }) => messageId)).toEqual(["m-1", "m-2"]);
  });
}
