import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  appendFileSync,
  readdirSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { VendorSource } from "#lib/pipeline/ports/vendor-source.ts";
import { manifestOf, zipOf } from "#scripts/delivery/zip-of.ts";
import { deliveryName } from "#scripts/delivery/write-delivery.ts";
import {
  DAY,
  DELIVERED,
  type DeliveryServer,
  linesOf,
  listAll,
  mailOf,
  signal,
  SINCE,
  startDeliveryServer,
  WINDOW,
} from "./testing/delivery-server.ts";
import { startCuttingProxy } from "./testing/cutting-proxy.ts";
import { damaged, patched } from "./testing/zip-faults.ts";

let delivery: DeliveryServer;
const sources: VendorSource[] = [];
const opened = (...options: Parameters<DeliveryServer["source"]>) => {
  const source = delivery.source(...options);
  sources.push(source);
  return source;
};
beforeAll(async () => {
  delivery = await startDeliveryServer();
});
afterAll(() => delivery.close());
beforeEach(() => delivery.clear());
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close?.();
});

const MB = 1024 * 1024;
const mails = [mailOf("one"), mailOf("two"), mailOf("three")];
const idOf = (bytes: Uint8Array) => `eml-sha256-${createHash("sha256").update(bytes).digest("hex")}`;
const idsOf = (parts: readonly { bytes: Uint8Array }[]) => parts.map(({ bytes }) => idOf(bytes)).toSorted();

