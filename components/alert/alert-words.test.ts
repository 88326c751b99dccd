import { describe, expect, test } from "vitest";
import { ACCESS_REASONS } from "#lib/domain/alert.ts";
import { findRemedyPlace } from "#lib/domain/remedies.ts";
import type { AlertRow } from "#lib/domain/views/alert.ts";
import { paths } from "#lib/paths.ts";
import { alertPlace } from "./alert-words.ts";

const alert = (changes: Partial<AlertRow>): AlertRow => ({
  alertId: "1",
  kind: "access-broken",
  severity: "critical",
  connectorId: "c",
  connectorName: "Phones",
  runId: null,
  jobId: null,
  code: null,
  amount: null,
  count: 1,
  firstAt: "2026-11-22T02:30:00.000Z",
  lastAt: "2026-11-22T02:30:00.000Z",
  resolvedAt: null,
  isRead: false,
  ...changes,
});

describe("an alert's link", () => {
  test.each(ACCESS_REASONS)("for %s is that of the reason, or leads to the connector", (code) => {
    const place = findRemedyPlace(code);
    expect(alertPlace(alert({ code }))).toEqual(
      place
        ? { label: place.label, href: paths.connector("c", place.tab) }
        : { label: "See the connector", href: paths.connector("c") },
    );
  });

  test("promises to renew nothing where only others can", () => {
    for (const code of ["vendor-account-locked", "app-login-refused", "sftp-folder-unreadable"]) {
      expect(alertPlace(alert({ code })).label, code).toBe("See the connector");
    }
  });

  test("leads to the run that failed, to the runs where one is missing, and else to the list", () => {
    const failed = { kind: "run-failed", runId: "r", jobId: "ATT-000007" } as const;
    expect(alertPlace(alert(failed))).toEqual({
      label: "Open the run ATT-000007",
      href: paths.run("c", "r"),
    });
    expect(alertPlace(alert({ kind: "run-missing" })).href).toBe(paths.connector("c", "runs"));
    expect(alertPlace(alert({ kind: "no-worker", connectorId: null })).href).toBe(paths.connectors);
  });
});
