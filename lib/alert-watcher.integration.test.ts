import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAlertSender } from "#lib/adapters/alerts/sender.ts";
import {
  MAIL_PASSWORD,
  MAIL_USER,
  type MailServer,
  startMailServer,
  TEST_CERTIFICATE,
} from "#lib/adapters/alerts/testing/mail-server.ts";
import { startWebhookReceiver, type WebhookReceiver } from "#lib/adapters/alerts/testing/webhook-receiver.ts";
import { type AlertWatcher, createAlertWatcher } from "#lib/alert-watcher.ts";
import { claimAlertMessage } from "#lib/db/alert-outbox.ts";
import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { wrappedRows } from "#lib/db/wrapped-keys.ts";
import { recordWorkerSign } from "#lib/db/worker-processes.ts";
import { createEnvelope, type Envelope } from "#lib/envelope.ts";
import { getAlertSettings } from "#lib/services/alert/get-alert-settings.ts";
import { saveEmailChannel } from "#lib/services/alert/save-email-channel.ts";
import { saveWebhookChannel } from "#lib/services/alert/save-webhook-channel.ts";
import { activate, completeRun, createStage, type Stage } from "#lib/services/testing/stage.ts";

let database: TestDatabase;
let mail: MailServer;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
  mail = await startMailServer();
});
afterAll(async () => {
  await mail.close();
  await database.drop();
});

const envelope = createEnvelope({ keys: new Map([["key-1", new Uint8Array(32)]]), currentKeyId: "key-1" });
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet, fatal: quiet };

let stage: Stage;
let connectorId: string;
let receiver: WebhookReceiver;
let status = 204;
beforeEach(async () => {
  mail.mails.splice(0);
  status = 204;
  receiver = await startWebhookReceiver((response) => void response.writeHead(status).end());
  stage = createStage(database);
  stage.world.sealSecret = (text, context) => Promise.resolve(envelope.seal(text, context));
  const { connectorId: id, runId } = await activate(stage.admin, "Field phones");
  connectorId = id;
  await change("UPDATE connector SET activated_at = now() WHERE id = $1", [connectorId]);
  await completeRun(database, runId);
  await recordWorkerSign(database.db, "w-1", { host: "a", startedAt: new Date(), lastJobAt: undefined });
});
afterEach(async () => {
  await receiver.close();
  await change("DELETE FROM alert_message", []);
});

const change = (text: string, values: unknown[]) => database.admin.query(text, values);

/** A worker of its own: several of them share nothing but the database. */
function watcher(keys: Envelope = envelope): AlertWatcher {
  const resolve = async () => ["127.0.0.1"];
  const send = createAlertSender({ isPrivateAllowed: true, ca: TEST_CERTIFICATE, resolve });
  return createAlertWatcher({ db: database.db, envelope: keys, send, log });
}

/** As if a while had gone by since anybody looked and told. */
async function later(): Promise<void> {
  await change("UPDATE alert_watch SET looked_at = '-infinity', digest_at = '-infinity'", []);
  await change("UPDATE alert_message SET next_at = now() WHERE sent_at IS NULL AND given_up_at IS NULL", []);
}

async function saveBoth(): Promise<void> {
  await saveEmailChannel(stage.admin, {
    isOn: true,
    host: "localhost",
    port: String(mail.port),
    security: "starttls",
    username: MAIL_USER,
    password: MAIL_PASSWORD,
    from: "archive@contoso.example",
    to: "ada@contoso.example",
  });
  const url = `https://localhost:${receiver.port}/hook`;
  await saveWebhookChannel(stage.admin, { isOn: true, url, isSecretRenewed: false });
}

const fail = (reason: string) => addRun("failed", reason);

async function addRun(state: string, reason: string | null = null): Promise<void> {
  await change(
    `INSERT INTO run (tenant_id, connector_id, number, job_id, window_from, window_to, trigger, queued_at, state,
       ended_at, reason)
     SELECT tenant_id, connector_id, number + 1, 'ATT-00000' || number + 1, window_to, window_to + interval '1 day',
       'schedule', now(), $3, now(), $2
     FROM run WHERE connector_id = $1 ORDER BY number DESC LIMIT 1`,
    [connectorId, reason, state],
  );
}

const messages = async () =>
  (
    await change(
      "SELECT channel, attempts, sent_at IS NOT NULL AS sent, failure FROM alert_message WHERE tenant_id = $1 ORDER BY channel, created_at",
      [stage.tenantId],
    )
  ).rows;

