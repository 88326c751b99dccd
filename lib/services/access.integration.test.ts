import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { type ConnectorAction, isAllowed } from "#lib/domain/connector.ts";
import { Refusal } from "#lib/domain/failure.ts";
import { changeAlertRules } from "./alert/change-alert-rules.ts";
import { getAlertSettings } from "./alert/get-alert-settings.ts";
import { saveEmailChannel } from "./alert/save-email-channel.ts";
import { saveWebhookChannel } from "./alert/save-webhook-channel.ts";
import { sendTestAlert } from "./alert/send-test-alert.ts";
import { listMembers } from "./tenant/list-members.ts";
import { getAlertFeed } from "./alert/get-alert-feed.ts";
import { listAlerts } from "./alert/list-alerts.ts";
import { markAlertsRead } from "./alert/mark-alerts-read.ts";
import { markAlertsUnread } from "./alert/mark-alerts-unread.ts";
import { exportAuditLog } from "./audit/export-audit-log.ts";
import { listAuditEntries } from "./audit/list-audit-entries.ts";
import { verifyAuditChain } from "./audit/verify-audit-chain.ts";
import { changeScope } from "./connector/change-scope.ts";
import { deleteConnector } from "./connector/delete-connector.ts";
import { getConnectorSigns } from "./connector/get-connector-signs.ts";
import { getScope } from "./connector/get-scope.ts";
import { getDeletedConnector } from "./connector/get-deleted-connector.ts";
import { hasDeletedConnectors } from "./connector/has-deleted-connectors.ts";
import { listDeletedConnectors } from "./connector/list-deleted-connectors.ts";
import { getConnector } from "./connector/get-connector.ts";
import { listActivity } from "./connector/list-activity.ts";
import { listConnectors } from "./connector/list-connectors.ts";
import { listDailyImports } from "./connector/list-daily-imports.ts";
import { listDrafts } from "./connector/list-drafts.ts";
import { pauseConnector } from "./connector/pause-connector.ts";
import { renameConnector } from "./connector/rename-connector.ts";
import { takeBackScope } from "./connector/take-back-scope.ts";
import { resumeConnector } from "./connector/resume-connector.ts";
import type { ServiceContext } from "./context.ts";
import { changeMappingRow } from "./mapping/change-mapping-row.ts";
import { diffMappingVersions } from "./mapping/diff-mapping-versions.ts";
import { exportMapping } from "./mapping/export-mapping.ts";
import { exportMappingTemplate } from "./mapping/export-mapping-template.ts";
import { exportUnmapped } from "./mapping/export-unmapped.ts";
import { discardMappingFile } from "./mapping/discard-mapping-file.ts";
import { listItemsToMap } from "./mapping/list-items-to-map.ts";
import { putMappingInForce } from "./mapping/put-mapping-in-force.ts";
import { switchMapping } from "./mapping/switch-mapping.ts";
import { withdrawMapping } from "./mapping/withdraw-mapping.ts";
import { listMappingProblems } from "./mapping/list-mapping-problems.ts";
import { listMappingRows } from "./mapping/list-mapping-rows.ts";
import { listMappingVersions } from "./mapping/list-mapping-versions.ts";
import { listUnmapped } from "./mapping/list-unmapped.ts";
import { mapAndReplay } from "./mapping/map-and-replay.ts";
import { previewMappingFile } from "./mapping/preview-mapping-file.ts";
import { replayUnmapped } from "./mapping/replay-unmapped.ts";
import { rollBackMapping } from "./mapping/roll-back-mapping.ts";
import { changeRetention } from "./retention/change-retention.ts";
import { getRetention } from "./retention/get-retention.ts";
import { cancelRun } from "./run/cancel-run.ts";
import { explainDelivery } from "./run/explain-delivery.ts";
import { explainItem } from "./run/explain-item.ts";
import { exportLog } from "./run/export-log.ts";
import { findInRun } from "./run/find-in-run.ts";
import { getRun } from "./run/get-run.ts";
import { listDeliveries } from "./run/list-deliveries.ts";
import { listUnimported } from "./run/list-unimported.ts";
import { listRuns } from "./run/list-runs.ts";
import { importPeriod } from "./run/import-period.ts";
import { retryFailed } from "./run/retry-failed.ts";
import { retrySelected } from "./run/retry-selected.ts";
import { runAgain } from "./run/run-again.ts";
import { startRun } from "./run/start-run.ts";
import { acceptTerms } from "./setup/accept-terms.ts";
import { activateConnector } from "./setup/activate-connector.ts";
import { attestRole } from "./setup/attest-role.ts";
import { beginConsent } from "./setup/begin-consent.ts";
import { checkLogin } from "./setup/check-login.ts";
import { checkSftpLogin } from "./setup/check-sftp-login.ts";
import { chooseMapping } from "./setup/choose-mapping.ts";
import { createDraft } from "./setup/create-draft.ts";
import { discardDraft } from "./setup/discard-draft.ts";
import { getSetup } from "./setup/get-setup.ts";
import { proveConsent } from "./setup/prove-consent.ts";
import { setSchedule } from "./setup/set-schedule.ts";
import { getHealth } from "./system/get-health.ts";
import { A_DAY, A_MAPPING, A_ROW, AS_SET_UP, EMAIL, RULES, SFTP, WEBHOOK } from "./testing/forms.ts";
import { activate, createStage, EVERY_ROLE, LOGIN, refusalOf, type Stage } from "./testing/stage.ts";

