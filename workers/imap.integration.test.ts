import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { ImapFlow } from "imapflow";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type DovecotServer, startDovecot } from "#scripts/stack/dovecot.ts";
import { type LiveStack, startLiveStack } from "./testing/live-stack.ts";

const ITEMS = 600;
const dataDir = mkdtempSync(join(tmpdir(), "imap-run-"));
let stack: LiveStack;
let dovecot: DovecotServer;

beforeAll(async () => {
  const onDeath = (name: string, tail: string) => console.error(`${name} ended:\n${tail}`);
  dovecot = await startDovecot({ dataDir, separator: "/", users: "anybody", onDeath });
  stack = await startLiveStack(
    process.env,
    { SANDBOX_ITEMS: String(ITEMS), SANDBOX_USERS: "20" },
    {
      MAILBOX_DESTINATION: "imap",
      IMAP_HOST: "127.0.0.1",
      IMAP_PORT: String(dovecot.tlsPort),
      IMAP_SECURITY: "implicit",
      IMAP_MASTER_USER: dovecot.master.user,
      IMAP_MASTER_PASSWORD: dovecot.master.password,
      NODE_EXTRA_CA_CERTS: dovecot.certificateFile,
    },
  );
});
afterAll(async () => {
  await stack.close();
  await dovecot.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function settled(): Promise<number> {
  const { rows } = await stack.database.admin.query<{ count: number }>(
    "select count(*)::int from delivery where state not in ('pending', 'posting')",
  );
  return rows[0]?.count ?? 0;
}

/** `login name/hash of the bytes` of every message in the archive's folders, as its user reads it. */
async function readMailboxes(users: readonly string[]): Promise<string[]> {
  const copies: string[] = [];
  for (const user of users) {
    const client = new ImapFlow({
      host: dovecot.host,
      port: dovecot.port,
      doSTARTTLS: false,
      auth: { user, pass: dovecot.password },
      logger: false,
    });
    await client.connect();
    await client.mailboxOpen("AT&T SMS／MMS Network Archiver", { readOnly: true });
    for await (const { source } of client.fetch("1:*", { source: true })) {
      copies.push(
        `${user}/${createHash("sha256")
          .update(source ?? "")
          .digest("hex")}`,
      );
    }
    client.close();
  }
  return copies.toSorted();
}

test(
  "a run into Dovecot whose worker is killed again and again: nothing lost, nothing doubled, every byte the same",
  { timeout: 600_000 },
  async () => {
    const { runId } = await stack.seed();
    let worker = stack.startWorker();
    const kills: number[] = [];
    for (const enough of [30, 150, 300]) {
      for (let tries = 0; tries < 2400 && (await settled()) < enough; tries += 1) await delay(25);
      worker.kill("SIGKILL");
      kills.push(await settled());
      worker = stack.startWorker();
    }
    expect(await stack.runEnded(runId, 480)).toMatch(/^completed/);

    const { rows } = await stack.database.admin.query<{ user: string; sha256: string; state: string }>(
      `select u.user_principal_name as user, encode(i.sha256, 'hex') as sha256, d.state
       from delivery d join item i on i.tenant_id = d.tenant_id and i.id = d.item_id
         join directory_user u on u.tenant_id = d.tenant_id and u.user_id = d.user_id`,
    );
    const inMailbox = rows.filter(({ state }) => state === "imported" || state === "duplicate");
    const expected = inMailbox.map(({ user, sha256 }) => `${user}/${sha256}`).toSorted();
    const found = await readMailboxes([...new Set(inMailbox.map(({ user }) => user))]);
    console.log(
      `killed with ${kills.join(", ")} deliveries settled; ${found.length} messages in the mailboxes`,
    );
    expect(found, "mailboxes and ledger say the same, byte by byte").toEqual(expected);
    expect(found.length).toBeGreaterThan(ITEMS / 2);
    expect(
      rows.filter(({ state }) => state === "partial" || state === "posting" || state === "pending"),
    ).toEqual([]);

    const { rows: unverified } = await stack.database.admin.query<{ count: number }>(
      "select count(*)::int from delivery where state in ('imported', 'duplicate') and verified_at is null",
    );
    expect(unverified[0]?.count).toBe(0);
  },
);