describe("an SFTP delivery", () => {
  test("is listed whole, each e-mail by the hash of its bytes, and fetched byte for byte", async () => {
    const name = await delivery.putMails(mails);
    const source = opened();
    const all = await listAll(source);
    expect(all.items.map((item) => item.sourceItemId)).toEqual(idsOf(mails));
    expect(all.items.every(({ archivedAt }) => archivedAt.getTime() === DELIVERED.getTime())).toBe(true);
    expect(all.findings).toEqual([]);
    const { size } = statSync(join(delivery.folder, name));
    expect(all.files).toEqual([{ name, sizeBytes: size, modifiedAt: DELIVERED, itemCount: 3 }]);
    for (const { sourceItemId, locator } of all.items) {
      const item = await source.download(sourceItemId, MB, signal, locator);
      expect(item.kind === "bytes" && idOf(item.bytes)).toBe(sourceItemId);
    }
  });

  test("is left as it was: no file is removed, renamed, written or touched (R51)", async () => {
    await delivery.putMails(mails);
    const look = () =>
      readdirSync(delivery.folder).map((name) => {
        const { size, mtimeMs, ino } = statSync(join(delivery.folder, name));
        return { name, size, mtimeMs, ino };
      });
    const before = look();
    const source = opened();
    const { items } = await listAll(source);
    for (const item of items) await source.download(item.sourceItemId, MB, signal, item.locator);
    expect(look()).toEqual(before);
  });

  test("names the same e-mail the same in whatever file it comes again", async () => {
    await delivery.putMails([mailOf("one"), mailOf("two")]);
    await delivery.putMails([{ ...mailOf("two"), name: "again.eml" }, mailOf("three")], { part: 2 });
    const ids = (await listAll(opened())).items.map((item) => item.sourceItemId);
    expect(ids).toHaveLength(4);
    expect([...new Set(ids)].toSorted()).toEqual(idsOf(mails));
  });

  test("skips what is known, and reads what came late or was replaced, however long ago its day was", async () => {
    await delivery.putMails(mails);
    const { files } = await listAll(opened());
    expect((await listAll(opened({ files }))).items).toEqual([]);
    const longAgo = new Date(SINCE.getTime() + 60_000);
    await delivery.putMails([mailOf("late")], { day: "2026-11-23", modifiedAt: longAgo });
    const later = {
      from: new Date("2026-12-24T00:00:00Z"),
      to: new Date("2026-12-25T00:00:00Z"),
    };
    const late = await listAll(opened({ files }), undefined, later);
    expect(late.items.map((item) => item.sourceItemId)).toEqual(idsOf([mailOf("late")]));
    // Items of a window lie in it, so that windows still touch and share none.
    expect(late.items.map((item) => item.archivedAt)).toEqual([later.from]);
    await delivery.putMails([...mails, mailOf("four")], { modifiedAt: new Date("2026-11-24T09:00:00Z") });
    const replaced = await listAll(opened({ files: [...files, ...late.files] }), undefined, later);
    expect(replaced.items.map((item) => item.sourceItemId)).toEqual(idsOf([...mails, mailOf("four")]));
  });

  test("leaves to the next run what came after the window, and to nobody what came before the first", async () => {
    await delivery.putMails(mails, { modifiedAt: WINDOW.to });
    await delivery.putMails([mailOf("old")], {
      day: "2026-11-01",
      modifiedAt: new Date("2026-11-01T03:00:00Z"),
    });
    expect((await listAll(opened())).items).toEqual([]);
    const next = { from: WINDOW.to, to: new Date("2026-11-26T02:00:00Z") };
    expect((await listAll(opened(), undefined, next)).items).toHaveLength(3);
  });

  test("reads at once a file of a server whose clock is years ahead", async () => {
    await delivery.putMails(mails, { modifiedAt: new Date("2031-01-01T00:00:00Z") });
    const { items } = await listAll(opened());
    expect(items).toHaveLength(3);
    expect(items.every(({ archivedAt }) => archivedAt < WINDOW.to)).toBe(true);
  });

  test("goes on from a checkpoint in another process, and reads no page twice", async () => {
    const many = Array.from({ length: 1_203 }, (_, index) => mailOf(`text ${index}`));
    await delivery.putMails(many);
    const first = await opened().listPage(WINDOW, undefined, signal);
    const rest = await listAll(opened(), first.nextCursor);
    expect(rest.pages).toBe(3);
    const ids = [...first.items, ...rest.items].map((item) => item.sourceItemId);
    expect(ids).toHaveLength(1_203);
    expect(ids.toSorted()).toEqual(idsOf(many));
    expect(rest.files.map(({ itemCount }) => itemCount)).toEqual([1_203]);
  });

  test("in ZIP64 is read like any other", async () => {
    delivery.put(await zipOf(mails, { isZip64: true }));
    const source = opened();
    const { items, findings } = await listAll(source);
    expect(findings).toEqual([]);
    const [item] = items;
    expect(await source.download(item?.sourceItemId ?? "", MB, signal, item?.locator)).toMatchObject({
      kind: "bytes",
    });
  });
});

describe("the manifest is reconciled", () => {
  test.each([
    ["a wrong count", manifestOf(mails).replace("3", "4"), ["manifest-count-wrong manifest.mf"]],
    [
      "a name that is not there",
      `${manifestOf(mails).replace("3", "4")}gone.eml\r\n`,
      ["manifest-count-wrong manifest.mf", "manifest-mail-missing gone.eml"],
    ],
    [
      "an e-mail that it does not name",
      "Count: 2\r\none.eml\r\ntwo.eml\r\n",
      ["manifest-count-wrong manifest.mf", "manifest-mail-extra three.eml"],
    ],
    ["no manifest", null, ["manifest-missing"]],
    ["a manifest that says nothing", "PK garbage \u0000", ["manifest-unreadable manifest.mf"]],
  ])("%s is a finding, and what is there is imported", async (_what, manifest, expected) => {
    delivery.put(await zipOf(mails, { manifest }));
    const { items, findings } = await listAll(opened());
    expect(linesOf(findings)).toEqual(expected);
    expect(findings.every(({ file }) => file === deliveryName({ day: DAY }))).toBe(true);
    expect(items.map((item) => item.sourceItemId)).toEqual(idsOf(mails));
  });

  test("an e-mail of no bytes is named, and the others are imported", async () => {
    await delivery.putMails([...mails, { name: "empty.eml", bytes: Buffer.alloc(0) }]);
    const { items, findings } = await listAll(opened());
    expect(linesOf(findings)).toEqual(["mail-empty empty.eml"]);
    expect(items).toHaveLength(3);
  });

  test("many of a kind are named up to a limit, and the rest counted: none is silent", async () => {
    const names = Array.from({ length: 1_100 }, (_, index) => `gone-${index}.eml`);
    delivery.put(await zipOf(mails, { manifest: `Count: 3\r\n${names.join("\r\n")}` }));
    const { findings } = await listAll(opened());
    const missing = findings.filter(({ code }) => code === "manifest-mail-missing");
    expect(missing.reduce((sum, { count }) => sum + count, 0)).toBe(1_100);
    expect(missing).toHaveLength(501);
  });
});