const EVERYTHING = { action: undefined, search: "", from: undefined, to: undefined };

type Ids = { connectorId: string; runId: string };
type Verb = [
  name: string,
  action: ConnectorAction,
  call: (context: ServiceContext, ids: Ids) => Promise<unknown>,
];

async function* file(): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from("12125550101,alice@contoso.example\n"));
}

/** Verbs that name a connector or a run. */
const OF_AN_ID: Verb[] = [
  ["getConnector", "look", (context, { connectorId }) => getConnector(context, connectorId)],
  ["pauseConnector", "pause", (context, { connectorId }) => pauseConnector(context, connectorId)],
  ["resumeConnector", "resume", (context, { connectorId }) => resumeConnector(context, connectorId)],
  [
    "renameConnector",
    "change-settings",
    (context, { connectorId }) => renameConnector(context, { connectorId, name: LOGIN.name }),
  ],
  [
    "deleteConnector",
    "change-settings",
    (context, { connectorId }) => deleteConnector(context, { connectorId, typedName: "" }),
  ],
  ["getScope", "look", (context, { connectorId }) => getScope(context, connectorId)],
  [
    "changeScope",
    "change-settings",
    (context, { connectorId }) =>
      changeScope(context, { connectorId, kind: "everybody", addresses: "", version: "" }),
  ],
  [
    "takeBackScope",
    "change-settings",
    (context, { connectorId }) => takeBackScope(context, { connectorId, saved: "", before: "" }),
  ],
  ["getDeletedConnector", "look", (context, { connectorId }) => getDeletedConnector(context, connectorId)],
  ["getConnectorSigns", "look", (context, { connectorId }) => getConnectorSigns(context, connectorId)],
  [
    "listDailyImports",
    "look",
    (context, { connectorId }) => listDailyImports(context, { connectorId, zone: "UTC" }),
  ],
  ["listActivity", "read-audit", (context, { connectorId }) => listActivity(context, connectorId)],
  ["getSetup", "look", (context, { connectorId }) => getSetup(context, connectorId)],
  ["acceptTerms", "create", (context, { connectorId }) => acceptTerms(context, connectorId)],
  [
    "checkLogin",
    "change-settings",
    (context, { connectorId }) => checkLogin(context, { connectorId, ...LOGIN }),
  ],
  [
    "chooseMapping",
    "change-mapping",
    (context, { connectorId }) => chooseMapping(context, { connectorId, isAutomatic: true, isCustom: false }),
  ],
  [
    "previewMappingFile",
    "change-mapping",
    (context, { connectorId }) =>
      previewMappingFile(context, { connectorId, fileName: "a.csv", stream: file() }),
  ],
  ["listMappingProblems", "look", (context, { connectorId }) => listMappingProblems(context, connectorId)],
  ["exportMapping", "look", (context, { connectorId }) => exportMapping(context, connectorId)],
  [
    "discardMappingFile",
    "change-mapping",
    (context, { connectorId }) => discardMappingFile(context, connectorId, 1),
  ],
  [
    "switchMapping",
    "change-mapping",
    (context, { connectorId }) =>
      switchMapping(context, { connectorId, mapping: "automatic", isOn: true, seen: AS_SET_UP }),
  ],
  ["listItemsToMap", "look", (context, { connectorId }) => listItemsToMap(context, connectorId)],
  ["listUnmapped", "look", (context, { connectorId }) => listUnmapped(context, { connectorId })],
  [
    "mapAndReplay",
    "change-mapping",
    (context, { connectorId }) => mapAndReplay(context, { connectorId, ...A_MAPPING }),
  ],
  ["listMappingVersions", "look", (context, { connectorId }) => listMappingVersions(context, connectorId)],
  ["listMappingRows", "look", (context, { connectorId }) => listMappingRows(context, { connectorId })],
  [
    "diffMappingVersions",
    "look",
    (context, { connectorId }) => diffMappingVersions(context, { connectorId, from: 1, to: 2 }),
  ],
  [
    "changeMappingRow",
    "change-mapping",
    (context, { connectorId }) => changeMappingRow(context, { connectorId, ...A_ROW }),
  ],
  [
    "rollBackMapping",
    "change-mapping",
    (context, { connectorId }) => rollBackMapping(context, { connectorId, version: 1, inForce: null }),
  ],
  [
    "putMappingInForce",
    "change-mapping",
    (context, { connectorId }) => putMappingInForce(context, { connectorId, version: 1, inForce: null }),
  ],
  [
    "withdrawMapping",
    "change-mapping",
    (context, { connectorId }) => withdrawMapping(context, { connectorId, version: 1, isOn: true }),
  ],
  ["replayUnmapped", "run", (context, { connectorId }) => replayUnmapped(context, connectorId)],
  ["exportUnmapped", "look", (context, { connectorId }) => exportUnmapped(context, connectorId)],
  ["beginConsent", "change-settings", (context, { connectorId }) => beginConsent(context, connectorId)],
  ["proveConsent", "change-settings", (context, { connectorId }) => proveConsent(context, connectorId)],
  ["attestRole", "change-settings", (context, { connectorId }) => attestRole(context, connectorId)],
  [
    "setSchedule",
    "change-settings",
    (context, { connectorId }) =>
      setSchedule(context, { connectorId, time: "02:00", zone: "UTC", firstImportDays: 1 }),
  ],
  ["activateConnector", "create", (context, { connectorId }) => activateConnector(context, connectorId)],
  ["discardDraft", "create", (context, { connectorId }) => discardDraft(context, connectorId)],
  ["startRun", "run", (context, { connectorId }) => startRun(context, connectorId)],
  ["cancelRun", "cancel-run", (context, { runId }) => cancelRun(context, runId)],
  ["listRuns", "look", (context, { connectorId }) => listRuns(context, connectorId)],
  ["getRun", "look", (context, { runId }) => getRun(context, runId)],
  ["listDeliveries", "look", (context, { runId }) => listDeliveries(context, { runId })],
  ["listUnimported", "look", (context, { runId }) => listUnimported(context, { runId })],
  ["findInRun", "look", (context, { runId }) => findInRun(context, { runId, text: "nobody" })],
  ["retrySelected", "run", (context, { runId }) => retrySelected(context, { runId, deliveryIds: ["1"] })],
  ["explainDelivery", "look", (context, { runId }) => explainDelivery(context, { runId, deliveryId: "1" })],
  ["explainItem", "look", (context, { runId }) => explainItem(context, { runId, itemId: "1" })],
  ["runAgain", "run", (context, { runId }) => runAgain(context, runId)],
  ["retryFailed", "run", (context, { runId }) => retryFailed(context, runId)],
  ["importPeriod", "run", (context, { connectorId }) => importPeriod(context, connectorId, A_DAY)],
  [
    "checkSftpLogin",
    "change-settings",
    (context, { connectorId }) => checkSftpLogin(context, { connectorId, ...SFTP }),
  ],
  ["exportLog", "look", (context, { runId }) => exportLog(context, runId)],
];

