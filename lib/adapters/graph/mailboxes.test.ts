import { createHash, randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { listOf } from "#sandbox/test-client.ts";
import { CONTOSO } from "#sandbox/world.ts";
import { hastyClock } from "#lib/adapters/testing/hasty-clock.ts";
import { sandboxWorld } from "#lib/adapters/testing/sandbox-world.ts";
import { type Attachment, MAX_ATTACHMENT_BYTES, partitionAttachments } from "#lib/domain/attachment.ts";
import { Failure } from "#lib/domain/failure.ts";
import type { MailboxMessage } from "#lib/domain/mailbox-message.ts";
import { createMailboxUsage } from "#lib/domain/mailbox-usage.ts";
import { createHttp, type HttpRequest } from "#lib/http.ts";
import type { FoundMessage, Mailbox, MailboxHold, MessageKeys } from "#lib/pipeline/ports/mailbox.ts";
import { createLimiter } from "./limiter.ts";
import { createMailboxes, type OpenMailbox } from "./mailboxes.ts";
import { sandboxMailboxes, type SandboxTokens, sandboxTokens } from "./testing/graph-access.ts";
import { graphModel } from "./testing/graph-model.ts";
import { PROPERTY } from "./properties.ts";

const FOLDER = "AT&T SMS/MMS Network Archiver";
const MB = 1024 * 1024;
const { signal } = new AbortController();
const sandbox = sandboxWorld({ consented: [CONTOSO.name] });
const http = createHttp({ connections: 32, headersTimeoutMs: 3000, bodyTimeoutMs: 3000 });
const sent: HttpRequest[] = [];
let tokens: SandboxTokens;
let open: OpenMailbox;

beforeAll(() => {
  const clock = hastyClock();
  const recording = {
    ...http,
    exchange: (request: HttpRequest) => {
      sent.push(request);
      return http.exchange(request);
    },
  };
  tokens = sandboxTokens(sandbox, http, clock);
  open = sandboxMailboxes({ sandbox, http: recording, clock, tokens });
});
afterAll(() => http.close());
afterEach(async () => {
  sent.length = 0;
  await sandbox.clearFaults();
});

/** As Graph's client sees it: composed messages, known by their key. */
function spokenTo(mailbox: Mailbox) {
  const rest = { sha256: "", sentAt: new Date(), messageId: undefined, original: () => expect.unreachable() };
  return {
    ...mailbox,
    create: (folderId: string, message: MailboxMessage, keys: MessageKeys, aborted: AbortSignal) =>
      mailbox.create(folderId, { kind: "composed", message }, keys, aborted),
    findByKey: (importKey: string, aborted: AbortSignal) =>
      mailbox.findByKey({ importKey, ...rest }, aborted),
  };
}
type GraphMailbox = ReturnType<typeof spokenTo>;
/** The hold of a lane that nobody disputes. */
const holdOf = (change: Partial<MailboxHold> = {}): MailboxHold => ({
  usage: createMailboxUsage(),
  confirm: () => Promise.resolve(),
  ...change,
});
const opened = (userId: string, hold = holdOf()) => spokenTo(open(CONTOSO.id, userId, hold));

let users = 0;
/** A mailbox that no other test has touched. */
async function newMailbox(mailbox = "ok"): Promise<{ userId: string; mailbox: GraphMailbox }> {
  users += 1;
  const user = `user${users}@contoso.com`;
  const body = {
    tenant: CONTOSO.name,
    user,
    properties: { userType: "Member", accountEnabled: true },
    mailbox,
  };
  await sandbox.post("users", body);
  const { id } = (await sandbox.post("users", body)) as { id: string };
  return { userId: id, mailbox: opened(id) };
}

/** Graph as anybody may ask it, apart from the adapter. */
async function graph(method: string, path: string, body?: unknown) {
  const answer = await sandbox.client.graph(method, `/${path}`, body, {
    authorization: `Bearer ${tokens.last()}`,
  });
  return answer.body;
}

const newKeys = () => {
  const importKey = createHash("sha256").update(randomBytes(16)).digest("hex");
  return { importKey, sha256: "ab".repeat(32) };
};
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it should have failed"),
    (error: unknown) => error as Failure,
  );