describe("a day without a file", () => {
  const days = async (past: Parameters<DeliveryServer["source"]>[0], to: string) => {
    const window = { from: new Date("2026-11-23T00:00:00Z"), to: new Date(to) };
    const { findings } = await listAll(opened(past), undefined, window);
    return findings.map(({ code, file }) => `${code} ${file}`);
  };

  test("is a finding once its file is overdue, also where none ever came", async () => {
    await delivery.putMails(mails, { day: "2026-11-22" });
    expect(await days({}, "2026-11-24T11:00:00Z")).toEqual([]);
    expect(await days({}, "2026-11-25T13:00:00Z")).toEqual([
      "delivery-day-missing 2026-11-23",
      "delivery-day-missing 2026-11-24",
    ]);
    delivery.clear();
    expect(await days({}, "2026-11-24T13:00:00Z")).toEqual(["delivery-day-missing 2026-11-23"]);
  });

  test("is none before the first day that was ever delivered", async () => {
    await delivery.putMails(mails, { day: "2026-11-24" });
    expect(await days({}, "2026-11-25T13:00:00Z")).toEqual([]);
  });
});

describe("a file that cannot be trusted", () => {
  const file = () => join(delivery.folder, deliveryName({ day: DAY }));

  test("still being uploaded is waited for: read by a later run, and never half", async () => {
    const whole = await zipOf(mails);
    const justNow = new Date(WINDOW.to.getTime() - 60_000);
    delivery.put(whole.subarray(0, whole.byteLength - 40), { modifiedAt: justNow });
    const half = await listAll(opened());
    expect(half.items).toEqual([]);
    expect(linesOf(half.findings)).toEqual(["delivery-file-incomplete"]);
    expect(half.files).toEqual([]);
    appendFileSync(file(), whole.subarray(whole.byteLength - 40));
    utimesSync(file(), justNow, justNow);
    expect((await listAll(opened({ files: half.files }))).items).toHaveLength(3);
  });

  test("whose upload broke off for good is told once, and read when it is replaced", async () => {
    const whole = await zipOf(mails);
    delivery.put(whole.subarray(0, 100));
    const broken = await listAll(opened());
    expect(linesOf(broken.findings)).toEqual(["delivery-file-unreadable"]);
    expect(broken.files).toHaveLength(1);
    expect((await listAll(opened({ files: broken.files }))).findings).toEqual([]);
    delivery.put(whole);
    expect((await listAll(opened({ files: broken.files }))).items).toHaveLength(3);
  });

  test("of no bytes, or of bytes that are no archive, keeps no other back", async () => {
    delivery.put(Buffer.alloc(0));
    delivery.put(Buffer.from("not an archive at all"), { part: 2 });
    await delivery.putMails(mails, { part: 3 });
    const { items, findings } = await listAll(opened());
    expect(linesOf(findings)).toEqual(["delivery-file-unreadable", "delivery-file-unreadable"]);
    expect(items).toHaveLength(3);
  });

  test("of another name is named instead of silently passed over", async () => {
    await delivery.putMails(mails);
    renameSync(file(), join(delivery.folder, "export.zip"));
    const { items, findings } = await listAll(opened());
    expect(findings.map(({ code, file: place }) => `${code} ${place}`)).toEqual([
      "delivery-file-unknown export.zip",
      "delivery-day-missing 2026-11-23",
    ]);
    expect(items).toEqual([]);
  });

  test.each([
    ["a wrong checksum", "crc", "mail-damaged two.eml"],
    ["bytes that do not unpack", "data", "mail-damaged two.eml"],
    ["more bytes than it admits to", "shorter", "mail-damaged two.eml"],
    ["fewer bytes than it promises", "longer", "mail-damaged two.eml"],
    ["encryption", "encrypted", "mail-encrypted two.eml"],
    ["an unknown method of packing", "method", "mail-encrypted two.eml"],
    ["a place outside of the file", "offset", "mail-damaged two.eml"],
    ["the size of no e-mail", "absurd", "mail-absurd two.eml"],
  ] as const)("holding an e-mail with %s loses that one alone, and names it", async (_what, fault, line) => {
    const texts = ["one", "two", "three"].map((text) => mailOf(text));
    delivery.put(damaged(await zipOf(texts), "two.eml", fault));
    const { items, findings } = await listAll(opened());
    expect(linesOf(findings)).toEqual([line]);
    expect(items.map((item) => item.sourceItemId)).toEqual(idsOf([mailOf("one"), mailOf("three")]));
  });

  test("with names that point out of it is read, and its names are used nowhere", async () => {
    const zip = patched(await zipOf([mailOf("one", "aaa/b/evil.eml")]), "aaa/b/evil.eml", "../../evil.eml");
    delivery.put(zip);
    const { items, findings } = await listAll(opened());
    expect(linesOf(findings)).toContain("entry-name-unsafe ../../evil.eml");
    expect(items).toHaveLength(1);
  });

  test("that claims more e-mails than a delivery holds is refused before it fills the memory", async () => {
    const zip = Buffer.from(await zipOf(mails, { isZip64: true }));
    // The number of entries in the ZIP64 end record.
    zip.writeBigUInt64LE(4_000_000_000n, zip.indexOf(Buffer.from("PK\x06\x06", "latin1")) + 32);
    delivery.put(zip);
    const { items, findings } = await listAll(opened());
    expect(linesOf(findings)).toEqual(["delivery-file-absurd"]);
    expect(items).toEqual([]);
  });

  test("whose directory counts fewer than it holds is not taken for whole", async () => {
    const zip = Buffer.from(await zipOf(mails));
    // As a writer without ZIP64 does that counts modulo 65,536.
    zip.writeUInt16LE(2, zip.byteLength - 22 + 10);
    delivery.put(zip);
    const { findings } = await listAll(opened());
    expect(linesOf(findings)).toContain("delivery-file-unreadable");
  });
});