const VERBS: Verb[] = [
  ...OF_AN_ID,
  ["listConnectors", "look", (context) => listConnectors(context)],
  ["exportMappingTemplate", "look", async (context) => exportMappingTemplate(context)],
  ["listDeletedConnectors", "look", (context) => listDeletedConnectors(context)],
  ["hasDeletedConnectors", "look", (context) => hasDeletedConnectors(context)],
  ["listDrafts", "look", (context) => listDrafts(context)],
  ["createDraft", "create", (context) => createDraft(context, "att-network")],
  ["getHealth", "look", (context) => getHealth(context)],
  ["listAuditEntries", "read-audit", (context) => listAuditEntries(context, EVERYTHING)],
  ["exportAuditLog", "read-audit", (context) => exportAuditLog(context, EVERYTHING)],
  ["changeAlertRules", "change-settings", (context) => changeAlertRules(context, RULES)],
  ["getAlertSettings", "look", (context) => getAlertSettings(context)],
  ["saveEmailChannel", "change-settings", (context) => saveEmailChannel(context, EMAIL)],
  ["saveWebhookChannel", "change-settings", (context) => saveWebhookChannel(context, WEBHOOK)],
  ["sendTestAlert", "change-settings", (context) => sendTestAlert(context, "email")],
  ["getRetention", "look", (context) => getRetention(context)],
  [
    "changeRetention",
    "change-settings",
    (context) => changeRetention(context, { isForEver: false, days: "30" }),
  ],
  ["listMembers", "read-audit", (context) => listMembers(context)],
  ["getAlertFeed", "look", (context) => getAlertFeed(context)],
  ["listAlerts", "look", (context) => listAlerts(context, { isOpenOnly: false })],
  ["markAlertsRead", "look", (context) => markAlertsRead(context, undefined)],
  ["markAlertsUnread", "look", (context) => markAlertsUnread(context, ["1"])],
  ["verifyAuditChain", "read-audit", (context) => verifyAuditChain(context)],
];