const attachmentOf = (sizeBytes: number, name = `file-${sizeBytes}.bin`): Attachment => ({
  name,
  contentType: "application/octet-stream",
  bytes: randomBytes(sizeBytes),
  contentId: undefined,
  isInline: false,
});

function messageWith(attachments: Attachment[] = [], changes: Partial<MailboxMessage> = {}): MailboxMessage {
  const time = new Date("2026-11-20T23:59:59.700Z");
  return {
    subject: "SMS from 15550100199 to 15550100198",
    body: { contentType: "text", content: 'Schöne Grüße \u{1f44d} "quoted" \\ </script>' },
    from: { name: "Ada Lovelace 15550100199", address: "ada.lovelace@contoso.com" },
    to: [
      { name: "Grace Hopper", address: "grace.hopper@contoso.com" },
      { name: "+1 555 010 0198", address: "15550100198@sms.invalid" },
    ],
    cc: [{ name: "Alan Turing", address: "alan.turing@contoso.com" }],
    internetMessageId: `<${randomBytes(8).toString("hex")}@sms.example>`,
    sentAt: time,
    receivedAt: time,
    messageClass: "IPM.Note.ATTNetwork.SMS",
    attachments,
    ...changes,
  };
}

async function ensured(mailbox: GraphMailbox): Promise<string> {
  return (await mailbox.ensureFolder(FOLDER, undefined, signal)).folderId;
}

async function keysIn(mailbox: GraphMailbox, folderId: string): Promise<FoundMessage[]> {
  const range = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-22T00:00:00Z") };
  const found = [];
  for (let cursor: string | undefined; ;) {
    const page = await mailbox.listKeys(folderId, range, cursor, signal);
    found.push(...page.messages);
    cursor = page.nextCursor;
    if (cursor === undefined) return found;
  }
}

const MODEL = graphModel();

describe("the folder", () => {
  it("is made at the top of the mailbox with exactly its name, and found again by id and by name", async () => {
    const { userId, mailbox } = await newMailbox();
    const made = await mailbox.ensureFolder(FOLDER, undefined, signal);
    expect(made.origin).toBe("created");
    const shown = await graph("GET", `users/${userId}/mailFolders/${made.folderId}`);
    const root = await graph("GET", `users/${userId}/mailFolders/msgfolderroot`);
    expect(shown).toMatchObject({ displayName: FOLDER, parentFolderId: root["id"], isHidden: false });
    expect(await mailbox.ensureFolder(FOLDER, made.folderId, signal)).toEqual({ ...made, origin: "known" });
    expect(await mailbox.ensureFolder(FOLDER, "stale", signal)).toEqual({ ...made, origin: "found" });
    expect(MODEL.problemsOf(sent)).toEqual([]);
  });

  it.each(["O'Brien & Söhne + 100 % / {x}", "Ärger"])("may be called %j", async (name) => {
    const { mailbox } = await newMailbox();
    const made = await mailbox.ensureFolder(name, undefined, signal);
    expect(await mailbox.ensureFolder(name, made.folderId, signal)).toEqual({ ...made, origin: "known" });
  });

  it("inside Deleted Items is not used: a new one is made", async () => {
    const { userId, mailbox } = await newMailbox();
    const old = await ensured(mailbox);
    await graph("DELETE", `users/${userId}/mailFolders/${old}`);
    const made = await mailbox.ensureFolder(FOLDER, old, signal);
    expect(made.origin).toBe("created");
    expect(made.folderId).not.toBe(old);
  });

  it.each([[false], [true]])(
    "that exists hidden is adopted, whatever the status of the refusal (400: %s)",
    async (is400) => {
      const { userId, mailbox } = await newMailbox();
      const body = { displayName: FOLDER, isHidden: true };
      const hidden = await graph("POST", `users/${userId}/mailFolders`, body);
      if (is400) await sandbox.fault("folder-exists-400");
      expect(await mailbox.ensureFolder(FOLDER, undefined, signal)).toEqual({
        folderId: hidden["id"],
        origin: "found",
      });
    },
  );

  it("of another spelling is adopted, since Exchange takes both for one", async () => {
    const { userId, mailbox } = await newMailbox();
    const other = await graph("POST", `users/${userId}/mailFolders`, { displayName: FOLDER.toLowerCase() });
    expect(await ensured(mailbox)).toBe(other["id"]);
  });
});

