import { createHash } from "node:crypto";

import { createImapMailboxes } from "#lib/adapters/imap/mailboxes.ts";
import type { Mailbox } from "#lib/pipeline/ports/mailbox.ts";

import { type BenchMail, mailsOf } from "./mails.ts";

// The worker's destination in a process of its own: folder, creates four in flight a mailbox, and the read-back of every
// byte. No ledger and no vault, as mbsync has none.

const [port = "", password = "", users = "", mails = "", mailboxesAtOnce = "", connections = "2"] =
  process.argv.slice(2);
const { signal } = new AbortController();
const open = createImapMailboxes({
  server: { host: "127.0.0.1", port: Number(port), security: "none" },
  auth: { kind: "master", user: "archive", password, separator: "*" },
  loginNameOf: (_tenantId, userId) => Promise.resolve(userId),
  maxConnections: Number(connections),
});

const lanes = Array.from({ length: Number(users) }, (_, index) => `user${index}@contoso.com`).map((user) => ({
  user,
  mails: mailsOf(user, Number(mails)),
}));
let created = 0;
let readBack = 0;
let lastCreateMs = 0;
const began = performance.now();
const queue = [...lanes];
await Promise.all(
  Array.from({ length: Number(mailboxesAtOnce) }, async () => {
    for (let lane = queue.shift(); lane; lane = queue.shift())
      await importLane(open("bench", lane.user), lane.mails);
  }),
);
const seconds = (performance.now() - began) / 1000;
const cpu = process.cpuUsage();
console.log(
  JSON.stringify({
    created,
    readBack,
    createSeconds: lastCreateMs / 1000,
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  }),
);
process.exit(0);

async function importLane(mailbox: Mailbox, toSend: readonly BenchMail[]): Promise<void> {
  const { folderId } = await mailbox.ensureFolder("Archive", undefined, signal);
  const left = [...toSend];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let mail = left.shift(); mail; mail = left.shift()) {
        const { bytes, sentAt } = mail;
        const sha256 = createHash("sha256").update(bytes).digest("hex");
        const letter = { kind: "original", bytes, sentAt } as const;
        await mailbox.create(folderId, letter, { importKey: sha256, sha256 }, signal);
        created += 1;
      }
    }),
  );
  lastCreateMs = Math.max(lastCreateMs, performance.now() - began);
  const times = toSend.map(({ sentAt }) => sentAt.getTime());
  const span = { from: new Date(Math.min(...times)), to: new Date(Math.max(...times)) };
  for (let cursor: string | undefined; ;) {
    const page = await mailbox.listKeys(folderId, span, cursor, signal);
    readBack += page.messages.length;
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  await mailbox.close();
}