describe("what changes while it is read", () => {
  test("an e-mail whose file was replaced is found where it lies now", async () => {
    await delivery.putMails(mails);
    const source = opened();
    const { items } = await listAll(source);
    await delivery.putMails([mailOf("other"), ...mails.toReversed()]);
    for (const { sourceItemId, locator } of items) {
      const item = await delivery.source().download(sourceItemId, MB, signal, locator);
      expect(item.kind === "bytes" && idOf(item.bytes)).toBe(sourceItemId);
    }
  });

  test("an e-mail whose file is gone is missing, and no other is given out for it", async () => {
    await delivery.putMails(mails);
    const { items } = await listAll(opened());
    const [item] = items;
    const download = () => opened().download(item?.sourceItemId ?? "", MB, signal, item?.locator);
    await delivery.putMails([mailOf("ONE"), mailOf("TWO"), mailOf("THREE")]);
    await expect(download()).rejects.toMatchObject({ code: "vendor-item-missing", kind: "permanent" });
    unlinkSync(join(delivery.folder, deliveryName({ day: DAY })));
    await expect(download()).rejects.toMatchObject({ code: "vendor-item-missing", kind: "permanent" });
  });

  test("a file that shrinks meanwhile is not taken for read", async () => {
    const large = Array.from({ length: 700 }, (_, index) => mailOf(`text ${index}`));
    const name = await delivery.putMails(large);
    const source = opened();
    const first = await source.listPage(WINDOW, undefined, signal);
    truncateSync(join(delivery.folder, name), 1_000);
    expect((await listAll(source, first.nextCursor)).files).toEqual([]);
  });
});