describe("alerts reach those who do not look", () => {
  test("by mail and by webhook, once, however many workers watch", async () => {
    await saveBoth();
    await fail("message-created-as-draft");
    await later();
    await Promise.all(Array.from({ length: 5 }, () => watcher().pass()));
    await Promise.all(Array.from({ length: 5 }, () => watcher().pass()));
    expect(mail.mails).toHaveLength(1);
    expect(mail.mails[0]?.source).toContain("Subject: Mobile Archive Connectors: Run failed, Field phones");
    expect(receiver.requests).toHaveLength(1);
    expect(await messages()).toMatchObject([
      { sent: true, attempts: 1 },
      { sent: true, attempts: 1 },
    ]);
  });

  test("again when it happens again, and when it is over; nothing between", async () => {
    await saveBoth();
    await fail("message-created-as-draft");
    await later();
    await watcher().pass();
    await later();
    await watcher().pass();
    expect(receiver.requests).toHaveLength(1);
    await fail("message-created-as-draft");
    await later();
    await watcher().pass();
    await addRun("completed");
    await later();
    await watcher().pass();
    const told = receiver.requests.map(({ body }) => JSON.parse(body).data.alerts[0]);
    expect(told).toMatchObject([
      { state: "open", count: 1 },
      { state: "open", count: 2 },
      { state: "resolved", count: 2 },
    ]);
  });

  test("many at once in one digest, and no second one right behind it", async () => {
    await saveBoth();
    const tenant = stage.tenantId;
    await change(
      `INSERT INTO connector (tenant_id, kind, name, state, action_required, created_by, created_by_name, activated_at,
         watermark)
       SELECT $1, 'att-network', 'Phones ' || n, 'active', 'consent-missing', 'u', 'Ada', now(), now()
       FROM generate_series(1, 60) n`,
      [tenant],
    );
    await later();
    await watcher().pass();
    expect(receiver.requests).toHaveLength(1);
    expect(JSON.parse(receiver.requests[0]?.body ?? "").data.alerts).toHaveLength(60);
    expect(mail.mails[0]?.source).toContain("60 open");
    await fail("message-created-as-draft");
    await change("UPDATE alert_watch SET looked_at = '-infinity'", []);
    await watcher().pass();
    expect(receiver.requests).toHaveLength(1);
    await later();
    await watcher().pass();
    expect(receiver.requests).toHaveLength(2);
  });

  test("after a killed sender, under the same id, once its claim is over", async () => {
    await saveBoth();
    await change("UPDATE alert_channel SET is_on = false WHERE tenant_id = $1 AND channel = 'email'", [
      stage.tenantId,
    ]);
    await fail("message-created-as-draft");
    status = 503;
    await later();
    await watcher().pass();
    expect(await messages()).toMatchObject([{ sent: false, attempts: 1, failure: "answered-503" }]);
    await later();
    // This one is killed between the claim and the answer.
    const claimed = await claimAlertMessage(database.db, stage.tenantId);
    expect(await claimAlertMessage(database.db, stage.tenantId)).toBeUndefined();
    status = 204;
    await watcher().pass();
    expect(receiver.requests).toHaveLength(1);
    await later();
    await watcher().pass();
    expect(receiver.requests.map(({ headers }) => headers["webhook-id"])).toEqual([claimed?.id, claimed?.id]);
    expect(await messages()).toMatchObject([{ sent: true, attempts: 3 }]);
    await later();
    await watcher().pass();
    expect(receiver.requests).toHaveLength(2);
  });

  test("later, as the settings say, while it can be tried again; and say no more once it is given up", async () => {
    await saveBoth();
    await fail("message-created-as-draft");
    status = 503;
    await later();
    await watcher().pass();
    const webhook = async () => (await getAlertSettings(stage.admin)).webhook;
    const { rows } = await change(
      "SELECT next_at FROM alert_message WHERE tenant_id = $1 AND channel = 'webhook'",
      [stage.tenantId],
    );
    expect(await webhook()).toMatchObject({
      lastFailure: "answered-503",
      nextTryAt: rows[0].next_at.toISOString(),
    });
    expect((await getAlertSettings(stage.admin)).email?.nextTryAt).toBeNull();
    await change("UPDATE alert_message SET attempts = 29 WHERE tenant_id = $1", [stage.tenantId]);
    await later();
    await watcher().pass();
    expect(await webhook()).toMatchObject({ lastFailure: "answered-503", nextTryAt: null });
  });

  test("to nobody while every channel is off, nor afterwards of what was before", async () => {
    await saveBoth();
    await change("UPDATE alert_channel SET is_on = false WHERE tenant_id = $1", [stage.tenantId]);
    await fail("message-created-as-draft");
    await later();
    await watcher().pass();
    await change("UPDATE alert_channel SET is_on = true WHERE tenant_id = $1", [stage.tenantId]);
    await later();
    await watcher().pass();
    expect({ mails: mail.mails, requests: receiver.requests }).toEqual({ mails: [], requests: [] });
  });

  test("through the portal while no worker is alive, and only then", async () => {
    await saveBoth();
    await fail("message-created-as-draft");
    await later();
    await watcher().passInPlaceOfWorkers();
    expect(receiver.requests).toHaveLength(0);
    await change("UPDATE worker_process SET heartbeat_at = now() - interval '7 minutes'", []);
    await watcher().passInPlaceOfWorkers();
    const [request] = receiver.requests;
    const kinds = JSON.parse(request?.body ?? "").data.alerts.map(({ kind }: { kind: string }) => kind);
    expect(kinds.toSorted()).toEqual(["no-worker", "run-failed"]);
  });

  test("with secrets whose keys were rotated meanwhile", async () => {
    await saveBoth();
    const rotated = createEnvelope({
      keys: new Map([
        ["key-1", new Uint8Array(32)],
        ["key-2", new Uint8Array(32).fill(2)],
      ]),
      currentKeyId: "key-2",
    });
    const [secrets, channels] = wrappedRows((tenantId, packId) => `${tenantId}/${packId}`);
    expect(secrets?.what).toBe("credentials");
    await database.db.sql(stage.tenantId, async (sql) => {
      const locked = (await channels?.lock(sql, stage.tenantId, "key-2", "", 10)) ?? [];
      expect(locked.map(({ id }) => id)).toEqual(["email", "webhook"]);
      const done = locked.map(({ id, keyId, wrappedKey, contexts: [context = ""] }) => {
        const dataKey = rotated.unwrapKey(keyId, wrappedKey, context);
        if (typeof dataKey === "string") throw new Error(dataKey);
        return { id, ...rotated.wrapKey(dataKey, context) };
      });
      await channels?.write(sql, stage.tenantId, done);
    });
    await fail("message-created-as-draft");
    await later();
    await watcher(
      createEnvelope({ keys: new Map([["key-2", new Uint8Array(32).fill(2)]]), currentKeyId: "key-2" }),
    ).pass();
    expect({ mails: mail.mails.length, requests: receiver.requests.length }).toEqual({
      mails: 1,
      requests: 1,
    });
  });
});
