import { describe, expect, test } from "vitest";

import type { ConnectorSummary, RunDetail, SystemHealth } from "#lib/domain/views.ts";
import type { ScreenLook } from "./screen.ts";
import { untruthsOf } from "./screen-invariants.ts";

const NOW_MS = Date.parse("2026-11-25T12:00:00Z");

const RUN: RunDetail = {
  runId: "1",
  jobId: "ATT-000001",
  connectorId: "c",
  connectorName: "Phones",
  trigger: "first",
  state: "running",
  step: "import",
  window: { from: "2026-11-24T12:00:00Z", to: "2026-11-25T12:00:00Z" },
  queuedAt: "2026-11-25T12:00:00Z",
  startedAt: "2026-11-25T12:00:00Z",
  endedAt: null,
  lastActivityAt: null,
  waitingUntil: null,
  waitingReason: null,
  retryAt: null,
  reason: null,
  isCancelRequested: false,
  isPausing: false,
  attempts: 0,
  progressAt: null,
  items: { available: 3, listed: 0, staged: 0, delivered: 2, notImported: 1, rejected: 0 },
  itemsSeenBefore: 0,
  isListingComplete: true,
  deliveries: { available: 5, imported: 2, partial: 1, duplicate: 0, failed: 1, pending: 1, verified: 2 },
  participants: { external: 0, unmapped: 0 },
  findingCount: 0,
  plannedTo: null,
  lanes: { open: 1, total: 2, parked: 0 },
  reasons: [],
  findings: [],
};

const HEALTH: SystemHealth = { workersAlive: 1, lastJobAt: null, jobsAtWork: 0, waitingSince: null };

function look(run: Partial<RunDetail>, connector: Partial<ConnectorSummary> = {}, atMs = NOW_MS): ScreenLook {
  const shown = { ...RUN, ...run };
  const summary: ConnectorSummary = {
    connectorId: "c",
    name: "Phones",
    kind: "att-network",
    state: "running",
    isPaused: false,
    actionRequired: null,
    unmappedParticipants: 0,
    lastRun: shown,
    nextRunAt: null,
    watermark: null,
    isOverdue: false,
    missedItems: null,
    createdAt: "2026-11-25T12:00:00Z",
    ...connector,
  };
  return { atMs, connectors: [summary], health: HEALTH, runs: [shown] };
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
