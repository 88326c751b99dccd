import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { keyContext } from "#lib/adapters/staging/vault.ts";
import { alertSecretContext, listChannels, saveChannel } from "#lib/db/alert-channels.ts";
import { createDb, type Db } from "#lib/db/client.ts";
import type { AlertChannel, EmailSettings, WebhookSettings } from "#lib/domain/alert-channel.ts";
import { createEnvelope, type Envelope, parseEnvelopeKeys } from "#lib/envelope.ts";
import { type LiveStack, startLiveStack } from "#workers/testing/live-stack.ts";
import { takeCensus } from "#workers/testing/mailbox-census.ts";

import { rotateKeys } from "./rotate-keys.ts";

const keyOf = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;
const OLD = keyOf("old");
const NEW = keyOf("new");

let stack: LiveStack;
let db: Db;
let runId: string;
let tenantId: string;

/** More than are wrapped anew in one transaction, twice. */
const PACKS = 1_100;
const dataKeys = Array.from({ length: PACKS }, () => randomBytes(32));
const packId = (n: number) => `stored-${n}`;
const CHANNELS = {
  email: {
    secret: "the mail server's password",
    settings: {
      host: "h",
      port: 25,
      security: "none",
      username: "u",
      from: "a@b.example",
      to: ["a@b.example"],
    },
  },
  webhook: { secret: "the signing secret", settings: { url: "https://hooks.example" } },
} satisfies Record<AlertChannel, { secret: string; settings: EmailSettings | WebhookSettings }>;

beforeAll(async () => {
  stack = await startLiveStack(
    process.env,
    { SANDBOX_ITEMS: "200", SANDBOX_LATENCY_MS: "300" },
    { ENVELOPE_KEYS: `${OLD},${NEW}` },
  );
  ({ runId } = await stack.seed());
  db = createDb(stack.database.applicationUrl, { max: 2 });
  const { rows } = await stack.database.admin.query<{ id: string }>("SELECT tenant_id AS id FROM tenant");
  tenantId = rows[0]?.id ?? "";
  await storeChannels(envelopeOf(OLD, "old"));
  await storePacks(envelopeOf(OLD, "old"));
});
afterAll(async () => {
  await db.close();
  await stack.close();
});

const envelopeOf = (keys: string, current: string): Envelope =>
  createEnvelope(parseEnvelopeKeys(keys, current));

async function storeChannels(envelope: Envelope): Promise<void> {
  await db.tenant(tenantId, async (tx) => {
    for (const channel of ["email", "webhook"] as const) {
      const { settings, secret } = CHANNELS[channel];
      const sealed = envelope.seal(secret, alertSecretContext(tenantId, channel));
      const saved = { isOn: false, settings, portalUrl: "https://portal.example" };
      await saveChannel(tx, tenantId, channel, saved, sealed, new Date());
    }
  });
}

async function storePacks(envelope: Envelope): Promise<void> {
  const wrapped = dataKeys.map((key, n) => envelope.wrapKey(key, keyContext(tenantId, packId(n))));
  await stack.database.admin.query(
    `INSERT INTO pack (tenant_id, id, blob_name, key_id, wrapped_key, size_bytes)
     SELECT $1, 'stored-' || n - 1, 'stored-' || n - 1, 'old', key, 1
     FROM unnest($2::bytea[]) WITH ORDINALITY AS w (key, n)`,
    [tenantId, wrapped.map(({ wrappedKey }) => Buffer.from(wrappedKey))],
  );
}

async function settled(): Promise<number> {
  const { rows } = await stack.database.admin.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM delivery WHERE run_id = $1 AND state NOT IN ('pending', 'posting')",
    [runId],
  );
  return rows[0]?.count ?? 0;
}

async function reached(count: number): Promise<void> {
  while ((await settled()) < count) await delay(50);
}

