import { describe, expect, test } from "vitest";

import type { ScreenLook, ShownRun } from "./screen.ts";
import { untruthsOf } from "./screen-invariants.ts";

const NOW_MS = Date.parse("2026-11-25T12:00:00Z");

const RUN: ShownRun = {
  runId: "1",
  jobId: "ATT-000001",
  state: "running",
  step: "import",
  endedAt: null,
  reason: null,
  waitingUntil: null,
  items: { available: 3, listed: 0, staged: 0, delivered: 2, notImported: 1, rejected: 0, leftOut: 0 },
  isListingComplete: true,
  deliveries: { available: 5, imported: 2, partial: 1, duplicate: 0, failed: 1, pending: 1, verified: 2 },
  lanes: { open: 1, total: 2, parked: 0 },
};

type Connector = ScreenLook["connectors"][number];

function look(run: Partial<ShownRun>, connector: Partial<Connector> = {}): ScreenLook {
  const shown = { ...RUN, ...run };
  return {
    atMs: NOW_MS,
    connectors: [{ state: "running", actionRequired: null, lastRun: shown, ...connector }],
    health: { workersAlive: 1 },
    runs: [shown],
  };
}

describe("what a screen cannot truthfully say", () => {
  test.each<[string, ScreenLook, string]>([
    [
      "counters that do not balance",
      look({ deliveries: { ...RUN.deliveries, pending: 2 } }),
      "deliveries do not balance",
    ],
    ["items that do not balance", look({ items: { ...RUN.items, available: 9 } }), "items do not balance"],
    [
      "more verified than imported",
      look({ deliveries: { ...RUN.deliveries, verified: 4 } }),
      "more is verified",
    ],
    [
      "completed with something pending",
      look({ state: "completed", endedAt: "2026-11-25T12:00:00Z" }),
      "something pending",
    ],
    ["an end without a terminal state", look({ endedAt: "2026-11-25T12:00:00Z" }), "its end is"],
    [
      "importing what is not mapped",
      look({ items: { ...RUN.items, staged: 1, delivered: 1 } }),
      "not mapped",
    ],
    ["waiting without a time", look({ state: "waiting" }), "waits until null"],
    [
      "waiting for a time long past",
      look({ state: "waiting", waitingUntil: "2026-11-25T11:00:00Z" }),
      "waits until",
    ],
    [
      "a failed run under a healthy connector",
      look({ state: "failed", endedAt: "2026-11-25T12:00:00Z", reason: "x" }, { state: "healthy" }),
      "shown as healthy",
    ],
  ])("%s", (_name, shown, untruth) => {
    expect(untruthsOf(undefined, shown, undefined).join()).toContain(untruth);
  });

  test("running, and a worker alive, long after the last one's end", () => {
    expect(untruthsOf(undefined, look({}), NOW_MS - 20_000)).toEqual([]);
    expect(untruthsOf(undefined, look({}), NOW_MS - 40_000).join()).toContain("shown as running");
    expect(untruthsOf(undefined, look({}), NOW_MS - 70_000).join()).toContain("said to be alive");
  });

  test("settled deliveries and steps that go back, and a run that ends twice", () => {
    const back = look({
      deliveries: { ...RUN.deliveries, imported: 1, pending: 2, verified: 1 },
      step: "map",
    });
    expect(untruthsOf(look({}), back, undefined).join()).toMatch(/step went back.*settled.*verified/);
    const done = look({ state: "cancelled", endedAt: "2026-11-25T12:00:00Z" });
    expect(untruthsOf(done, look({}), undefined).join()).toContain("it was cancelled and is running");
  });

  test("the truth is none of these", () => {
    expect(untruthsOf(look({}), look({}), undefined)).toEqual([]);
    const waiting = look({ state: "waiting", waitingUntil: "2026-11-25T12:00:05Z" });
    expect(untruthsOf(look({}), waiting, undefined)).toEqual([]);
  });
});