describe("a created message", () => {
  it("is no draft, has its own time, people, class and keys, and is found by key wherever it lies", async () => {
    const { userId, mailbox } = await newMailbox();
    const folderId = await ensured(mailbox);
    const message = messageWith([attachmentOf(1000, "pic.jpg")]);
    const keys = newKeys();
    const id = await mailbox.create(folderId, message, keys, signal);
    const ids = [PROPERTY.messageClass, PROPERTY.sha256, PROPERTY.importState].map(
      (each) => `id eq '${each}'`,
    );
    const expand = encodeURIComponent(`singleValueExtendedProperties($filter=${ids.join(" or ")})`);
    const shown = await graph("GET", `users/${userId}/messages/${id}?$expand=${expand}`);
    expect(shown).toMatchObject({
      isDraft: false,
      isRead: true,
      subject: message.subject,
      body: message.body,
      receivedDateTime: "2026-11-20T23:59:59Z",
      sentDateTime: "2026-11-20T23:59:59Z",
      parentFolderId: folderId,
      internetMessageId: message.internetMessageId,
      from: { emailAddress: message.from },
      sender: { emailAddress: message.from },
      toRecipients: message.to.map((emailAddress) => ({ emailAddress })),
      ccRecipients: message.cc.map((emailAddress) => ({ emailAddress })),
      hasAttachments: true,
    });
    const properties = shown["singleValueExtendedProperties"] as { value: string }[];
    expect(properties.map(({ value }) => value).toSorted()).toEqual(
      ["IPM.Note.ATTNetwork.SMS", keys.sha256, "complete"].toSorted(),
    );
    const found = { messageId: id, importKey: keys.importKey, isComplete: true };
    expect(await mailbox.findByKey(keys.importKey, signal)).toEqual([found]);
    expect(await mailbox.findByKey(newKeys().importKey, signal)).toEqual([]);
    expect(await keysIn(mailbox, folderId)).toEqual([found]);
    expect(sent.filter(({ path }) => path.endsWith("/messages"))).toHaveLength(1);
    expect(MODEL.problemsOf(sent)).toEqual([]);
  });

  it.each([
    ["3 MB - 1", 3 * MB - 1],
    ["3 MB", 3 * MB],
    ["4 MB", 4 * MB],
    ["10 MB - 1", MAX_ATTACHMENT_BYTES - 1],
    ["10 MB", MAX_ATTACHMENT_BYTES],
  ])("keeps an attachment of %s byte by byte", async (_, sizeBytes) => {
    const { userId, mailbox } = await newMailbox();
    const folderId = await ensured(mailbox);
    const attachments = [attachmentOf(sizeBytes), attachmentOf(10, "small.bin")];
    const keys = newKeys();
    const id = await mailbox.create(folderId, messageWith(attachments), keys, signal);
    const stored = listOf(await graph("GET", `users/${userId}/messages/${id}/attachments`));
    for (const { name, bytes } of attachments) {
      const found = stored.find((each) => each["name"] === name);
      expect(Buffer.from(String(found?.["contentBytes"]), "base64").equals(bytes)).toBe(true);
    }
    expect(stored).toHaveLength(2);
    expect(await mailbox.findByKey(keys.importKey, signal)).toMatchObject([
      { messageId: id, isComplete: true },
    ]);
    expect(MODEL.problemsOf(sent)).toEqual([]);
  });

  it("goes without an attachment of 10 MB + 1, by the rule of the domain", async () => {
    const { userId, mailbox } = await newMailbox();
    const attachments = [attachmentOf(MAX_ATTACHMENT_BYTES + 1), attachmentOf(10, "small.bin")];
    const { kept, skipped } = partitionAttachments(attachments);
    const id = await mailbox.create(await ensured(mailbox), messageWith(kept), newKeys(), signal);
    expect(skipped).toHaveLength(1);
    const stored = listOf(await graph("GET", `users/${userId}/messages/${id}/attachments?$select=name`));
    expect(stored.map((each) => each["name"])).toEqual(["small.bin"]);
  });

  it("keeps inline pictures with their content id, in whatever way they travel", async () => {
    const { userId, mailbox } = await newMailbox();
    const pictures = [2000, 2 * MB, 4 * MB].map((size) => ({
      ...attachmentOf(size),
      contentType: "image/png",
      contentId: `part-${size}`,
      isInline: true,
    }));
    const id = await mailbox.create(await ensured(mailbox), messageWith(pictures), newKeys(), signal);
    const stored = listOf(
      await graph(
        "GET",
        `users/${userId}/messages/${id}/attachments?$select=name,isInline,contentId,contentType`,
      ),
    );
    for (const { name, contentId } of pictures) {
      expect(stored).toContainEqual(
        expect.objectContaining({ name, contentId, isInline: true, contentType: "image/png" }),
      );
    }
  });

  it("sends the token to Graph only, never to the address of an upload session", async () => {
    const { mailbox } = await newMailbox();
    await mailbox.create(await ensured(mailbox), messageWith([attachmentOf(4 * MB)]), newKeys(), signal);
    const uploads = sent.filter(({ method }) => method === "PUT");
    expect(uploads.map(({ headers }) => headers["content-range"])).toEqual([
      "bytes 0-3932159/4194304",
      "bytes 3932160-4194303/4194304",
    ]);
    for (const { headers, origin } of uploads) {
      expect(headers).not.toHaveProperty("authorization");
      expect(origin).not.toBe(new URL(sandbox.graphUrl).origin);
    }
  });
});