/** However slow this machine is, the run is not over before the keys are rotated. */
async function slowGraph(method: "POST" | "DELETE"): Promise<void> {
  const answer = await fetch(`${stack.sandboxUrl}/control/faults`, {
    method,
    headers: { "content-type": "application/json" },
    body: method === "POST" ? JSON.stringify({ fault: "slow", ms: 3000 }) : null,
  });
  expect(answer.ok, `${method} of the fault`).toBe(true);
}

async function keyIds(): Promise<string[]> {
  const { rows } = await stack.database.admin.query<{ keyId: string }>(
    `SELECT key_id AS "keyId" FROM connector_secret UNION SELECT key_id FROM pack UNION SELECT key_id FROM alert_channel`,
  );
  return rows.map(({ keyId }) => keyId);
}

test("keys are rotated while a run is at work: it ends whole without the old key, and nothing is doubled", async () => {
  const first = stack.startWorker();
  await reached(20);
  await slowGraph("POST");
  expect(await keyIds()).toEqual(["old"]);
  const { rewrapped, unopened, sealKeyIds } = await rotateKeys(db, envelopeOf(`${OLD},${NEW}`, "new"));
  expect(unopened).toEqual([]);
  expect(rewrapped.credentials, "of TeleMessage, the mail server and the webhook").toBe(3);
  expect(rewrapped.originals).toBeGreaterThan(PACKS);
  expect(sealKeyIds, "the audit log still needs it").toEqual(["old"]);
  const before = await settled();
  await reached(before + 20);
  await first.stop();
  await slowGraph("DELETE");

  // The old key is gone from the settings for good.
  stack.env["ENVELOPE_KEYS"] = NEW;
  expect(await settled(), "the run is still at work").toBeLessThan(200);
  stack.startWorker();
  expect(await stack.runEnded(runId, 120)).toBe("completed-with-issues");
  const { copies, messages } = await takeCensus(stack.sandboxUrl);
  expect(new Set(copies).size).toBe(messages);
  const { rows } = await stack.database.admin.query<{ imported: number }>(
    "SELECT count(*)::int AS imported FROM delivery WHERE verified_at IS NOT NULL",
  );
  expect(messages).toBe(rows[0]?.imported);
  expect(await keyIds()).toEqual(["new"]);
}, 240_000);

test("the new key alone opens what was stored: each channel's secret, and every pack's data key", async () => {
  const envelope = envelopeOf(NEW, "new");
  const channels = await db.tenant(tenantId, (tx) => listChannels(tx, tenantId));
  const secrets = channels.map(({ channel, secret }) => [
    channel,
    secret && envelope.open(secret, alertSecretContext(tenantId, channel)),
  ]);
  expect(Object.fromEntries(secrets)).toEqual({
    email: CHANNELS.email.secret,
    webhook: CHANNELS.webhook.secret,
  });
  const { rows } = await stack.database.admin.query<{ id: string; key: Buffer }>(
    "SELECT id, wrapped_key AS key FROM pack WHERE id LIKE 'stored-%'",
  );
  const opened = new Map(
    rows.map(({ id, key }) => [id, envelope.unwrapKey("new", key, keyContext(tenantId, id))]),
  );
  expect(opened.size).toBe(PACKS);
  for (const [n, key] of dataKeys.entries())
    expect(key.equals(Buffer.from(opened.get(packId(n)) ?? "")), packId(n)).toBe(true);
});

test("a second time there is nothing to do, and what no key opens is named and left as it is", async () => {
  const again = await rotateKeys(db, envelopeOf(NEW, "new"));
  expect(again).toMatchObject({ rewrapped: { credentials: 0, originals: 0 }, unopened: [] });
  const lost = await rotateKeys(db, envelopeOf(keyOf("third"), "third"));
  expect(lost.rewrapped).toEqual({ credentials: 0, originals: 0 });
  expect(new Set(lost.unopened.map(({ keyId, what }) => `${what} ${keyId}`))).toEqual(
    new Set(["credentials new", "originals new"]),
  );
  expect(await keyIds()).toEqual(["new"]);
});