describe("a connection that breaks", () => {
  test("in the middle of a listing and of a download is made again, and nothing is short", async () => {
    const noise = Array.from({ length: 8 }, (_, index) => {
      const text = createHash("sha512").update(String(index)).digest("base64");
      return mailOf(text.repeat(4_000), `large-${index}.eml`);
    });
    const incompressible = noise.map(({ name, bytes }, index) => ({
      name,
      bytes: Buffer.concat([bytes.subarray(0, 300), randomBytesOf(index, 400_000)]),
    }));
    await delivery.putMails(incompressible);
    const proxy = await startCuttingProxy(delivery.server.port);
    try {
      const source = opened({}, { port: proxy.port });
      // Enough for the handshake and a part of the 3 MB, too little for all of them.
      proxy.cutAfter(2 * MB);
      const listing = listAll(source);
      await expect(listing).rejects.toMatchObject({ code: "sftp-unreachable", kind: "transient" });
      expect(proxy.connections()).toBeGreaterThan(1);
      proxy.cutAfter(undefined);
      const { items, findings } = await listAll(source);
      expect(findings).toEqual([]);
      expect(items.map((item) => item.sourceItemId)).toEqual(idsOf(incompressible));
      proxy.cutAfter(1_200_000);
      const whole = opened({}, { port: proxy.port });
      for (const { sourceItemId, locator } of items.slice(0, 3)) {
        const item = await whole.download(sourceItemId, MB, signal, locator);
        expect(item.kind === "bytes" && idOf(item.bytes)).toBe(sourceItemId);
      }
    } finally {
      await proxy.close();
    }
  });

  test("an item over the limit is streamed to its last byte", async () => {
    const bytes = Buffer.concat([mailOf("big").bytes, randomBytesOf(7, 3 * MB)]);
    await delivery.putMails([{ name: "big.eml", bytes }]);
    const source = opened();
    const [item] = (await listAll(source)).items;
    const download = await source.download(item?.sourceItemId ?? "", MB, signal, item?.locator);
    if (download.kind !== "oversize") throw new Error("not over the limit");
    const hash = createHash("sha256");
    for await (const chunk of download.stream) hash.update(chunk);
    expect(download.sizeBytes).toBe(bytes.byteLength);
    expect(`eml-sha256-${hash.digest("hex")}`).toBe(idOf(bytes));
  });
});

test(
  "a file larger than the memory that it may take is listed and fetched in a few blocks (R8, R10)",
  { timeout: 400_000 },
  async () => {
    const small = Array.from({ length: 20 }, (_, index) => ({
      name: `${index}.eml`,
      bytes: Buffer.concat([mailOf(`text ${index}`).bytes, randomBytes(2 * MB)]),
    }));
    const huge = { name: "huge.eml", bytes: Buffer.concat([mailOf("huge").bytes, randomBytes(40 * MB)]) };
    await delivery.putMails([...small, huge]);
    const program = new URL("testing/list-alone.ts", import.meta.url).pathname;
    const words = ["--disable-warning=ExperimentalWarning", program, JSON.stringify(delivery.config())];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    const done: { items: number; fetchedBytes: number; takenBytes: number } = JSON.parse(stdout);
    expect(done.items).toBe(21);
    expect(done.fetchedBytes).toBeGreaterThan(80 * MB);
    // Blocks that are let go of are collected when the collector likes: with the file held, or the mail, it would be more.
    expect(done.takenBytes).toBeLessThan(110 * MB);
  },
);

/** The same for the same seed, and nothing that packs. */
function randomBytesOf(seed: number, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, index) =>
    createHash("sha512").update(`${seed} ${index}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}