describe("a create that goes wrong", () => {
  async function setUp() {
    const made = await newMailbox();
    return { ...made, folderId: await ensured(made.mailbox), keys: newKeys() };
  }

  it.each(["commit-then-drop", "server-error-after-commit"])(
    "after %s leaves its outcome open, and the message is found by its key",
    async (fault) => {
      const { mailbox, folderId, keys } = await setUp();
      await sandbox.fault(fault);
      const failure = await failureOf(mailbox.create(folderId, messageWith(), keys, signal));
      expect(failure).toMatchObject({
        code: "mailbox-unreachable",
        kind: "transient",
        isOutcomeUnknown: true,
      });
      expect(await mailbox.findByKey(keys.importKey, signal)).toMatchObject([{ isComplete: true }]);
      expect(sent.filter(({ path, method }) => method === "POST" && path.endsWith("/messages"))).toHaveLength(
        1,
      );
    },
  );

  it.each([
    ["drop-before-commit", {}],
    ["unavailable", { times: 1 }],
  ])("by %s leaves its outcome open, and nothing is found", async (fault, params) => {
    const { mailbox, folderId, keys } = await setUp();
    await sandbox.fault(fault, params);
    const failure = await failureOf(mailbox.create(folderId, messageWith(), keys, signal));
    expect(failure).toMatchObject({ kind: "transient", isOutcomeUnknown: true });
    expect(await mailbox.findByKey(keys.importKey, signal)).toEqual([]);
  });

  it.each([
    ["in seconds", { retryAfter: 10 }, 9_000, 10_000],
    ["as a date", { retryAfter: 30, retryAfterFormat: "date" }, 25_000, 31_000],
  ])("by a throttle was certainly not carried out, and tells the wait %s", async (_, params, least, most) => {
    const { mailbox, folderId, keys } = await setUp();
    await sandbox.fault("throttle", { times: 1, ...params });
    const failure = await failureOf(mailbox.create(folderId, messageWith(), keys, signal));
    expect(failure).toMatchObject({ code: "throttled", isOutcomeUnknown: false });
    expect(failure.retryAfterMs).toBeGreaterThanOrEqual(least);
    expect(failure.retryAfterMs).toBeLessThanOrEqual(most);
  });

  it("because the token has expired is sent again with a new one, once", async () => {
    const { mailbox, folderId, keys } = await setUp();
    await sandbox.fault("token-expired");
    await mailbox.create(folderId, messageWith(), keys, signal);
    expect(sent.filter(({ method, path }) => method === "POST" && path.endsWith("/messages"))).toHaveLength(
      2,
    );
    expect(await mailbox.findByKey(keys.importKey, signal)).toHaveLength(1);
  });

  it("as a draft takes the draft away and stops the connector", async () => {
    const { userId, mailbox, folderId, keys } = await setUp();
    await sandbox.fault("draft-answer");
    expect(await failureOf(mailbox.create(folderId, messageWith(), keys, signal))).toMatchObject({
      code: "message-created-as-draft",
      kind: "permanent",
      scope: "connector",
    });
    expect(listOf(await graph("GET", `users/${userId}/messages`))).toEqual([]);
  });

  it.each([
    ["full", "mailbox-full"],
    ["none", "mailbox-not-enabled"],
  ])("because the mailbox is %s concerns all of its deliveries", async (state, code) => {
    const { mailbox, userId, folderId, keys } = await setUp();
    await sandbox.post("users", { tenant: CONTOSO.name, user: userId, mailbox: state });
    expect(await failureOf(mailbox.create(folderId, messageWith(), keys, signal))).toMatchObject({
      code,
      kind: "permanent",
      scope: "mailbox",
    });
  });

  it("because the application may not, or the user is gone, concerns all of its deliveries", async () => {
    const { mailbox, userId, folderId, keys } = await setUp();
    await sandbox.fault("access-denied", { mailbox: userId });
    const create = () => failureOf(mailbox.create(folderId, messageWith(), keys, signal));
    expect(await create()).toMatchObject({
      code: "mailbox-access-denied",
      kind: "permanent",
      scope: "mailbox",
    });
    await sandbox.clearFaults();
    const nobody = opened("00000000-0000-4000-8000-00000000ffff");
    expect(await failureOf(nobody.ensureFolder(FOLDER, undefined, signal))).toMatchObject({
      code: "mailbox-not-enabled",
      scope: "mailbox",
    });
  });

  it("because the folder is gone asks for it to be made again", async () => {
    const { mailbox, keys } = await setUp();
    expect(await failureOf(mailbox.create("no-such-folder", messageWith(), keys, signal))).toMatchObject({
      code: "folder-missing",
      scope: "mailbox",
      isOutcomeUnknown: false,
    });
  });

  it("because it is too large, or not of Graph's liking, ends that delivery alone", async () => {
    const { mailbox, folderId, keys } = await setUp();
    const huge = messageWith([], { body: { contentType: "text", content: "x".repeat(5 * MB) } });
    expect(await failureOf(mailbox.create(folderId, huge, keys, signal))).toMatchObject({
      code: "message-too-large",
      kind: "permanent",
      scope: "delivery",
    });
    const nameless = messageWith([{ ...attachmentOf(10), name: "" }]);
    expect(await failureOf(mailbox.create(folderId, nameless, keys, signal))).toMatchObject({
      code: "message-refused",
      kind: "permanent",
      scope: "delivery",
    });
    expect(await mailbox.findByKey(keys.importKey, signal)).toEqual([]);
  });

  it("before it was sent is simply not sent", async () => {
    const openClosed = createMailboxes({
      http,
      clock: hastyClock(),
      graphUrl: "http://127.0.0.1:1/graph",
      tokenFor: () => Promise.resolve("t"),
      showsConsent: () => true,
      limiter: createLimiter(() => undefined),
    });
    const closed = spokenTo(openClosed(CONTOSO.id, "u", holdOf()));
    expect(await failureOf(closed.create("f", messageWith(), newKeys(), signal))).toMatchObject({
      kind: "transient",
      isOutcomeUnknown: false,
    });
  });
});

