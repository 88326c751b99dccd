import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { createDb, type Db } from "#lib/db/client.ts";
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

beforeAll(async () => {
  stack = await startLiveStack(
    process.env,
    { SANDBOX_ITEMS: "200", SANDBOX_LATENCY_MS: "300" },
    { ENVELOPE_KEYS: `${OLD},${NEW}` },
  );
  ({ runId } = await stack.seed());
  db = createDb(stack.database.applicationUrl, { max: 2 });
});
afterAll(async () => {
  await db.close();
  await stack.close();
});

const envelopeOf = (keys: string, current: string): Envelope =>
  createEnvelope(parseEnvelopeKeys(keys, current));

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

async function keyIds(): Promise<string[]> {
  const { rows } = await stack.database.admin.query<{ keyId: string }>(
    `SELECT DISTINCT key_id AS "keyId" FROM connector_secret UNION SELECT key_id FROM pack`,
  );
  return rows.map(({ keyId }) => keyId);
}

test("keys are rotated while a run is at work: it ends whole without the old key, and nothing is doubled", async () => {
  const first = stack.startWorker();
  await reached(20);
  expect(await keyIds()).toEqual(["old"]);
  const { rewrapped, unopened, sealKeyIds } = await rotateKeys(db, envelopeOf(`${OLD},${NEW}`, "new"));
  expect(unopened).toEqual([]);
  expect(rewrapped.credentials).toBe(1);
  expect(rewrapped.originals).toBeGreaterThan(0);
  expect(sealKeyIds, "the audit log still needs it").toEqual(["old"]);
  const before = await settled();
  await reached(before + 20);
  await first.stop();

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
