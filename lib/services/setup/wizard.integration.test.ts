import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { getConnector } from "../connector/get-connector.ts";
import { listActivity } from "../connector/list-activity.ts";
import { listConnectors } from "../connector/list-connectors.ts";
import { listDrafts } from "../connector/list-drafts.ts";
import { getRun } from "../run/get-run.ts";
import { COMPANY } from "../testing/fake-world.ts";
import { createStage, LOGIN, refusalOf, setUp } from "../testing/stage.ts";
import { acceptTerms } from "./accept-terms.ts";
import { activateConnector } from "./activate-connector.ts";
import { attestRole } from "./attest-role.ts";
import { checkLogin } from "./check-login.ts";
import { chooseMapping } from "./choose-mapping.ts";
import { createDraft } from "./create-draft.ts";
import { discardDraft } from "./discard-draft.ts";
import { getSetup } from "./get-setup.ts";
import { proveConsent } from "./prove-consent.ts";
import { setSchedule } from "./set-schedule.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

describe("the wizard, from Add connector to Finish", () => {
  test("every step is saved, and opens the next", async () => {
    const { admin, world } = createStage(database);
    const { connectorId } = await createDraft(admin, "att-network");
    const stepNow = async () => (await listDrafts(admin))[0]?.step;
    expect(await stepNow()).toBe("terms");
    await acceptTerms(admin, connectorId);
    expect(await stepNow()).toBe("login");
    expect(await checkLogin(admin, { connectorId, ...LOGIN })).toEqual(COMPANY);
    expect(await stepNow()).toBe("user-mapping");
    await chooseMapping(admin, { connectorId, isAutomatic: true, isCustom: false });
    expect(await stepNow()).toBe("admin-consent");
    expect(await proveConsent(admin, connectorId)).toEqual(world.proof);
    await attestRole(admin, connectorId);
    expect(await stepNow()).toBe("review");
    await setSchedule(admin, { connectorId, time: "02:30", zone: "America/New_York", firstImportDays: 7 });
    expect(await getSetup(admin, connectorId)).toEqual({
      connectorId,
      kind: "att-network",
      isDraft: true,
      name: "Phones",
      username: "admin@contoso",
      hasPassword: true,
      sftp: null,
      sharesAccountWith: null,
      defaultCountry: "US",
      isSourceValidated: true,
      sourceAccount: COMPANY,
      mapping: { isAutomatic: true, isCustom: false, custom: null, hasVersion: false },
      consent: { state: "granted", checkedAt: "2026-11-22T12:00:00.000Z", detail: "Both permissions." },
      roleCheck: { state: "attested", by: "Ada", at: "2026-11-22T12:00:00.000Z" },
      termsAcceptedAt: "2026-11-22T12:00:00.000Z",
      schedule: { time: "02:30", zone: "America/New_York", nextRunAt: null },
      firstImportDays: 7,
      progress: {
        areTermsAccepted: true,
        isSourceValidated: true,
        isMappingChosen: true,
        isConsentProven: true,
        isRoleChecked: true,
      },
    });
  });

  test("Finish makes the connector, queues its first run back to the age chosen, and tells the workers", async () => {
    const { admin, world } = createStage(database);
    const connectorId = await setUp(admin);
    const run = await activateConnector(admin, connectorId);
    expect(run.jobId).toBe("ATT-000001");
    expect(world.enqueued).toEqual([run.runId]);
    expect(await getRun(admin, run.runId)).toMatchObject({
      jobId: "ATT-000001",
      connectorName: "Phones",
      trigger: "first",
      state: "queued",
      window: { from: "2026-11-15T12:00:00.000Z", to: "2026-11-22T12:00:00.000Z" },
      deliveries: { available: 0, pending: 0, verified: 0 },
      lanes: { open: 0, total: 0 },
      reasons: [],
    });
    const connector = await getConnector(admin, connectorId);
    expect(connector).toMatchObject({ state: "waiting-to-start", name: "Phones", isPaused: false });
    // 02:30 in New York, the next day.
    expect(connector.nextRunAt).toBe("2026-11-23T07:30:00.000Z");
    expect(connector.settings.isDraft).toBe(false);
    expect(await listDrafts(admin)).toEqual([]);
    expect((await listConnectors(admin)).map((each) => each.lastRun?.runId)).toEqual([run.runId]);
  });

  test("a later admin vouches for the role again; the audit log keeps who did before", async () => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    const grace = { ...admin, viewer: { ...admin.viewer, userId: "grace-1", name: "Grace" } };
    // In the wizard once is enough.
    await attestRole(grace, connectorId);
    expect((await getSetup(admin, connectorId)).roleCheck.by).toBe("Ada");
    await activateConnector(admin, connectorId);
    await attestRole(grace, connectorId);
    expect((await getSetup(admin, connectorId)).roleCheck).toMatchObject({ state: "attested", by: "Grace" });
    const [latest] = (await listActivity(admin, connectorId)).rows;
    expect(latest).toMatchObject({
      action: "attest-role",
      actorName: "Grace",
      before: { roleCheckedBy: "Ada" },
      after: { roleCheckedBy: "Grace" },
    });
  });

  test("a second press of Finish finds the first one's run", async () => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    const runs = await Promise.all([
      activateConnector(admin, connectorId),
      activateConnector(admin, connectorId),
    ]);
    expect(runs[0]).toEqual(runs[1]);
  });

  test("Finish succeeds though the queue is away: the workers' sweep finds the run", async () => {
    const { admin, world } = createStage(database);
    world.queue = new Error("no Redis");
    const connectorId = await setUp(admin);
    expect((await activateConnector(admin, connectorId)).jobId).toBe("ATT-000001");
  });

  test("whoever opens the wizard again before doing anything goes on with the same draft", async () => {
    const { admin } = createStage(database);
    const first = await createDraft(admin, "att-network");
    expect(await createDraft(admin, "att-network")).toEqual(first);
    expect(await createDraft(admin, "verizon-network")).not.toEqual(first);
    await acceptTerms(admin, first.connectorId);
    expect(await createDraft(admin, "att-network")).not.toEqual(first);
  });

  test("a discarded draft is gone, with its password and its consent links", async () => {
    const { admin, tenantId } = createStage(database);
    const connectorId = await setUp(admin);
    await discardDraft(admin, connectorId);
    expect((await refusalOf(getSetup(admin, connectorId))).code).toBe("not-found");
    const { rows } = await database.admin.query("SELECT 1 FROM connector_secret WHERE tenant_id = $1", [
      tenantId,
    ]);
    expect(rows).toEqual([]);
    // Its name is free again.
    await setUp(admin);
  });
});

