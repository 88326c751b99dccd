import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { ALERT_KINDS, type AlertKind } from "#lib/domain/alert.ts";
import { ensureTenant } from "../tenant/ensure-tenant.ts";
import { listMembers } from "../tenant/list-members.ts";
import { noteMember } from "../tenant/note-member.ts";
import { createStage, refusalOf, type Stage } from "../testing/stage.ts";
import { type AlertRuleForm, changeAlertRules } from "./change-alert-rules.ts";
import { getAlertSettings } from "./get-alert-settings.ts";
import { saveEmailChannel } from "./save-email-channel.ts";
import { saveWebhookChannel } from "./save-webhook-channel.ts";
import { sendTestAlert } from "./send-test-alert.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
});
afterAll(() => database.drop());

let stage: Stage;
beforeEach(async () => {
  stage = createStage(database);
  await ensureTenant(stage.admin, stage.admin.viewer);
});

const EMAIL = {
  isOn: true,
  host: "smtp.contoso.example",
  port: "587",
  security: "starttls",
  username: "alerts",
  password: "s3cret-Pa55",
  from: "archive@contoso.example",
  to: "ada@contoso.example; grace@contoso.example\nada@contoso.example",
} as const;

function rules(change: Partial<Record<AlertKind, AlertRuleForm>> = {}): Record<AlertKind, AlertRuleForm> {
  const usual: AlertRuleForm = { isOn: true, threshold: "" };
  const all = {
    "run-failed": usual,
    "run-missing": usual,
    "nothing-imported": usual,
    "access-broken": usual,
    "no-worker": usual,
    "ledger-finding": usual,
  };
  return { ...all, ...change };
}

/** The last entry of the audit log, which must hold no secret. */
async function lastDeed(): Promise<{ action: string; after: Record<string, unknown> | null }> {
  const { rows } = await database.admin.query(
    "SELECT action, after FROM audit_entry WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1",
    [stage.tenantId],
  );
  return rows[0];
}

describe("alert rules", () => {
  test("are changed one by one, with what was there before in the audit log", async () => {
    await changeAlertRules(stage.admin, rules({ "run-missing": { isOn: false, threshold: "48" } }));
    const { rules: now } = await getAlertSettings(stage.admin);
    expect(now["run-missing"]).toEqual({ isOn: false, threshold: 48 });
    expect(ALERT_KINDS.filter((kind) => !now[kind].isOn)).toEqual(["run-missing"]);
    expect(await lastDeed()).toEqual({ action: "change-alert-rules", after: { "run-missing": "off, 48" } });
  });

  test.each(["0", "1.5", "-3", "many", "100000"])("refuse %j hours at their own field", async (threshold) => {
    const refused = refusalOf(
      changeAlertRules(stage.admin, rules({ "run-missing": { isOn: true, threshold } })),
    );
    expect(await refused).toMatchObject({ code: "threshold-unreadable", field: "threshold-run-missing" });
  });
});

describe("the e-mail channel", () => {
  test("keeps the password sealed, shows it to nobody, and writes it nowhere else", async () => {
    await saveEmailChannel(stage.admin, EMAIL);
    const { email } = await getAlertSettings(stage.admin);
    expect(email).toMatchObject({
      isOn: true,
      hasPassword: true,
      settings: { port: 587, to: ["ada@contoso.example", "grace@contoso.example"] },
    });
    const { rows } = await database.admin.query(
      `SELECT (SELECT jsonb_agg(to_jsonb(a)) FROM audit_entry a WHERE a.tenant_id = $1)::text AS audit,
         to_jsonb(c)::text AS channel FROM alert_channel c WHERE c.tenant_id = $1`,
      [stage.tenantId],
    );
    expect(JSON.stringify([rows, email])).not.toContain(EMAIL.password);
    expect((await lastDeed()).after).toMatchObject({ isPasswordReplaced: true });
  });

  test("gives the stored password to no other server and no other user", async () => {
    await saveEmailChannel(stage.admin, EMAIL);
    await saveEmailChannel(stage.admin, { ...EMAIL, password: "", to: "grace@contoso.example" });
    for (const change of [{ host: "smtp.evil.example" }, { port: "25" }, { username: "other" }]) {
      const refused = await refusalOf(saveEmailChannel(stage.admin, { ...EMAIL, ...change, password: "" }));
      expect(refused).toMatchObject({ code: "password-missing", field: "password" });
    }
    await saveEmailChannel(stage.admin, { ...EMAIL, username: "", password: "" });
    expect((await getAlertSettings(stage.admin)).email?.hasPassword).toBe(false);
  });

  test.each([
    ["host", { host: "smtp://contoso" }],
    ["port", { port: "0" }],
    ["security", { security: "none" }],
    ["from", { from: "nobody" }],
    ["to", { to: "" }],
    ["to", { to: "ada@contoso.example, grace" }],
    ["to", { to: "ada@contoso.example\r\nBcc: eve@evil.example" }],
  ] as const)("is refused at %s", async (field, change) => {
    const refused = await refusalOf(saveEmailChannel(stage.admin, { ...EMAIL, ...change }));
    expect(refused.field).toBe(field);
    expect((await getAlertSettings(stage.admin)).email).toBeNull();
  });
});