describe("a message of several requests that goes wrong midway", () => {
  const large = () =>
    messageWith([
      attachmentOf(2 * MB, "a.bin"),
      attachmentOf(2 * MB, "b.bin"),
      attachmentOf(9 * MB, "c.bin"),
    ]);
  async function setUp() {
    const made = await newMailbox();
    return { ...made, folderId: await ensured(made.mailbox), keys: newKeys() };
  }

  it.each([
    ["an attachment", { request: "graph.attachments.create" }],
    ["a range of an upload", { request: "upload.put" }],
  ])("by a throttle of %s is taken back, and was not carried out", async (_, target) => {
    const { userId, mailbox, folderId, keys } = await setUp();
    await sandbox.fault("throttle", { times: 1, retryAfter: 3, ...target });
    expect(await failureOf(mailbox.create(folderId, large(), keys, signal))).toMatchObject({
      code: "throttled",
      retryAfterMs: 3000,
      isOutcomeUnknown: false,
    });
    expect(listOf(await graph("GET", `users/${userId}/messages`))).toEqual([]);
  });

  it.each([
    ["a lost range", "drop-before-commit", { times: 1, request: "upload.put" }],
    ["a range that found the service busy", "unavailable", { times: 1, request: "upload.put" }],
  ])("goes on after %s where the service says", async (_, fault, params) => {
    const { mailbox, folderId, keys } = await setUp();
    await sandbox.fault(fault, params);
    await mailbox.create(folderId, large(), keys, signal);
    expect(await mailbox.findByKey(keys.importKey, signal)).toMatchObject([{ isComplete: true }]);
  });

  it("by the mailbox becoming full is taken back, and concerns all deliveries", async () => {
    const { userId, mailbox, folderId, keys } = await setUp();
    await sandbox.fault("slow", { ms: 300, request: "graph.attachments.create", times: 1 });
    const pending = failureOf(mailbox.create(folderId, large(), keys, signal));
    await new Promise((resolve) => setTimeout(resolve, 150));
    await sandbox.fault("mailbox-full", { mailbox: userId });
    expect(await pending).toMatchObject({ code: "mailbox-full", scope: "mailbox", isOutcomeUnknown: false });
    expect(listOf(await graph("GET", `users/${userId}/messages`))).toEqual([]);
  });

  it("by the refusal of an attachment is taken back, and ends as attachment-upload-failed", async () => {
    const { userId, mailbox, folderId, keys } = await setUp();
    const bad = messageWith([attachmentOf(4 * MB), { ...attachmentOf(10), name: "" }]);
    expect(await failureOf(mailbox.create(folderId, bad, keys, signal))).toMatchObject({
      code: "attachment-upload-failed",
      kind: "permanent",
      scope: "delivery",
    });
    expect(listOf(await graph("GET", `users/${userId}/messages`))).toEqual([]);
  });

  it("without an answer leaves a partial message, which is found and is not complete", async () => {
    const { mailbox, folderId, keys } = await setUp();
    await sandbox.fault("drop-before-commit", { request: "graph.attachments.create" });
    expect(await failureOf(mailbox.create(folderId, large(), keys, signal))).toMatchObject({
      isOutcomeUnknown: true,
    });
    const [found] = await mailbox.findByKey(keys.importKey, signal);
    expect(found).toMatchObject({ isComplete: false });
    await mailbox.remove(found?.messageId ?? "", signal);
    expect(await mailbox.findByKey(keys.importKey, signal)).toEqual([]);
  });
});

