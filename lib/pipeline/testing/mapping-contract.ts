import { expect, test } from "vitest";

import type { Resolution } from "#lib/domain/mapping.ts";

import { openStage } from "./contract-stage.ts";
import { isLedgerBalanced } from "./ending.ts";
import type { StoreHarness } from "./store-harness.ts";

/** How participants become deliveries: what every `RunStore` guarantees of the step *map*. */
export function describeMapping(createHarness: () => StoreHarness): void {
  test("lists whole items, and everything that decides where a participant's copy goes", async () => {
    const { harness, claim, list, stageAll } = await openStage(createHarness());
    await list("one", "two", "three");
    await stageAll("alice", "stranger");
    const participants = await harness.runs.listParticipantsToResolve(claim, 2);
    expect(participants.map(({ ordinal }) => ordinal)).toEqual([0, 1, 0, 1]);
    expect(participants[0]?.candidate).toMatchObject({
      address: "alice@contoso.example",
      hasUnreadableNumber: false,
      emailMatches: [{ userId: "alice", isMember: true, isEnabled: true, hasMailbox: true }],
      belongsToOrganization: true,
    });
    expect(participants[0]?.mapping).toEqual({ isAutomatic: true, isCustom: true });
    expect(participants[1]?.candidate).toMatchObject({ emailMatches: [], belongsToOrganization: false });
  });

  test("makes one delivery for each distinct mailbox of an item, and a lane for each mailbox", async () => {
    const { harness, claim, run, list, stageAll, mapAll } = await openStage(createHarness());
    await list("one", "two");
    await stageAll("alice", "bob", "alice", "stranger");
    expect(await mapAll()).toBe(0);
    const ledger = await harness.readLedger(run);
    expect(ledger.deliveryLines).toEqual([
      "one → alice: pending",
      "one → bob: pending",
      "two → alice: pending",
      "two → bob: pending",
    ]);
    expect(ledger.participants).toEqual({ external: 2, unmapped: 0, leftOut: 0 });
    expect(await harness.runs.countOpenLanes(claim)).toBe(2);
    expect((await harness.listOpenLanes(run)).toSorted()).toEqual(["alice", "bob"]);
  });

  test("records the same resolutions twice as once", async () => {
    const { harness, claim, run, list, stageAll } = await openStage(createHarness());
    await list("one");
    await stageAll("alice");
    const [participant] = await harness.runs.listParticipantsToResolve(claim, 10);
    const { itemId, ordinal } = participant!;
    const resolution = {
      itemId,
      ordinal,
      resolution: { kind: "mailbox", userId: "alice", via: "email" },
    } as const;
    expect(await harness.runs.recordResolutions(claim, [resolution])).toBe(0);
    expect(await harness.runs.recordResolutions(claim, [resolution])).toBe(0);
    expect((await harness.readLedger(run)).deliveryLines).toEqual(["one → alice: pending"]);
  });

  test("tells how many items are still to be mapped, and leaves those alone", async () => {
    const { harness, claim, run, list, stageAll } = await openStage(createHarness());
    await list("one", "two", "three");
    await stageAll("stranger");
    const [first] = await harness.runs.listParticipantsToResolve(claim, 1);
    const { itemId, ordinal } = first!;
    const resolutions = [{ itemId, ordinal, resolution: { kind: "external" } as const }];
    expect(await harness.runs.recordResolutions(claim, resolutions)).toBe(2);
    expect((await harness.readLedger(run)).items).toMatchObject({ staged: 2, notImported: 1 });
  });

  test("an item that names nobody is not imported, and so is one without a mailbox", async () => {
    const { harness, claim, run, list, stageAll, mapAll } = await openStage(createHarness());
    await list("nobody");
    await stageAll();
    expect(await harness.runs.recordResolutions(claim, [])).toBe(0);
    await list("nobody", "outside");
    await stageAll("stranger");
    expect(await mapAll()).toBe(0);
    expect((await harness.readLedger(run)).itemLines).toEqual([
      "nobody → not-imported (no-participants)",
      "outside → not-imported (no-participant-mapped)",
    ]);
    expect(await harness.runs.countOpenLanes(claim)).toBe(0);
  });

  test("whom the scope leaves out gets no delivery, and is counted as nothing else", async () => {
    const { harness, claim, run, list, stageAll, mapAll } = await openStage(createHarness());
    await list("both", "bob-alone", "nobody-known");
    await stageAll("alice", "bob", "stranger");
    const kinds: Record<string, Record<string, Resolution>> = {
      "0": { "0": found("mailbox", "alice"), "1": found("left-out", "bob"), "2": { kind: "external" } },
      "1": { "0": { kind: "external" }, "1": found("left-out", "bob"), "2": { kind: "external" } },
      "2": {
        "0": { kind: "external" },
        "1": found("left-out", "bob"),
        "2": { kind: "unmapped", reason: "no-mailbox-found" },
      },
    };
    const participants = await harness.runs.listParticipantsToResolve(claim, 10);
    const itemIds = [...new Set(participants.map(({ itemId }) => itemId))];
    const resolutions = participants.map(({ itemId, ordinal }) => ({
      itemId,
      ordinal,
      resolution: kinds[itemIds.indexOf(itemId)]?.[ordinal] ?? { kind: "external" as const },
    }));
    expect(await harness.runs.recordResolutions(claim, resolutions)).toBe(0);
    expect(await mapAll()).toBe(0);
    const ledger = await harness.readLedger(run);
    expect(ledger.itemLines).toEqual([
      "bob-alone → not-imported (no-participant-in-scope)",
      "both → delivered",
      "nobody-known → not-imported (no-participant-mapped)",
    ]);
    expect(ledger.deliveryLines).toEqual(["both → alice: pending"]);
    expect(ledger.participants).toEqual({ external: 4, unmapped: 1, leftOut: 3 });
    expect(ledger.items).toMatchObject({ delivered: 1, notImported: 2, leftOut: 1 });
    expect(isLedgerBalanced(ledger)).toBe(true);
    expect(await harness.listOpenLanes(run)).toEqual(["alice"]);
  });
}

function found(kind: "mailbox" | "left-out", userId: string): Resolution {
  return { kind, userId, via: "email" };
}