describe("the webhook channel", () => {
  const url = "https://hooks.contoso.example/archive";

  test("makes a signing secret, shows it once, and another one only when asked to", async () => {
    const first = await saveWebhookChannel(stage.admin, { isOn: true, url, isSecretRenewed: false });
    expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const again = await saveWebhookChannel(stage.admin, { isOn: false, url, isSecretRenewed: false });
    expect(again).toBeUndefined();
    const renewed = await saveWebhookChannel(stage.admin, { isOn: true, url, isSecretRenewed: true });
    expect(renewed).not.toBe(first);
    expect(await getAlertSettings(stage.admin)).toMatchObject({ webhook: { isOn: true, settings: { url } } });
  });

  test.each([
    "hooks.contoso.example",
    "http://hooks.contoso.example/",
    "ftp://hooks.contoso.example/",
    "javascript:alert(1)",
    "https://user:secret@hooks.contoso.example/",
  ])("refuses %s", async (other) => {
    const refused = refusalOf(
      saveWebhookChannel(stage.admin, { isOn: true, url: other, isSecretRenewed: false }),
    );
    expect((await refused).field).toBe("url");
  });
});

describe("a test message", () => {
  test("goes out with the opened secret, and its end is noted where the admin looks", async () => {
    expect((await refusalOf(sendTestAlert(stage.admin, "email"))).code).toBe("channel-missing");
    await saveEmailChannel(stage.admin, EMAIL);
    expect(await sendTestAlert(stage.admin, "email")).toEqual([]);
    expect(stage.world.asked.alerts).toMatchObject([
      { channel: { channel: "email", password: EMAIL.password }, message: { alerts: [] } },
    ]);
    expect((await getAlertSettings(stage.admin)).email?.lastSentAt).not.toBeNull();

    stage.world.alert = { ok: false, code: "login-refused" };
    const refused = await refusalOf(sendTestAlert(stage.admin, "email"));
    expect(refused.message).toMatch(/^The mail server refused the user name or the password\./);
    expect((await getAlertSettings(stage.admin)).email).toMatchObject({ lastFailure: "login-refused" });
    expect(await lastDeed()).toEqual({
      action: "send-test-alert",
      after: { channel: "email", result: "login-refused" },
    });
  });
});

describe("where messages go", () => {
  test("is shown to admins and auditors; others see whether anything is sent", async () => {
    await saveEmailChannel(stage.admin, EMAIL);
    await saveWebhookChannel(stage.admin, {
      isOn: true,
      url: "https://hooks.contoso.example/token-in-path",
      isSecretRenewed: false,
    });
    const auditor = await getAlertSettings(stage.as("Auditor"));
    expect(auditor.email?.settings).not.toBeNull();
    for (const role of ["Connector.Reader", "Connector.Operator"] as const) {
      const seen = await getAlertSettings(stage.as(role));
      expect(seen).toMatchObject({
        email: { isOn: true, settings: null },
        webhook: { isOn: true, settings: null },
      });
      expect(JSON.stringify(seen)).not.toContain("contoso");
    }
  });
});

test("people and their roles are listed as they were last seen", async () => {
  await noteMember(stage.admin, stage.admin.viewer);
  await noteMember(stage.admin, { ...stage.admin.viewer, userId: "nobody", roles: [] });
  stage.world.clock.now = new Date("2026-11-23T12:00:00Z");
  await noteMember(stage.admin, stage.as("Auditor").viewer);
  expect(await listMembers(stage.admin)).toEqual([
    {
      userId: "ada-1",
      name: "Ada",
      email: "ada@contoso.example",
      roles: ["Auditor"],
      firstSeenAt: "2026-11-22T12:00:00.000Z",
      lastSeenAt: "2026-11-23T12:00:00.000Z",
    },
  ]);
});
