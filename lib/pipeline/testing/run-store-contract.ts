import { describe, expect, test } from "vitest";

import { FETCH_PATIENCE } from "#lib/domain/item.ts";

import type { RunClaim } from "../ports/claims.ts";
import { listedItems, NOW, openStage, stagedItems, WINDOW } from "./contract-stage.ts";
import { isLedgerBalanced } from "./ending.ts";
import { describeMapping } from "./mapping-contract.ts";
import { present } from "./memory-rows.ts";
import { describeRunEnd } from "./run-end-contract.ts";
import type { StoreHarness } from "./store-harness.ts";

/** What every `RunStore` guarantees, tested from outside: through the store and the ledger alone. */
export function describeRunStore(name: string, createHarness: () => StoreHarness): void {
  describe(`the run store over ${name}`, () => {
    test("tells what stays the same while the run lasts, and its step", async () => {
      const { harness, claim, connector } = await openStage(createHarness());
      await harness.runs.enterStep(claim, "stage");
      expect(await harness.runs.loadContext(claim)).toMatchObject({
        connectorId: connector.connectorId,
        kind: { id: "att-network" },
        window: WINDOW,
        overlapMs: 86_400_000,
        defaultCountry: "US",
        step: "stage",
      });
    });

    test("tells what the admin asked for with the next heartbeat", async () => {
      const { harness, claim, run } = await openStage(createHarness());
      expect(await harness.runs.heartbeat(claim)).toBe("held");
      await harness.requestStop(run, "pause-requested");
      expect(await harness.runs.heartbeat(claim)).toBe("pause-requested");
      await harness.resume(run);
      expect(await harness.runs.heartbeat(claim)).toBe("held");
      await harness.requestStop(run, "cancel-requested");
      expect(await harness.runs.heartbeat(claim)).toBe("cancel-requested");
    });

    describeListing(createHarness);
    describeStaging(createHarness);
    describeMapping(createHarness);
    describeRunEnd(createHarness);

    test("lets nobody read or write under a claim that was taken over", async () => {
      const { harness, claim, run, list } = await openStage(createHarness());
      await list("one");
      await harness.claimRun(run);
      for (const attempt of allCalls(harness, claim)) {
        await expect(attempt()).rejects.toMatchObject({ code: "claim-lost" });
      }
      const { items } = await harness.readLedger(run);
      expect(items).toMatchObject({ available: 1, listed: 1 });
    });
  });
}

function allCalls({ runs }: StoreHarness, claim: RunClaim): (() => Promise<unknown>)[] {
  const checkpoint = { cursor: "next", isComplete: false };
  const items = [{ itemId: "1", archivedAt: NOW }];
  const { packs, staged } = stagedItems(claim, items, []);
  return [
    () => runs.loadContext(claim),
    () => runs.heartbeat(claim),
    () => runs.enterStep(claim, "map"),
    () => runs.readListing(claim),
    () => runs.recordPage(claim, listedItems("two"), checkpoint),
    () => runs.listItemsToStage(claim, 10),
    () => runs.recordStaged(claim, packs, staged),
    () => runs.recordUnfetched(claim, ["1"], NOW),
    () => runs.listParticipantsToResolve(claim, 10),
    () => runs.recordResolutions(claim, []),
    () => runs.countOpenLanes(claim),
    () => runs.finish(claim, NOW),
  ];
}