describe("the wizard refuses", () => {
  test("a kind that is not in the gallery", async () => {
    const { admin } = createStage(database);
    expect((await refusalOf(createDraft(admin, "carrier-pigeon"))).code).toBe("unknown-kind");
  });

  test("a step before those in front of it are complete, and names the one that is open", async () => {
    const { admin } = createStage(database);
    const { connectorId } = await createDraft(admin, "att-network");
    const early = [
      checkLogin(admin, { connectorId, ...LOGIN }),
      chooseMapping(admin, { connectorId, isAutomatic: true, isCustom: false }),
      attestRole(admin, connectorId),
      setSchedule(admin, { connectorId, time: "02:30", zone: "UTC", firstImportDays: 1 }),
    ];
    for (const refusal of await Promise.all(early.map(refusalOf))) {
      expect(refusal.code).toBe("step-not-reached");
      expect(refusal.message).toContain("Terms of service");
    }
    expect((await refusalOf(activateConnector(admin, connectorId))).message).toContain("Terms of service");
  });

  test("Finish while one step lacks something, and then changes nothing", async () => {
    const { admin, tenantId } = createStage(database);
    const connectorId = await setUp(admin);
    await database.admin.query("UPDATE tenant SET consent_state = 'pending' WHERE tenant_id = $1", [
      tenantId,
    ]);
    const refusal = await refusalOf(activateConnector(admin, connectorId));
    expect(refusal).toMatchObject({ code: "setup-incomplete" });
    expect(refusal.message).toContain("Admin consent");
    expect((await getSetup(admin, connectorId)).isDraft).toBe(true);
    expect(await listConnectors(admin)).toEqual([]);
  });

  test.each([
    [{ time: "25:00", zone: "UTC", firstImportDays: 1 }, "time"],
    [{ time: "02:00", zone: "Mars/Olympus", firstImportDays: 1 }, "zone"],
    [{ time: "02:00", zone: "UTC", firstImportDays: 0 }, "firstImportDays"],
    [{ time: "02:00", zone: "UTC", firstImportDays: 1.5 }, "firstImportDays"],
    [{ time: "02:00", zone: "UTC", firstImportDays: Number.NaN }, "firstImportDays"],
    [{ time: "02:00", zone: "UTC", firstImportDays: 3651 }, "firstImportDays"],
  ])("the schedule %j at the field %s", async (schedule, field) => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    expect((await refusalOf(setSchedule(admin, { connectorId, ...schedule }))).field).toBe(field);
  });

  test("no mapping at all, and a custom one without a file", async () => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    const none = chooseMapping(admin, { connectorId, isAutomatic: false, isCustom: false });
    expect((await refusalOf(none)).code).toBe("mapping-missing");
    const custom = chooseMapping(admin, { connectorId, isAutomatic: true, isCustom: true });
    expect(await refusalOf(custom)).toMatchObject({ code: "mapping-file-missing", field: "isCustom" });
  });

  test("to discard what is a connector already", async () => {
    const { admin } = createStage(database);
    const connectorId = await setUp(admin);
    await activateConnector(admin, connectorId);
    expect((await refusalOf(discardDraft(admin, connectorId))).code).toBe("not-a-draft");
  });
});

