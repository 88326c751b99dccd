import { createHash, randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Failure } from "#lib/domain/failure.ts";
import type { Mailbox } from "#lib/pipeline/ports/mailbox.ts";
import type { ImapServer } from "./connect.ts";
import type { ImapAuth } from "./credential.ts";
import { createImapMailboxes } from "./mailboxes.ts";
import { type MessagePlace, parseMessageId } from "./message-ids.ts";
import { type ImapWorld, startImapWorld } from "./testing/imap-world.ts";

const ADA = "ada@contoso.com";
const NOON = new Date("2026-11-21T12:00:00Z");
const { signal } = new AbortController();
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

let world: ImapWorld;
let introspection: Server;
const asked: string[] = [];
const opened: Mailbox[] = [];

beforeAll(async () => {
  // Entra's stand-in: says whose a token is, and of a spoiled one nothing.
  introspection = createServer((request, answer) => {
    const [token = ""] = (request.url ?? "").slice(1).split("&");
    asked.push(token);
    const email = token.startsWith("good-token") ? ADA : undefined;
    answer.setHeader("content-type", "application/json");
    answer.end(JSON.stringify({ active: email !== undefined, email }));
  });
  introspection.listen(0, "127.0.0.1");
  await once(introspection, "listening");
  const { port } = introspection.address() as AddressInfo;
  const users = [ADA, "grace@contoso.com", "alan@contoso.com"].map((name) => ({ name }));
  world = await startImapWorld({ separator: "/", users, introspectionUrl: `http://127.0.0.1:${port}/` });
});
afterAll(async () => {
  await Promise.all(opened.map((mailbox) => mailbox.close()));
  await world.end();
  introspection.close();
});

const trusted = () => ({ ca: world.certificate, servername: "localhost" });
const master = (): ImapAuth => ({ kind: "master", ...world.master, separator: "*" });

function openWith(change: { server?: Partial<ImapServer>; auth?: ImapAuth }, user = ADA): Mailbox {
  const server: ImapServer = { host: "127.0.0.1", port: world.port, security: "none", ...change.server };
  const open = createImapMailboxes({
    server,
    auth: change.auth ?? master(),
    loginNameOf: (_tenantId, userId) => Promise.resolve(userId),
    maxConnections: 2,
  });
  const mailbox = open("tenant", user);
  opened.push(mailbox);
  return mailbox;
}

const ensured = (mailbox: Mailbox) => mailbox.ensureFolder("Archive", undefined, signal);
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it should have failed"),
    (error: unknown) => error as Failure,
  );

describe("the connection", () => {
  test.each(["implicit", "starttls"] as const)("is encrypted and checked: %s", async (security) => {
    const port = security === "implicit" ? world.tlsPort : world.port;
    const mailbox = openWith({ server: { security, port, tls: trusted() } });
    expect((await ensured(mailbox)).folderId).toMatch(/^\d+:Archive$/);
  });

  test.each(["implicit", "starttls"] as const)(
    "to a server without a certificate that is trusted is not made: %s",
    async (security) => {
      const port = security === "implicit" ? world.tlsPort : world.port;
      const mailbox = openWith({ server: { security, port } });
      expect(await failureOf(ensured(mailbox))).toMatchObject({
        code: "mailbox-unreachable",
        kind: "transient",
      });
    },
  );

  test("to a server that is not there has no unknown outcome", async () => {
    const mailbox = openWith({ server: { port: 1 } });
    const letter = { kind: "original", bytes: Buffer.from("Subject: x\r\n\r\n"), sentAt: NOON } as const;
    const keys = { importKey: "a".repeat(64), sha256: sha256(letter.bytes) };
    expect(await failureOf(mailbox.create("1:Archive", letter, keys, signal))).toMatchObject({
      code: "mailbox-unreachable",
      isOutcomeUnknown: false,
    });
  });
});

describe("XOAUTH2", () => {
  test("signs in with a token, and with a fresh one where the one held is refused (R25)", async () => {
    const tokens: boolean[] = [];
    const tokenFor = (_tenantId: string, { fresh = false } = {}) => {
      tokens.push(fresh);
      return Promise.resolve(fresh ? "good-token" : "stale-token");
    };
    const mailbox = openWith({ auth: { kind: "xoauth2", tokenFor } });
    expect((await ensured(mailbox)).folderId).toMatch(/Archive$/);
    expect(tokens).toEqual([false, true]);
    expect(asked).toContain("good-token");
  });

  test("with a token that does not open this mailbox concerns this mailbox alone", async () => {
    const tokenFor = () => Promise.resolve("good-token");
    const mailbox = openWith({ auth: { kind: "xoauth2", tokenFor } }, "grace@contoso.com");
    expect(await failureOf(ensured(mailbox))).toMatchObject({
      code: "mailbox-access-denied",
      kind: "permanent",
      scope: "mailbox",
    });
  });
});

describe("a master credential", () => {
  test("that opens no mailbox stops the connector, and not before three have refused it", async () => {
    const open = createImapMailboxes({
      server: { host: "127.0.0.1", port: world.port, security: "none" },
      auth: { kind: "master", user: world.master.user, password: "wrong", separator: "*" },
      loginNameOf: (_tenantId, userId) => Promise.resolve(userId),
      maxConnections: 1,
    });
    const failures = [];
    for (const user of [ADA, ADA, "grace@contoso.com", "alan@contoso.com"]) {
      failures.push(await failureOf(ensured(open("tenant", user))));
    }
    expect(failures.map(({ code, scope }) => `${code} ${scope}`)).toEqual([
      "mailbox-unreachable mailbox",
      "mailbox-unreachable mailbox",
      "mailbox-unreachable mailbox",
      "app-login-refused connector",
    ]);
  });
});