function describeListing(createHarness: () => StoreHarness): void {
  test("keeps where the listing stands with every page", async () => {
    const { harness, claim } = await openStage(createHarness());
    expect(await harness.runs.readListing(claim)).toEqual({ cursor: undefined, isComplete: false });
    await harness.runs.recordPage(claim, listedItems("one"), { cursor: "page-2", isComplete: false });
    expect(await harness.runs.readListing(claim)).toEqual({ cursor: "page-2", isComplete: false });
    await harness.runs.recordPage(claim, [], { cursor: undefined, isComplete: true });
    expect(await harness.runs.readListing(claim)).toEqual({ cursor: undefined, isComplete: true });
  });

  test("knows an item by its id, however often it is listed", async () => {
    const { harness, run, list } = await openStage(createHarness());
    await list("one", "two");
    await list("two", "three", "three");
    const ledger = await harness.readLedger(run);
    expect(ledger.itemLines).toEqual(["one → listed", "three → listed", "two → listed"]);
    expect(ledger.itemsSeenBefore).toBe(0);
  });

  test("keeps where an item is found, and takes a newer place for one that was not fetched yet", async () => {
    const { harness, claim, stageAll } = await openStage(createHarness());
    const next = { cursor: "next", isComplete: false };
    const at = (locator?: string) =>
      listedItems("one", "two").map((item) => ({ ...item, ...(locator !== undefined && { locator }) }));
    const places = async () => {
      const items = await harness.runs.listItemsToStage(claim, 10);
      return items.map(({ locator }) => locator);
    };
    await harness.runs.recordPage(claim, at("first place"), next);
    await harness.runs.recordPage(claim, at(), next);
    expect(await places()).toEqual(["first place", "first place"]);
    await harness.runs.recordPage(claim, at("second place"), next);
    expect(await places()).toEqual(["second place", "second place"]);
    await stageAll("alice");
    await harness.runs.recordPage(claim, at("third place"), next);
    expect(await places()).toEqual([]);
  });

  test("takes up an item that was missing once it is listed with a place again, exactly once (R34)", async () => {
    const { harness, claim, run, connector } = await openStage(createHarness());
    const placed = (locator: string) =>
      listedItems("back", "gone", "there").map((item) => ({ ...item, locator }));
    const next = { cursor: undefined, isComplete: true };
    await harness.runs.recordPage(claim, placed("first place"), next);
    const missing = (await harness.runs.listItemsToStage(claim, 10)).map(({ itemId }) => ({
      kind: "rejected" as const,
      itemId,
      reason: "vendor-item-missing" as const,
      location: undefined,
      sha256: undefined,
      sizeBytes: 100,
    }));
    await harness.runs.recordStaged(claim, [], missing);
    await harness.runs.finish(claim, NOW);
    const later = { from: WINDOW.to, to: new Date(WINDOW.to.getTime() + 86_400_000) };
    const nextRun = { tenantId: connector.tenantId, runId: await harness.addRun(connector, later) };
    const nextClaim = present(await harness.claimRun(nextRun));
    const [back, gone] = [placed("second place").slice(0, 1), listedItems("gone")];
    for (let repeat = 0; repeat < 2; repeat += 1)
      await harness.runs.recordPage(nextClaim, [...back, ...gone], next);
    const toStage = await harness.runs.listItemsToStage(nextClaim, 10);
    expect(toStage.map(({ sourceItemId, locator }) => [sourceItemId, locator])).toEqual([
      ["back", "second place"],
    ]);
    const [old, ledger] = [await harness.readLedger(run), await harness.readLedger(nextRun)];
    expect(old.itemLines).toEqual([
      "gone → rejected (vendor-item-missing)",
      "there → rejected (vendor-item-missing)",
    ]);
    expect(old.items).toMatchObject({ available: 2, rejected: 2 });
    expect(ledger.itemLines).toEqual(["back → listed"]);
    // The one without a place is seen before, at each of the two listings.
    expect(ledger).toMatchObject({ items: { available: 1, rejected: 0 }, itemsSeenBefore: 2 });
  });

  test("takes ids of any length and alphabet", async () => {
    const { harness, claim, run, list } = await openStage(createHarness());
    const ids = ["x".repeat(5_000), `${"x".repeat(4_999)}y`, "Ünïcødé 📱", "'; DROP TABLE item; --"];
    await list(...ids);
    await list(...ids);
    expect((await harness.readLedger(run)).items.available).toBe(4);
    const listed = await harness.runs.listItemsToStage(claim, 10);
    expect(listed.map((item) => item.sourceItemId)).toEqual(ids);
  });

  test("counts an item that an earlier run has as seen before", async () => {
    const { harness, claim, connector, list, stageAll, mapAll } = await openStage(createHarness());
    await list("one");
    await stageAll("stranger");
    await mapAll();
    await harness.runs.finish(claim, NOW);
    const later = { from: WINDOW.to, to: new Date(WINDOW.to.getTime() + 86_400_000) };
    const next = { tenantId: connector.tenantId, runId: await harness.addRun(connector, later) };
    const nextClaim = await harness.claimRun(next);
    await harness.runs.recordPage(nextClaim!, listedItems("one", "two"), {
      cursor: undefined,
      isComplete: true,
    });
    const ledger = await harness.readLedger(next);
    expect(ledger.itemLines).toEqual(["two → listed"]);
    expect(ledger.itemsSeenBefore).toBe(1);
  });
}

