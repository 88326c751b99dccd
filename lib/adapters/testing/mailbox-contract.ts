import { describe, expect, it } from "vitest";
import type { Mailbox } from "#lib/pipeline/ports/mailbox.ts";
import {
  create,
  failureOf,
  find,
  idsOf,
  inFours,
  keysIn,
  knownBy,
  NOON,
  type OpenMailbox,
  sampleFor,
} from "./mailbox-sample.ts";

const FOLDER = "AT&T SMS/MMS Network Archiver";
const { signal } = new AbortController();

export type MailboxFault =
  /** The create is carried out, and its answer gets lost. */
  | "lost-answer"
  /** The create never arrives. */
  | "lost-request"
  | "throttled-for-a-time"
  | "throttled"
  /** No answer to the create, and none that is lost. */
  | "no-answer-yet";

/** A message as anybody else sees it in the mailbox. */
export type SeenMessage = { receivedAt: Date; isRead: boolean; isDraft: boolean; text: string };

/** A mailbox of its own for each test, and what somebody else may do to it. */
export type TestMailbox = {
  mailbox: Mailbox;
  strike(fault: MailboxFault): Promise<void>;
  listMessages(): Promise<SeenMessage[]>;
  listFolders(): Promise<string[]>;
  renameFolder(): Promise<void>;
  /** Where the service keeps what is deleted for a while, it is there. */
  deleteFolder(): Promise<void>;
  destroyFolder(): Promise<void>;
  /** Out of the archive's folder into another. */
  moveMessages(): Promise<void>;
  addForeignMessage(): Promise<void>;
  becomeFull(): Promise<void>;
};

export type MailboxHarness = {
  newMailbox(): Promise<TestMailbox>;
  /** Of somebody who has no mailbox, or none that the application may open. */
  noMailbox(): Promise<Mailbox>;
};

/** What every destination guarantees, whatever its protocol. */
export function describeMailbox(name: string, harness: MailboxHarness): void {
  describe(`a mailbox over ${name}`, () => {
    describe("its archive's folder", () => {
      describeFolder(harness);
    });
    describe("a created message", () => {
      describeCreated(harness);
    });
    describe("a create that goes wrong", () => {
      describeMishaps(harness);
    });
    describe("what is looked for", () => {
      describeFinding(harness);
    });
  });
}

function describeFolder(harness: MailboxHarness): void {
  it("is made once, with a name that people read as it is, and known again", async () => {
    const test = await harness.newMailbox();
    const { mailbox } = test;
    const made = await mailbox.ensureFolder(FOLDER, undefined, signal);
    expect(made.origin).toBe("created");
    expect(await mailbox.ensureFolder(FOLDER, made.folderId, signal)).toEqual({ ...made, origin: "known" });
    expect(await mailbox.ensureFolder(FOLDER, undefined, signal)).toEqual({ ...made, origin: "found" });
    const ours = (await test.listFolders()).filter((path) => path.normalize("NFKC").includes(FOLDER));
    expect(ours).toHaveLength(1);
  });

  it.each(["renameFolder", "deleteFolder"] as const)("is made anew after %s", async (happening) => {
    const test = await harness.newMailbox();
    const made = await test.mailbox.ensureFolder(FOLDER, undefined, signal);
    await test[happening]();
    const anew = await test.mailbox.ensureFolder(FOLDER, made.folderId, signal);
    expect(anew.origin).toBe("created");
    expect(anew.folderId).not.toBe(made.folderId);
  });
}

function describeCreated(harness: MailboxHarness): void {
  it("is read, no draft, of its own time, and found by key and by listing (R17)", async () => {
    const test = await open(harness);
    const sample = await sampleFor(test.mailbox, {
      text: "Grüße aus Łódź",
      sentAt: new Date("2026-11-21T12:34:56.700Z"),
    });
    const messageId = await create(test, sample);
    expect(await test.listMessages()).toEqual([
      { receivedAt: new Date("2026-11-21T12:34:56Z"), isRead: true, isDraft: false, text: "Grüße aus Łódź" },
    ]);
    expect(idsOf(await find(test, sample))).toEqual([messageId]);
    expect(await keysIn(test)).toEqual([{ messageId, isComplete: true, ...knownBy(test.mailbox, sample) }]);
  });

  it.each(["America/New_York", "Europe/Berlin", "Asia/Kolkata"])(
    "has the same time whatever the zone of the process, here %s (R26)",
    async (zone) => {
      const test = await open(harness);
      const before = process.env["TZ"];
      process.env["TZ"] = zone;
      try {
        await create(test, await sampleFor(test.mailbox, { text: "in time" }));
      } finally {
        if (before === undefined) delete process.env["TZ"];
        else process.env["TZ"] = before;
      }
      expect((await test.listMessages()).map(({ receivedAt }) => receivedAt)).toEqual([NOON]);
    },
  );

  it("may be large", { timeout: 60_000 }, async () => {
    const test = await open(harness);
    const sample = await sampleFor(test.mailbox, { text: "a film", attachmentBytes: 9 * 1024 * 1024 });
    const messageId = await create(test, sample);
    expect(idsOf(await find(test, sample))).toEqual([messageId]);
    expect(idsOf(await keysIn(test))).toEqual([messageId]);
  });

  it("is removed for good, and one that is gone counts as removed", async () => {
    const test = await open(harness);
    const messageId = await create(test, await sampleFor(test.mailbox, { text: "once too often" }));
    await test.mailbox.remove(messageId, signal);
    expect(await test.listMessages()).toEqual([]);
    await test.mailbox.remove(messageId, signal);
  });
}

