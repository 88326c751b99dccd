import { expect, test } from "vitest";
import { REASONS } from "#lib/domain/reasons.ts";
import { findRemedyPlace } from "#lib/domain/remedies.ts";
import type { ConnectorSummary } from "#lib/domain/views/connector.ts";
import type { LastRun } from "#lib/domain/views/run.ts";
import { paths } from "#lib/paths.ts";
import { findingsOf } from "./findings.ts";

const connector = (changes: Partial<ConnectorSummary>): ConnectorSummary => ({
  connectorId: "c",
  name: "Phones",
  kind: "att-network",
  state: "action-required",
  isPaused: false,
  actionRequired: null,
  watermark: null,
  isOverdue: false,
  missedItems: null,
  unmappedParticipants: 0,
  lastRun: null,
  nextRunAt: null,
  createdAt: "2026-11-01T00:00:00.000Z",
  ...changes,
});

test.each(Object.entries(REASONS))(
  "%s leads from the list to its remedy, or to where its remedy is told",
  (code, { sentence }) => {
    const [finding] = findingsOf(connector({ actionRequired: code }), "en");
    const place = findRemedyPlace(code);
    expect(finding?.text).toBe(sentence);
    expect(finding).toMatchObject(
      place
        ? { label: place.label, href: paths.connector("c", place.tab) }
        : { label: "What to do", href: paths.connector("c") },
    );
  },
);

test("items that were not imported are told and listed without what the scope leaves out", () => {
  const counts = {
    available: 63,
    listed: 0,
    staged: 0,
    delivered: 0,
    notImported: 61,
    leftOut: 60,
    rejected: 2,
  };
  const none = { available: 0, imported: 0, partial: 0, duplicate: 0, failed: 0, pending: 0, verified: 0 };
  const lastRun: LastRun = {
    runId: "r",
    jobId: "ATT-000001",
    trigger: "schedule",
    state: "completed-with-issues",
    step: "report",
    queuedAt: "2026-11-01T00:00:00.000Z",
    startedAt: null,
    endedAt: null,
    lastActivityAt: null,
    reason: null,
    items: counts,
    isListingComplete: true,
    deliveries: none,
    findingCount: 0,
  };
  expect(findingsOf(connector({ lastRun }), "en")).toEqual([
    { text: "3 items not imported", href: paths.unimported("c", "r") },
  ]);
});

test("an import that is overdue leads to the runs, and comes after what an admin must act on", () => {
  const findings = findingsOf(connector({ actionRequired: "vendor-login-refused", isOverdue: true }), "en");
  expect(findings.map(({ label }) => label)).toEqual(["Change credentials", "Show the runs"]);
  expect(findings[1]?.href).toBe(paths.connector("c", "runs"));
});