function describeStaging(createHarness: () => StoreHarness): void {
  test("lists what is to be staged oldest first, and each until it is staged", async () => {
    const { harness, claim, list } = await openStage(createHarness());
    await list("one", "two", "three", "four");
    const first = await harness.runs.listItemsToStage(claim, 2);
    expect(first.map(({ sourceItemId, sizeBytes }) => [sourceItemId, sizeBytes])).toEqual([
      ["one", 100],
      ["two", 101],
    ]);
    const { packs, staged } = stagedItems(claim, first, ["alice"]);
    await harness.runs.recordStaged(claim, packs, staged);
    const rest = await harness.runs.listItemsToStage(claim, 10);
    expect(rest.map((item) => item.sourceItemId)).toEqual(["three", "four"]);
  });

  test("records the same staging twice as once, and does not undo what came after", async () => {
    const { harness, claim, run, list, mapAll } = await openStage(createHarness());
    await list("one", "two");
    const items = await harness.runs.listItemsToStage(claim, 10);
    const { packs, staged } = stagedItems(claim, items, ["alice", "stranger"]);
    await harness.runs.recordStaged(claim, packs, staged);
    await harness.runs.recordStaged(claim, packs, staged);
    expect(await mapAll()).toBe(0);
    await harness.runs.recordStaged(claim, packs, staged);
    const ledger = await harness.readLedger(run);
    expect(ledger.itemLines).toEqual(["one → delivered", "two → delivered"]);
    expect(ledger.participantLines).toHaveLength(4);
  });

  test("gives an item that cannot be fetched up after enough tries and enough time, and not before", async () => {
    const { harness, claim, run, list } = await openStage(createHarness());
    await list("lost", "other");
    const { itemId } = present((await harness.runs.listItemsToStage(claim, 1))[0]);
    const tryAt = (ms: number) => harness.runs.recordUnfetched(claim, [itemId], new Date(NOW.getTime() + ms));
    for (let tries = 0; tries < FETCH_PATIENCE.attempts; tries += 1) expect(await tryAt(0)).toBe(1);
    expect(await tryAt(FETCH_PATIENCE.ms - 1)).toBe(1);
    expect(await tryAt(FETCH_PATIENCE.ms)).toBe(0);
    const ledger = await harness.readLedger(run);
    expect(ledger.itemLines).toEqual(["lost → rejected (vendor-item-unavailable)", "other → listed"]);
    expect(isLedgerBalanced(ledger)).toBe(true);
  });

  test("keeps a rejected item with its reason, with its original or without", async () => {
    const { harness, claim, run, list } = await openStage(createHarness());
    await list("noise", "vanished");
    const [noise, vanished] = await harness.runs.listItemsToStage(claim, 10);
    const { packs, staged } = stagedItems(claim, [noise!], []);
    const { location, sha256 } = staged[0]!;
    await harness.runs.recordStaged(claim, packs, [
      { kind: "rejected", itemId: noise!.itemId, reason: "unreadable", location, sha256, sizeBytes: 100 },
      {
        kind: "rejected",
        itemId: vanished!.itemId,
        reason: "vendor-item-missing",
        location: undefined,
        sha256: undefined,
        sizeBytes: undefined,
      },
    ]);
    const ledger = await harness.readLedger(run);
    expect(ledger.itemLines).toEqual([
      "noise → rejected (unreadable)",
      "vanished → rejected (vendor-item-missing)",
    ]);
    expect(isLedgerBalanced(ledger)).toBe(true);
    expect(await harness.runs.listItemsToStage(claim, 10)).toEqual([]);
  });
}
