import type { ImapFlow } from "imapflow";
import PostalMime from "postal-mime";
import { afterAll, beforeAll } from "vitest";
import {
  describeMailbox,
  type MailboxFault,
  type TestMailbox,
} from "#lib/adapters/testing/mailbox-contract.ts";
import type { Mailbox } from "#lib/pipeline/ports/mailbox.ts";
import { createImapMailboxes } from "./mailboxes.ts";
import { type AppendFault, type ImapProxy, startImapProxy } from "./testing/imap-proxy.ts";
import { type ImapWorld, startImapWorld } from "./testing/imap-world.ts";

const FAULTS: Record<MailboxFault, AppendFault> = {
  "lost-answer": "drop-answer",
  "lost-request": "drop-request",
  "throttled-for-a-time": { answer: "BAD Request is throttled. Suggested Backoff Time: 299609 milliseconds" },
  throttled: { answer: "NO [THROTTLED] Too many requests" },
  "no-answer-yet": "hold",
};

const QUOTA_KILOBYTES = 20_000;
const userName = (n: number) => `user${n}@contoso.com`;
const USERS = Array.from({ length: 50 }, (_, n) => ({ name: userName(n), quotaKilobytes: QUOTA_KILOBYTES }));

const DIALECTS = [
  { name: "Dovecot with the delimiter . and a prefix", separator: ".", prefix: "INBOX." },
  { name: "Dovecot with the delimiter /", separator: "/", prefix: "" },
] as const;

for (const { name, separator, prefix } of DIALECTS) {
  let world: ImapWorld;
  let proxy: ImapProxy;
  let users = 0;
  const opened: Mailbox[] = [];
  const clients: ImapFlow[] = [];

  beforeAll(async () => {
    world = await startImapWorld({ separator, prefix, users: USERS });
    proxy = await startImapProxy(world.port);
  });
  afterAll(async () => {
    await Promise.all(opened.map((mailbox) => mailbox.close()));
    for (const client of clients) client.close();
    await proxy.close();
    await world.end();
  });

  const openMailbox = (user: string) => {
    const open = createImapMailboxes({
      server: { host: "127.0.0.1", port: proxy.port, security: "none" },
      auth: { kind: "master", ...world.master, separator: "*" },
      loginNameOf: () => Promise.resolve(user),
      maxConnections: 4,
    });
    const mailbox = open("tenant", user);
    opened.push(mailbox);
    return { mailbox, open };
  };

  describeMailbox(name, {
    newMailbox: async () => {
      users += 1;
      const user = userName(users);
      return testMailbox(world, proxy, user, openMailbox(user).mailbox, clients);
    },
    noMailbox: async () => {
      const open = createImapMailboxes({
        server: { host: "127.0.0.1", port: world.port, security: "none" },
        auth: { kind: "master", ...world.master, separator: "*" },
        loginNameOf: (_tenantId, userId) => Promise.resolve(userId),
        maxConnections: 1,
      });
      // The credential has opened another one before, so it is not the credential.
      const other = open("tenant", userName(0));
      await other.ensureFolder("any", undefined, new AbortController().signal);
      await other.close();
      return open("tenant", "nobody@contoso.com");
    },
  });
}

async function testMailbox(
  world: ImapWorld,
  proxy: ImapProxy,
  user: string,
  mailbox: Mailbox,
  clients: ImapFlow[],
): Promise<TestMailbox> {
  const client = await world.clientOf(user);
  clients.push(client);
  const archive = async () => {
    const folders = await client.list();
    return folders.find(({ path }) => path.endsWith("Network Archiver"))?.path ?? "";
  };
  return {
    mailbox,
    strike: async (fault) => proxy.strike(FAULTS[fault]),
    listFolders: async () => (await client.list()).map(({ path }) => path),
    renameFolder: async () => void (await client.mailboxRename(await archive(), "Texts")),
    destroyFolder: async () => void (await client.mailboxDelete(await archive())),
    deleteFolder: async () => void (await client.mailboxDelete(await archive())),
    moveMessages: async () => {
      await client.mailboxOpen(await archive());
      await client.messageMove("1:*", "INBOX");
    },
    addForeignMessage: async () =>
      void (await client.append(
        await archive(),
        "Subject: a note\r\n\r\nmine\r\n",
        [],
        new Date("2026-11-21T12:00:00Z"),
      )),
    becomeFull: async () => {
      const free = 50 * 1024;
      await client.append("INBOX", Buffer.alloc(QUOTA_KILOBYTES * 1024 - free, "x"), []);
    },
    listMessages: async () => {
      const path = await archive();
      await client.mailboxOpen(path, { readOnly: true });
      await client.noop();
      const seen = [];
      if (((await client.status(path, { messages: true })) || {}).messages === 0) return [];
      for await (const message of client.fetch("1:*", { flags: true, internalDate: true, source: true })) {
        const { text = "" } = await PostalMime.parse(message.source ?? "");
        seen.push({
          receivedAt: new Date(message.internalDate ?? 0),
          isRead: message.flags?.has("\\Seen") ?? false,
          isDraft: message.flags?.has("\\Draft") ?? false,
          text: text.trim(),
        });
      }
      return seen;
    },
  };
}
