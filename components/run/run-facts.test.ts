import { describe, expect, test } from "vitest";
import type { RunProgress } from "#lib/domain/views.ts";
import { barOf, captionOf, ratePerMinute, stepFactsOf, timeLeft } from "./run-facts.ts";

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
  items: { available: 1000, listed: 0, staged: 0, delivered: 990, notImported: 7, rejected: 3 },
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
  participants: { external: 0, unmapped: 0 },
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

  test("fills the bar only at the end", () => {
    expect(barOf(run)).toBeLessThan(1);
    expect(barOf({ ...run, state: "completed" })).toBe(1);
  });

  test("shows steps before the present one as done and later ones as open", () => {
    const states = stepFactsOf(run, "en-US").map(({ state }) => state);
    expect(states).toEqual(["done", "done", "done", "done", "current", "open", "open"]);
  });

  test("shows a failed run at the step where it stopped", () => {
    const failed = stepFactsOf({ ...run, state: "failed", step: "fetch" }, "en-US");
    expect(failed.map(({ state }) => state)).toContain("current");
  });

  test("tells the rate, and the time left only while it imports", () => {
    expect(ratePerMinute(run)).toBe(250);
    expect(timeLeft(run)).toBe(6 * 60_000);
    expect(timeLeft({ ...run, state: "waiting" })).toBeUndefined();
  });
});