function describeMishaps(harness: MailboxHarness): void {
  it.each([
    ["lost-answer", 1],
    ["lost-request", 0],
  ] as const)("by a %s leaves its outcome open, and looking tells (R21)", async (fault, copies) => {
    const test = await open(harness);
    const sample = await sampleFor(test.mailbox, { text: "there or not" });
    await test.strike(fault);
    expect(await failureOf(create(test, sample))).toMatchObject({
      code: "mailbox-unreachable",
      kind: "transient",
      isOutcomeUnknown: true,
    });
    expect(await find(test, sample)).toHaveLength(copies);
    await create(test, sample);
    expect(await test.listMessages()).toHaveLength(copies + 1);
  });

  it.each([
    ["throttled-for-a-time", 300],
    ["throttled", undefined],
  ] as const)(
    "because it is %s was certainly not carried out (R24, R49)",
    async (fault, retryAfterSeconds) => {
      const test = await open(harness);
      const sample = await sampleFor(test.mailbox, { text: "later" });
      await test.strike(fault);
      const failure = await failureOf(create(test, sample));
      expect(failure).toMatchObject({ code: "throttled", kind: "transient", isOutcomeUnknown: false });
      expect(failure.retryAfterMs && Math.round(failure.retryAfterMs / 1000)).toBe(retryAfterSeconds);
      expect(await find(test, sample)).toEqual([]);
      await create(test, sample);
      expect(await test.listMessages()).toHaveLength(1);
    },
  );

  it("because the mailbox is full concerns all of its deliveries, and what it has can still be read", async () => {
    const test = await open(harness);
    const first = await sampleFor(test.mailbox, { text: "fits" });
    const messageId = await create(test, first);
    await test.becomeFull();
    const sample = await sampleFor(test.mailbox, { text: "does not", attachmentBytes: 100_000 });
    expect(await failureOf(create(test, sample))).toMatchObject({
      code: "mailbox-full",
      kind: "permanent",
      scope: "mailbox",
    });
    expect(idsOf(await find(test, first))).toEqual([messageId]);
  });

  it("because there is no such mailbox, or none that may be opened, concerns all of its deliveries (R1)", async () => {
    const mailbox = await harness.noMailbox();
    const failure = await failureOf(mailbox.ensureFolder(FOLDER, undefined, signal));
    expect(failure).toMatchObject({ kind: "permanent", scope: "mailbox" });
    expect(["mailbox-not-enabled", "mailbox-access-denied"]).toContain(failure.code);
    await mailbox.close();
  });

  it("because the folder is gone asks for it to be made again", async () => {
    const test = await open(harness);
    const sample = await sampleFor(test.mailbox, { text: "where to" });
    await test.destroyFolder();
    expect(await failureOf(create(test, sample))).toMatchObject({
      code: "folder-missing",
      scope: "mailbox",
      isOutcomeUnknown: false,
    });
  });

  it("is broken off by an abort with its own reason, and the mailbox can be used again", async () => {
    const test = await open(harness);
    const sample = await sampleFor(test.mailbox, { text: "stopped" });
    await test.strike("no-answer-yet");
    const controller = new AbortController();
    const stop = new Error("stopped");
    const pending = create(test, sample, controller.signal);
    setTimeout(() => controller.abort(stop), 50);
    await expect(pending).rejects.toBe(stop);
    await expect(create(test, sample, controller.signal)).rejects.toBe(stop);
    expect((await find(test, sample)).length).toBeLessThanOrEqual(1);
  });
}

function describeFinding(harness: MailboxHarness): void {
  it("has all its copies, oldest first, and nobody else's", async () => {
    const test = await open(harness);
    const sample = await sampleFor(test.mailbox, { text: "twice" });
    const first = await create(test, sample);
    await create(test, await sampleFor(test.mailbox, { text: "another" }));
    const second = await create(test, sample);
    expect(idsOf(await find(test, sample))).toEqual([first, second]);
    expect(await find(test, await sampleFor(test.mailbox, { text: "never sent" }))).toEqual([]);
  });

  it("is found where the user moved it", async () => {
    const test = await open(harness);
    const sample = await sampleFor(test.mailbox, { text: "tidied up" });
    await create(test, sample);
    await test.moveMessages();
    expect(await find(test, sample)).toMatchObject([{ isComplete: true, ...knownBy(test.mailbox, sample) }]);
    expect(await keysIn(test)).toEqual([]);
  });

  it("is listed page by page within the span, both ends included", { timeout: 60_000 }, async () => {
    const test = await open(harness);
    const times = Array.from({ length: 510 }, (_, index) => new Date(NOON.getTime() + index * 1000));
    const ids = await inFours(times, async (sentAt) =>
      create(test, await sampleFor(test.mailbox, { text: "n", sentAt })),
    );
    expect(new Set(idsOf(await keysIn(test)))).toEqual(new Set(ids));
    const [from, to] = [times[10] ?? NOON, times[20] ?? NOON];
    const page = await test.mailbox.listKeys(test.folderId, { from, to }, undefined, signal);
    expect(page.messages).toHaveLength(11);
  });

  it("is not taken for a message of the user's own", async () => {
    const test = await open(harness);
    const sample = await sampleFor(test.mailbox, { text: "ours" });
    const messageId = await create(test, sample);
    await test.addForeignMessage();
    const key = knownBy(test.mailbox, sample);
    const ours = (await keysIn(test)).filter((message) =>
      "importKey" in key ? message.importKey === key.importKey : message.sha256 === key.sha256,
    );
    expect(idsOf(ours)).toEqual([messageId]);
  });
}

async function open(harness: MailboxHarness): Promise<TestMailbox & OpenMailbox> {
  const test = await harness.newMailbox();
  const { folderId } = await test.mailbox.ensureFolder(FOLDER, undefined, signal);
  return { ...test, folderId };
}
