import { describe, expect, test } from "vitest";
import { type ConnectorSigns, type HealthCheck, healthChecks } from "./connector-health.ts";
import type { ConnectorDetail, ConnectorSettings } from "./views/connector.ts";

const RUN = { runId: "run-7", jobId: "ATT-000007", at: "2026-11-22T02:30:00.000Z" };
const SIGNS: ConnectorSigns = {
  validatedAt: "2026-11-01T00:00:00.000Z",
  signedInAt: "2026-11-22T02:00:00.000Z",
  readBack: RUN,
  folderTrouble: null,
  lastSuccess: { ...RUN, hasIssues: false },
};

const settings: ConnectorSettings = {
  connectorId: "c",
  kind: "att-network",
  isDraft: false,
  name: "Phones",
  username: "admin",
  hasPassword: true,
  sftp: null,
  sharesAccountWith: null,
  defaultCountry: "US",
  isSourceValidated: true,
  sourceAccount: null,
  mapping: { isAutomatic: true, isCustom: false, custom: null, hasVersion: false },
  consent: { state: "granted", checkedAt: "2026-11-20T00:00:00.000Z", detail: null },
  roleCheck: { state: "attested", by: "Ada", at: "2026-11-19T00:00:00.000Z" },
  termsAcceptedAt: null,
  schedule: { time: "02:00", zone: "Europe/Berlin", nextRunAt: null },
  firstImportDays: 7,
  progress: {
    areTermsAccepted: true,
    isSourceValidated: true,
    isMappingChosen: true,
    isConsentProven: true,
    isRoleChecked: true,
  },
};

const connector = (changes: Partial<ConnectorDetail>): ConnectorDetail => ({
  connectorId: "c",
  name: "Phones",
  kind: "att-network",
  state: "healthy",
  isPaused: false,
  actionRequired: null,
  watermark: null,
  isOverdue: false,
  missedItems: null,
  unmappedParticipants: 0,
  lastRun: null,
  nextRunAt: "2026-11-23T01:00:00.000Z",
  createdAt: "2026-11-01T00:00:00.000Z",
  settings,
  ...changes,
});

const check = (
  id: HealthCheck["id"],
  changes: Partial<ConnectorDetail> = {},
  signs: Partial<ConnectorSigns> = {},
) => healthChecks(connector(changes), { ...SIGNS, ...signs }).find((each) => each.id === id);

const withSettings = (changes: Partial<ConnectorSettings>) => ({ settings: { ...settings, ...changes } });

describe("a connector's health", () => {
  test("is fine in all six points when everything holds", () => {
    const checks = healthChecks(connector({}), SIGNS);
    expect(checks.map(({ id, state }) => [id, state])).toEqual(
      ["credentials", "consent", "role", "folder", "schedule", "success"].map((id) => [id, "fine"]),
    );
    expect(checks.every(({ at }) => at !== null)).toBe(true);
    expect(checks.every(({ remedy }) => remedy === null)).toBe(true);
  });

  test("tells when the credentials last worked: in an import, or when they were entered", () => {
    expect(check("credentials")?.at?.instant).toBe(SIGNS.signedInAt);
    const entered = check("credentials", {}, { validatedAt: "2026-11-22T03:00:00.000Z" });
    expect([entered?.at?.instant, entered?.sentence]).toEqual([
      "2026-11-22T03:00:00.000Z",
      "They worked when they were entered.",
    ]);
    const never = check("credentials", {}, { validatedAt: null, signedInAt: null });
    expect([never?.state, never?.at]).toEqual(["unknown", null]);
  });

  test.each<[HealthCheck["id"], Partial<ConnectorDetail>, Partial<ConnectorSigns>, object | null]>([
    ["credentials", { actionRequired: "vendor-login-refused" }, {}, { tab: "settings" }],
    ["credentials", { actionRequired: "sftp-host-key-changed" }, {}, { tab: "settings" }],
    ["credentials", { actionRequired: "vendor-account-locked" }, {}, null],
    ["consent", { actionRequired: "app-login-refused" }, {}, null],
    ["consent", { actionRequired: "consent-missing" }, {}, { tab: "settings" }],
    [
      "consent",
      withSettings({ consent: { state: "declined", checkedAt: null, detail: null } }),
      {},
      { tab: "settings" },
    ],
    ["folder", {}, { folderTrouble: RUN }, { run: RUN }],
    ["success", { isOverdue: true }, {}, { tab: "runs" }],
  ])(
    "needs attention in its %s, with the way to the remedy where it is here",
    (id, changes, signs, remedy) => {
      expect(check(id, changes, signs)).toMatchObject({ state: "attention", remedy });
    },
  );

  test("a pause needs attention, and says how it ends", () => {
    expect(check("schedule", { isPaused: true, nextRunAt: null })).toMatchObject({ state: "attention" });
    expect(check("schedule", { isPaused: true })?.sentence).toMatch(/until an admin chooses Resume/);
  });

  test.each<[HealthCheck["id"], Partial<ConnectorDetail>, Partial<ConnectorSigns>]>([
    ["consent", withSettings({ consent: { state: "unknown", checkedAt: null, detail: null } }), {}],
    ["role", withSettings({ roleCheck: { state: "unchecked", by: null, at: null } }), {}],
    ["folder", {}, { readBack: null }],
    ["schedule", { nextRunAt: null }, {}],
    ["success", {}, { lastSuccess: null }],
  ])("says that its %s is not known yet rather than that it is fine", (id, changes, signs) => {
    expect(check(id, changes, signs)).toMatchObject({ state: "unknown" });
  });

  test("a role that no admin has confirmed leads to where one confirms it", () => {
    const unchecked = withSettings({ roleCheck: { state: "unchecked", by: null, at: null } });
    expect(check("role", unchecked)?.remedy).toEqual({ label: "Confirm the role", tab: "settings" });
    expect(check("role")?.sentence).toMatch(/^Confirmed by Ada\./);
  });

  test("an import with issues counts as complete, and leads to them", () => {
    const done = check("success", {}, { lastSuccess: { ...RUN, hasIssues: true } });
    expect(done).toMatchObject({ state: "fine", remedy: { run: { runId: "run-7" } } });
  });
});