test("A connector's schedule is changed later: its first import keeps its age, and what stays the same is no deed", async () => {
  const { admin, tenantId } = createStage(database);
  const connectorId = await setUp(admin);
  await activateConnector(admin, connectorId);
  const entries = async () =>
    (
      await database.admin.query(
        "SELECT 1 FROM audit_entry WHERE tenant_id = $1 AND action = 'set-schedule'",
        [tenantId],
      )
    ).rowCount;
  const before = await entries();
  const { schedule, firstImportDays } = await getSetup(admin, connectorId);
  await setSchedule(admin, { connectorId, time: schedule.time, zone: schedule.zone });
  expect(await entries()).toBe(before);
  await setSchedule(admin, { connectorId, time: "05:15", zone: "Asia/Kathmandu" });
  expect(await entries()).toBe((before ?? 0) + 1);
  // 05:15 in Nepal is 23:30 the day before in UTC; the stage's clock stands at noon.
  expect(await getSetup(admin, connectorId)).toMatchObject({
    schedule: { time: "05:15", zone: "Asia/Kathmandu", nextRunAt: "2026-11-22T23:30:00.000Z" },
    firstImportDays,
  });
  // It is taken back only as long as it is what was saved.
  const undo = { connectorId, time: "02:30", zone: "UTC" };
  for (const expected of [
    { time: "05:15", zone: "UTC" },
    { time: "05:16", zone: "Asia/Kathmandu" },
  ]) {
    expect((await refusalOf(setSchedule(admin, { ...undo, expected }))).code).toBe("changed-since");
  }
  expect(await entries()).toBe((before ?? 0) + 1);
  await setSchedule(admin, { ...undo, expected: { time: "05:15", zone: "Asia/Kathmandu" } });
  expect((await getSetup(admin, connectorId)).schedule).toMatchObject({ time: "02:30", zone: "UTC" });
});
