import { randomUUID } from "node:crypto";

import { entraApplicationOf } from "#lib/adapters/entra/application.ts";
import { createEntra } from "#lib/adapters/entra/entra.ts";
import { messageJson, withAttachments } from "#lib/adapters/graph/message-body.ts";
import { createMailReader } from "#lib/adapters/mail/mail-reader.ts";
import { createVendorSource } from "#lib/adapters/vendor/vendor-source.ts";
import { createDb } from "#lib/db/client.ts";
import { MAX_ITEM_BYTES } from "#lib/domain/item.ts";
import { CONNECTOR_KINDS } from "#lib/domain/connector-kinds.ts";
import { readWorkerEnv } from "#lib/env.ts";
import { createHttp } from "#lib/http.ts";
import { systemClock } from "#lib/system-clock.ts";
import { CONTOSO, VENDOR_PASSWORD } from "#sandbox/world.ts";

// The peer: bodies that are ready beforehand, posted by the same HTTP client to folders of their own, four requests in
// flight a mailbox and as many mailboxes at once as a worker takes. No ledger, no vault, no look-up, no read-back.

type Delivery = { userId: string; sourceItemId: string; itemKind: "sms" | "mms"; sentAt: Date };

const [runId = ""] = process.argv.slice(2);
const env = readWorkerEnv(process.env);
const { signal } = new AbortController();
const http = createHttp({
  connections: env.GRAPH_MAX_IN_FLIGHT,
  headersTimeoutMs: 120_000,
  bodyTimeoutMs: 120_000,
});
const entra = createEntra({
  ...entraApplicationOf(env),
  http,
  graphUrl: env.GRAPH_URL,
  consentRedirectUri: env.GRAPH_URL,
  clock: systemClock,
});
const token = await entra.tokenFor(CONTOSO.id);
const { origin, pathname } = new URL(env.GRAPH_URL);

const lanes = await prepare();
const deliveries = [...lanes.values()].reduce((sum, bodies) => sum + bodies.length, 0);
const folders = new Map<string, string>();
for (const userId of lanes.keys()) folders.set(userId, await makeFolder(userId));

const cpuBefore = process.cpuUsage();
const began = performance.now();
const queue = [...lanes];
await Promise.all(
  Array.from({ length: env.LANE_CONCURRENCY }, async () => {
    for (let lane = queue.shift(); lane; lane = queue.shift()) await postLane(...lane);
  }),
);
const seconds = (performance.now() - began) / 1000;
const cpu = process.cpuUsage(cpuBefore);
console.log(JSON.stringify({ deliveries, seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6 }));
process.exit(0);

async function postLane(userId: string, bodies: string[]): Promise<void> {
  const path = `users/${userId}/mailFolders/${encodeURIComponent(folders.get(userId) ?? "")}/messages`;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
        const status = await post(path, body).then((answer) => answer.status);
        if (status !== 201) throw new Error(`the sandbox answered ${status}`);
      }
    }),
  );
}

async function makeFolder(userId: string): Promise<string> {
  const { text } = await post(
    `users/${userId}/mailFolders`,
    JSON.stringify({ displayName: `Bare ${randomUUID()}` }),
  );
  return (JSON.parse(text) as { id: string }).id;
}

async function post(path: string, body: string): Promise<{ status: number; text: string }> {
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    prefer: 'IdType="ImmutableId"',
  };
  const request = {
    origin,
    path: `${pathname}/v1.0/${path}`,
    method: "POST",
    headers,
    body,
    signal,
  } as const;
  const answer = await http.exchange(request);
  if (answer.kind === "no-answer") throw answer.cause;
  return answer;
}

/** The bodies that the product sent, by mailbox: those of the verified deliveries that went in one request. */
async function prepare(): Promise<Map<string, string[]>> {
  const db = createDb(env.DATABASE_URL, { max: 2 });
  const source = createVendorSource(
    { http, clock: systemClock, url: env.TELEMESSAGE_URL },
    { username: "contoso-archive", password: VENDOR_PASSWORD },
  );
  const mail = createMailReader();
  const [kind] = CONNECTOR_KINDS;
  if (!kind) throw new Error("there are no connector kinds");
  const rows = await db.sql(CONTOSO.id, (sql) =>
    sql.query<Delivery>(
      `select d.user_id as "userId", i.source_item_id as "sourceItemId", i.kind as "itemKind", i.sent_at as "sentAt"
     from delivery d join item i on i.tenant_id = d.tenant_id and i.id = d.item_id
     where d.tenant_id = $1 and d.run_id = $2 and d.verified_at is not null`,
      [CONTOSO.id, runId],
    ),
  );
  await db.close();
  const prepared = new Map<string, string[]>();
  for (const { userId, sourceItemId, itemKind, sentAt } of rows) {
    const download = await source.download(sourceItemId, MAX_ITEM_BYTES, signal);
    if (download.kind !== "bytes") continue;
    const { message } = await mail.readMessage(download.bytes, { kind, itemKind, sentAt });
    const keys = { importKey: randomUUID().replaceAll("-", "").repeat(2), sha256: "0".repeat(64) };
    const bodies = prepared.get(userId) ?? [];
    bodies.push(withAttachments(messageJson(message, keys, "complete"), message.attachments));
    prepared.set(userId, bodies);
  }
  return prepared;
}