const FOLDERS = ["alert", "audit", "connector", "setup", "mapping", "retention", "run", "system", "tenant"];

/** Verbs without a viewer. */
const WITHOUT_ROLE = ["ensureTenant", "finishConsent", "noteMember"];

let database: TestDatabase;
let ours: Stage & { ids: Ids };
let theirs: Ids;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
  const stage = createStage(database);
  ours = { ...stage, ids: await activate(stage.admin) };
  theirs = await activate(createStage(database).admin);
});
afterAll(() => database.drop());

describe("every verb", () => {
  test("stands in this table", async () => {
    const files: string[] = [];
    for (const folder of FOLDERS) {
      files.push(...(await readdir(new URL(folder, import.meta.url))));
    }
    const names = files
      .filter((name) => !name.includes(".test."))
      .map((name) =>
        name.slice(0, -".ts".length).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
      );
    expect(names.toSorted()).toEqual([...VERBS.map(([name]) => name), ...WITHOUT_ROLE].toSorted());
  });

  describe.each(VERBS)("%s", (_name, action, call) => {
    test.each(EVERY_ROLE)(`asks whether %s may ${action}`, async (role) => {
      const isRefused = await call(ours.as(role), ours.ids).then(
        () => false,
        (error: unknown) => error instanceof Refusal && error.code === "not-allowed",
      );
      expect(isRefused).toBe(!isAllowed([role], action));
    });

    test("refuses whoever has no role", async () => {
      expect((await refusalOf(call(ours.as(), ours.ids))).code).toBe("not-allowed");
    });
  });

  describe.each(OF_AN_ID)("%s", (_name, _action, call) => {
    test("finds nothing under another organization's ids", async () => {
      expect((await refusalOf(call(ours.admin, theirs))).code).toBe("not-found");
    });

    test.each([randomUUID(), "", "no-id", "1'; DROP TABLE run; --"])(
      "finds nothing under the id %j",
      async (id) => {
        expect((await refusalOf(call(ours.admin, { connectorId: id, runId: id }))).code).toBe("not-found");
      },
    );
  });
});