describe("looking up", () => {
  it("passes over messages that are not ours", async () => {
    const { userId, mailbox } = await newMailbox();
    const folderId = await ensured(mailbox);
    await graph("POST", `users/${userId}/mailFolders/${folderId}/messages`, {
      subject: "A note of the user's own",
      singleValueExtendedProperties: [
        { id: PROPERTY.flags, value: "1" },
        { id: PROPERTY.receivedAt, value: "2026-11-21T00:00:00Z" },
      ],
    });
    expect(await keysIn(mailbox, folderId)).toEqual([]);
  });

  it("follows a link only to Graph itself", async () => {
    const { mailbox } = await newMailbox();
    const range = { from: new Date(0), to: new Date() };
    const elsewhere = mailbox.listKeys("f", range, "https://elsewhere.example/v1.0/users/x", signal);
    expect(await failureOf(elsewhere)).toMatchObject({ code: "mailbox-unreachable" });
    expect(sent).toEqual([]);
  });
});

describe("the mailbox's limits", () => {
  it("are kept: never more than four requests in flight, and no 429", async () => {
    const { userId, mailbox } = await newMailbox();
    const folderId = await ensured(mailbox);
    await sandbox.fault("slow", { ms: 5, area: "graph" });
    await Promise.all(
      Array.from({ length: 60 }, () => mailbox.create(folderId, messageWith(), newKeys(), signal)),
    );
    const stats = (await sandbox.get("stats")) as { maxInFlightByMailbox: Record<string, number> };
    expect(stats.maxInFlightByMailbox[userId]).toBe(4);
    expect(await keysIn(mailbox, folderId)).toHaveLength(60);
  });
});

