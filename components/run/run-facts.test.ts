import { describe, expect, test } from "vitest";
import type { RunProgress } from "#lib/domain/views/run.ts";
import { barOf, captionOf, paceOf, stepFactsOf, withSample } from "./run-facts.ts";

const run: RunProgress = {
  runId: "r",
  jobId: "ATT-000017",
  connectorId: "c",
  connectorName: "AT&T phones",
  trigger: "manual",
  state: "running",
  step: "import",
  window: { from: "2026-11-21T00:00:00Z", to: "2026-11-22T00:00:00Z" },
  queuedAt: "2026-11-22T00:00:00Z",
  startedAt: "2026-11-22T00:00:00Z",
  endedAt: null,
  lastActivityAt: "2026-11-22T00:02:00Z",
  waitingUntil: null,
  waitingReason: null,
  retryAt: null,
  reason: null,
  isCancelRequested: false,
  isPausing: false,
  attempts: 0,
  progressAt: null,
  items: { available: 1000, listed: 0, staged: 0, delivered: 990, notImported: 7, rejected: 3, leftOut: 0 },
  itemsSeenBefore: 0,
  isListingComplete: true,
  plannedTo: null,
  deliveries: {
    available: 2000,
    imported: 480,
    partial: 10,
    duplicate: 5,
    failed: 5,
    pending: 1500,
    verified: 0,
  },
  participants: { external: 0, unmapped: 0, leftOut: 0 },
  findingCount: 0,
  lanes: { open: 4, total: 40, parked: 0 },
};

describe("the progress of a run", () => {
  test("names what it is at, with counts of rows", () => {
    expect(captionOf(run, "en-US")).toBe("Importing 500 of 2,000 deliveries");
  });

  test("says that it waits while no worker has begun", () => {
    expect(captionOf({ ...run, state: "queued" }, "en-US")).toBe("Waiting for a worker");
  });

  test("has no bar while nobody knows how much there is", () => {
    expect(barOf({ ...run, step: "fetch", isListingComplete: false })).toBeUndefined();
  });

  test.each(["completed", "completed-with-issues", "failed", "cancelled"] as const)(
    "R28 fills the bar at the end, and only then: %s, with anything available or nothing",
    (state) => {
      expect(barOf(run)).toBeLessThan(1);
      expect(barOf({ ...run, state })).toBe(1);
      const deliveries = {
        available: 0,
        imported: 0,
        partial: 0,
        duplicate: 0,
        failed: 0,
        pending: 0,
        verified: 0,
      };
      const items = {
        available: 0,
        listed: 0,
        staged: 0,
        delivered: 0,
        notImported: 0,
        rejected: 0,
        leftOut: 0,
      };
      expect(barOf({ ...run, state, step: "plan", isListingComplete: false, items, deliveries })).toBe(1);
      expect(captionOf({ ...run, state, items, deliveries }, "en-US")).toBe("No items ingested");
      expect(captionOf({ ...run, state }, "en-US")).toBe("490 of 2,000 deliveries imported");
    },
  );

  test.each(["queued", "paused", "retrying", "stalled", "interrupted"] as const)(
    "has no bar that moves while nothing does: %s",
    (state) => {
      expect(barOf({ ...run, state, step: "fetch", isListingComplete: false })).toBe(0);
    },
  );

  test("shows steps before the present one as done and later ones as open", () => {
    const states = stepFactsOf(run, "en-US").map(({ state }) => state);
    expect(states).toEqual(["done", "done", "done", "done", "current", "open", "open"]);
  });

  test("shows a failed run at the step where it stopped", () => {
    const failed = stepFactsOf({ ...run, state: "failed", step: "fetch" }, "en-US");
    expect(failed.map(({ state }) => state)).toContain("current");
  });

  test("R53 tells the pace of the last minute and the time left with it", () => {
    const early = withSample([], run, 0);
    expect(paceOf(early, run)).toBeUndefined();
    const later = { ...run, deliveries: { ...run.deliveries, imported: 530, pending: 1450 } };
    const samples = withSample(early, later, 10_000);
    expect(paceOf(samples, later)).toEqual({ perMinute: 300, msLeft: (1450 / 300) * 60_000 });
    expect(withSample(samples, later, 65_000)).toHaveLength(2);
  });

  test.each([
    ["it waits", { state: "waiting" }],
    ["it stalls", { state: "stalled" }],
    ["it is being paused", { isPausing: true }],
    ["it is being cancelled", { isCancelRequested: true }],
    ["it does not import yet", { step: "stage" }],
  ] as const)("R53 tells no pace while %s, and forgets the one before", (_what, change) => {
    expect(withSample([{ atMs: 0, settled: 1 }], { ...run, ...change }, 1_000)).toEqual([]);
  });
});