describe("an original", () => {
  const HEAD = "From: a@contoso.com\r\nSubject: =?utf-8?q?x?=\r\n";
  const STORED: [name: string, bytes: Buffer][] = [
    ["as mail is", Buffer.from(`${HEAD}\r\nhello\r\n`)],
    ["without an end of its last line", Buffer.from(`${HEAD}\r\nhello`)],
    ["with lone carriage returns", Buffer.from(`${HEAD}\r\na\rb\r\n`)],
    ["of bytes of every kind", Buffer.concat([Buffer.from(`${HEAD}\r\n`), everyByte()])],
    ["without a body", Buffer.from(HEAD)],
    ["of noise", Buffer.from("\u00ff\u00fe no mail at all")],
    ["with an mbox line", Buffer.from(`From me\r\n${HEAD}\r\nFrom you\r\n`)],
    [
      "larger than one piece of reading",
      Buffer.concat([Buffer.from(`${HEAD}\r\n`), Buffer.alloc(3_000_000, "0123456\r\n")]),
    ],
  ];
  const ODD: [name: string, bytes: Buffer][] = [
    ["with bare line feeds", Buffer.from("Subject: x\n\nhello\n")],
    ["with a mixture of line ends", Buffer.from("Subject: x\r\n\nhello\r\r\nworld\n\r\n")],
  ];

  async function setUp(bytes: Buffer) {
    const mailbox = openWith({}, "alan@contoso.com");
    const { folderId } = await mailbox.ensureFolder(randomBytes(6).toString("hex"), undefined, signal);
    const keys = { importKey: randomBytes(32).toString("hex"), sha256: sha256(bytes) };
    const messageId = await mailbox.create(folderId, { kind: "original", bytes, sentAt: NOON }, keys, signal);
    const sought = { ...keys, sentAt: NOON, messageId, original: () => Promise.resolve(bytes) };
    return { mailbox, folderId, messageId, keys, sought };
  }

  async function readByTheUser(messageId: string): Promise<Buffer> {
    const client = await world.clientOf("alan@contoso.com");
    const { path, uid } = placeOf(messageId);
    await client.mailboxOpen(path);
    const message = await client.fetchOne(String(uid), { source: true }, { uid: true });
    client.close();
    if (!message || !message.source) throw new Error("the message is not there");
    return message.source;
  }

  test.each(STORED)("%s comes back byte by byte (R17)", async (_, bytes) => {
    const { mailbox, folderId, messageId, keys, sought } = await setUp(bytes);
    expect(sha256(await readByTheUser(messageId))).toBe(keys.sha256);
    expect(await mailbox.findByKey(sought, signal)).toEqual([
      { messageId, sha256: keys.sha256, isComplete: true },
    ]);
    const { messages } = await mailbox.listKeys(folderId, { from: NOON, to: NOON }, undefined, signal);
    expect(messages).toEqual([{ messageId, sha256: keys.sha256, isComplete: true }]);
  });

  test.each(ODD)("%s comes back with those of mail, and is known all the same", async (_, bytes) => {
    const { mailbox, folderId, messageId, keys, sought } = await setUp(bytes);
    const carried = bytes.toString("latin1").replace(/\r*\n/g, "\r\n");
    expect((await readByTheUser(messageId)).toString("latin1")).toBe(carried);
    const { messages } = await mailbox.listKeys(folderId, { from: NOON, to: NOON }, undefined, signal);
    expect(messages).toMatchObject([{ messageId, sha256: keys.sha256 }]);
    // Another worker, which did not send it.
    expect(
      await openWith({}, "alan@contoso.com").findByKey({ ...sought, messageId: undefined }, signal),
    ).toMatchObject([{ messageId, sha256: keys.sha256 }]);
  });

  test("with a NUL is refused, since no server keeps it as it is", async () => {
    expect(await failureOf(setUp(Buffer.from(`${HEAD}\r\na\0b`)))).toMatchObject({
      code: "message-refused",
      kind: "permanent",
      scope: "delivery",
    });
  });

  test("is marked as surplus by nobody else's UID: nothing is removed under another UIDVALIDITY", async () => {
    const { mailbox, messageId, sought } = await setUp(Buffer.from(`${HEAD}\r\nstays\r\n`));
    const { uid, path, uidValidity } = placeOf(messageId);
    await mailbox.remove(`${uidValidity + 1n}:${uid}:${path}`, signal);
    expect(await mailbox.findByKey(sought, signal)).toHaveLength(1);
  });
});

test("the archive's folder is subscribed to, so that mail programs show it", async () => {
  const mailbox = openWith({}, "grace@contoso.com");
  await mailbox.ensureFolder("AT&T SMS/MMS Network Archiver", undefined, signal);
  const client = await world.clientOf("grace@contoso.com");
  const folders = await client.list();
  client.close();
  expect(folders.filter(({ path }) => path.includes("Network Archiver"))).toMatchObject([
    { path: "AT&T SMS／MMS Network Archiver", subscribed: true },
  ]);
});

function everyByte(): Buffer {
  return Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1).filter((byte) => byte !== 10));
}

function placeOf(messageId: string): MessagePlace {
  const place = parseMessageId(messageId);
  if (!place) throw new Error("no id of a message");
  return place;
}
