import { expect, test } from "vitest";

import { NOW, openLanes, openStage, WINDOW } from "./contract-stage.ts";
import { isLedgerBalanced } from "./ending.ts";
import type { StoreHarness } from "./store-harness.ts";

/** How a run ends: carried through, or cancelled. */
export function describeRunEnd(createHarness: () => StoreHarness): void {
  test("ends a run once, with its outcome, and moves the watermark with it", async () => {
    const { harness, claim, run, list } = await openStage(createHarness());
    await list();
    expect((await harness.readLedger(run)).watermark).toEqual(WINDOW.from);
    expect(await harness.runs.finish(claim, NOW)).toBe("completed");
    const ledger = await harness.readLedger(run);
    expect(ledger).toMatchObject({ state: "completed", watermark: WINDOW.to });
    expect(await harness.claimRun(run)).toBeUndefined();
    await expect(harness.runs.finish(claim, NOW)).rejects.toMatchObject({ code: "claim-lost" });
  });

  test("does not end a run that was not carried through", async () => {
    const { harness, claim, run, list, stageAll, mapAll } = await openStage(createHarness());
    const isRefused = () => expect(harness.runs.finish(claim, NOW)).rejects.toThrow(Error);
    await isRefused();
    await list("one");
    await isRefused();
    await stageAll("alice");
    await isRefused();
    await mapAll();
    await isRefused();
    expect(await harness.readLedger(run)).toMatchObject({ state: "active", watermark: WINDOW.from });
  });

  test("ends with issues when there is something that an admin should look at", async () => {
    const { harness, claim, list, stageAll, mapAll } = await openStage(createHarness());
    await list("outside");
    await stageAll("stranger");
    await mapAll();
    expect(await harness.runs.finish(claim, NOW)).toBe("completed-with-issues");
  });

  test("counts what the source reports once, however often a page is repeated, and ends with issues for it", async () => {
    const { harness, claim, run } = await openStage(createHarness());
    const file = "202611200000-TeleMessage_1_0210.zip";
    const report = {
      findings: [
        { code: "manifest-missing", file, entry: undefined, count: 1 },
        { code: "manifest-mail-missing", file, entry: "one.eml", count: 1 },
        { code: "manifest-mail-missing", file, entry: undefined, count: 40 },
      ],
      files: [{ name: file, sizeBytes: 5_000, modifiedAt: NOW, itemCount: 2 }],
    } as const;
    const next = { cursor: undefined, isComplete: true };
    await harness.runs.recordPage(claim, [], next, report);
    await harness.runs.recordPage(claim, [], next, report);
    expect((await harness.readLedger(run)).findings).toBe(42);
    expect(await harness.runs.finish(claim, NOW)).toBe("completed-with-issues");
  });

  test("a cancelled run ends with what it has, and its watermark stays", async () => {
    const { harness, claim, run } = await openLanes(createHarness(), 3, "alice");
    await harness.requestStop(run, "cancel-requested");
    expect(await harness.runs.finish(claim, NOW)).toBe("cancelled");
    const ledger = await harness.readLedger(run);
    expect(ledger.watermark).toEqual(WINDOW.from);
    expect(ledger.deliveries).toMatchObject({ available: 3, failed: 3, pending: 0 });
    expect(ledger.deliveryLines[0]).toBe("text-000 → alice: failed (cancelled-by-admin)");
    expect(isLedgerBalanced(ledger)).toBe(true);
  });

  test("a cancelled run counts only the lanes that a worker still holds", async () => {
    const { harness, claim, run, claimLane } = await openLanes(createHarness(), 3, "alice", "bob");
    const lane = await claimLane("alice");
    expect(await harness.runs.countOpenLanes(claim)).toBe(2);
    await harness.requestStop(run, "cancel-requested");
    expect(await harness.runs.countOpenLanes(claim)).toBe(1);
    await harness.releaseLane(lane);
    expect(await harness.runs.countOpenLanes(claim)).toBe(0);
  });
}