describe("whoever holds the mailbox", () => {
  it("counts every request and every byte that leaves, whatever a message is made of (R24)", async () => {
    const { userId } = await newMailbox();
    const hold = holdOf();
    const mailbox = opened(userId, hold);
    const folderId = await ensured(mailbox);
    await mailbox.create(folderId, messageWith(), newKeys(), signal);
    const before = sent.length;
    const spentBefore = spentOf(hold);
    const attachments = [attachmentOf(2_900_000), attachmentOf(5 * MB)];
    await mailbox.create(folderId, messageWith(attachments), newKeys(), signal);
    const requests = sent.slice(before);
    const bytes = requests.reduce((sum, { body = "" }) => sum + Buffer.byteLength(body), 0);
    const spent = spentOf(hold);
    expect(spent.requests - spentBefore.requests).toBeGreaterThanOrEqual(requests.length);
    expect(spent.requests - spentBefore.requests).toBeLessThanOrEqual(requests.length + 1);
    expect(spent.uploadBytes - spentBefore.uploadBytes).toBeGreaterThanOrEqual(bytes);
  });

  it("begins no message whose requests would not all fit, and loses nothing midway (R20, R24)", async () => {
    const { userId } = await newMailbox();
    const hold = holdOf();
    const mailbox = opened(userId, hold);
    const folderId = await ensured(mailbox);
    hold.usage.add(Date.now(), { requests: 1, uploadBytes: 140_000_000 });
    const before = sent.length;
    const refusal = await failureOf(
      mailbox.create(folderId, messageWith([attachmentOf(9 * MB)]), newKeys(), signal),
    );
    expect(refusal).toMatchObject({ code: "throttled", scope: "mailbox", isOutcomeUnknown: false });
    expect(refusal.retryAfterMs).toBeGreaterThan(290_000);
    expect(sent).toHaveLength(before);
    await mailbox.create(folderId, messageWith([attachmentOf(1000)]), newKeys(), signal);
  });

  it("sends nothing once another worker has taken over, not even the rest of a message it was at", async () => {
    const { userId } = await newMailbox();
    const lost = new Failure("claim-lost", { kind: "transient", scope: "connector" });
    const attachments = [attachmentOf(9 * MB)];
    const whole = opened(userId);
    const folderId = await ensured(whole);
    const before = sent.length;
    await whole.create(folderId, messageWith(attachments), newKeys(), signal);
    const requests = sent.length - before;
    expect(requests).toBe(6);
    for (let heldFor = 0; heldFor < requests; heldFor += 1) {
      let asked = 0;
      const confirm = () => ((asked += 1) <= heldFor ? Promise.resolve() : Promise.reject(lost));
      const start = sent.length;
      const failure = await failureOf(
        opened(userId, holdOf({ confirm })).create(folderId, messageWith(attachments), newKeys(), signal),
      );
      expect({ heldFor, code: failure.code, sent: sent.length - start }).toEqual({
        heldFor,
        code: "claim-lost",
        sent: heldFor,
      });
    }
  });
});

function spentOf({ usage }: MailboxHold) {
  const steps = usage.write(Date.now());
  const sum = (measure: "requests" | "uploadBytes") =>
    steps.reduce((total, step) => total + step[measure], 0);
  return { requests: sum("requests"), uploadBytes: sum("uploadBytes") };
}
