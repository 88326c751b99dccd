import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { VENDOR_PASSWORD } from "#sandbox/world.ts";
import { hastyClock } from "#lib/adapters/testing/hasty-clock.ts";
import { sandboxWorld } from "#lib/adapters/testing/sandbox-world.ts";
import type { Failure } from "#lib/domain/failure.ts";
import { createHttp } from "#lib/http.ts";
import type { DownloadedItem, VendorSource } from "#lib/pipeline/ports/vendor-source.ts";
import { checkVendorLogin } from "./check-vendor-login.ts";
import { createVendorSource } from "./vendor-source.ts";

const sandbox = sandboxWorld({ items: 30, specials: [] });
const http = createHttp({ connections: 16, headersTimeoutMs: 5000, bodyTimeoutMs: 5000 });
afterAll(() => http.close());
afterEach(() => sandbox.clearFaults());

const MB = 1024 * 1024;
const window = { from: new Date(Date.now() - 48 * 3_600_000), to: new Date(Date.now() + 3_600_000) };
const { signal } = new AbortController();
const login = (username = "contoso-archive", password = VENDOR_PASSWORD) => ({ username, password });
const config = (url = sandbox.vendorUrl) => ({ http, clock: hastyClock(), url });
const source = (credentials = login()) => createVendorSource(config(), credentials);
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it should have failed"),
    (error: unknown) => error as Failure,
  );

async function listAll(from: VendorSource) {
  const items = [];
  for (let cursor: string | undefined; ;) {
    const page = await from.listPage(window, cursor, signal);
    items.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === undefined) return items;
  }
}

async function bytesOf(item: DownloadedItem): Promise<Buffer> {
  if (item.kind === "bytes") return Buffer.from(item.bytes);
  const chunks = [];
  for await (const chunk of item.stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function giveEml(eml: Uint8Array<ArrayBuffer>): Promise<string> {
  const answer = await fetch(`${sandbox.url}/control/vendor/eml?account=contoso-archive`, {
    method: "POST",
    body: eml,
  });
  return ((await answer.json()) as { id: string }).id;
}

const sessionsOpened = async () =>
  ((await sandbox.get("stats")) as { vendor: { sessions: number } }).vendor.sessions;

describe("listing", () => {
  it("gives every item of the window once, over all pages", async () => {
    await sandbox.post("vendor/items", { account: "contoso-archive", count: 2100 });
    const items = await listAll(source());
    expect(items.length).toBeGreaterThanOrEqual(2130);
    expect(new Set(items.map((item) => item.sourceItemId)).size).toBe(items.length);
    expect(items[0]?.archivedAt).toBeInstanceOf(Date);
    expect(items.some((item) => item.sizeBytes === undefined)).toBe(true);
  });

  it("goes on when the session ends between two pages", async () => {
    const subject = source();
    const first = await subject.listPage(window, undefined, signal);
    await sandbox.fault("vendor-session-expired");
    expect((await subject.listPage(window, first.nextCursor, signal)).items.length).toBeGreaterThan(0);
  });

  it("waits as the service asks while it is down, and tells when it lasts", async () => {
    const clock = hastyClock();
    const subject = createVendorSource({ ...config(), clock }, login());
    await sandbox.fault("vendor-down", { times: 2, retryAfter: 5 });
    await subject.listPage(window, undefined, signal);
    expect(clock.slept.every((delayMs) => delayMs >= 5000)).toBe(true);
    expect(clock.slept).toHaveLength(2);
    await sandbox.fault("vendor-down", { mode: "reset" });
    expect(await failureOf(subject.listPage(window, undefined, signal))).toMatchObject({
      code: "vendor-unreachable",
      kind: "transient",
    });
  });

  it.each([
    ["contoso-archive", "wrong", "vendor-login-refused"],
    ["contoso-locked", VENDOR_PASSWORD, "vendor-account-locked"],
    ["contoso-pin", VENDOR_PASSWORD, "vendor-pin-required"],
  ])("of %s with password %s ends for good as %s, after one try", async (username, password, code) => {
    const before = await sessionsOpened();
    const failure = await failureOf(source(login(username, password)).listPage(window, undefined, signal));
    expect(failure).toMatchObject({ code, kind: "permanent", scope: "connector" });
    expect(await sessionsOpened()).toBe(before + 1);
  });
});

describe("the session", () => {
  it("is opened once and renewed once, however many requests find it over", async () => {
    const subject = source();
    const [item] = (await subject.listPage(window, undefined, signal)).items;
    const before = await sessionsOpened();
    const download = () => subject.download(item?.sourceItemId ?? "", MB, signal);
    await Promise.all(Array.from({ length: 20 }, download));
    expect(await sessionsOpened()).toBe(before);
    await sandbox.fault("vendor-session-expired", { request: "vendor.list" });
    await subject.listPage(window, (await subject.listPage(window, undefined, signal)).nextCursor, signal);
    await Promise.all(Array.from({ length: 20 }, download));
    expect(await sessionsOpened()).toBe(before + 1);
  });

  it("is renewed before it is used past its time", async () => {
    let now = new Date();
    const subject = createVendorSource({ ...config(), clock: { ...hastyClock(), now: () => now } }, login());
    await subject.listPage(window, undefined, signal);
    const before = await sessionsOpened();
    now = new Date(now.getTime() + 31 * 60_000);
    await subject.listPage(window, undefined, signal);
    expect(await sessionsOpened()).toBe(before + 1);
  });
});

describe("downloading", () => {
  it("gives the bytes as they are", async () => {
    const eml = Buffer.concat([Buffer.from("From: a@example.com\r\n\r\n"), randomBytes(4000)]);
    const id = await giveEml(eml);
    const item = await source().download(id, MB, signal);
    expect(item.kind).toBe("bytes");
    expect((await bytesOf(item)).equals(eml)).toBe(true);
  });

  it("ends at once when it is put down while it still signs in", async () => {
    await sandbox.fault("slow", { ms: 1_500, area: "telemessage", times: 1 });
    const stop = new AbortController();
    const download = failureOf(source().download("any", MB, stop.signal));
    const putDown = new Error("put down");
    stop.abort(putDown);
    expect(await download).toBe(putDown);
  });

  it("fetches an item again that arrived cut short, and tells when it lasts", async () => {
    const id = await giveEml(randomBytes(50_000));
    await sandbox.fault("vendor-truncated", { times: 2 });
    expect((await bytesOf(await source().download(id, MB, signal))).byteLength).toBe(50_000);
    await sandbox.fault("vendor-truncated", { times: 99 });
    expect(await failureOf(source().download(id, MB, signal))).toMatchObject({
      code: "vendor-item-truncated",
      kind: "transient",
    });
  });

  it("tells an item that is not there from everything else", async () => {
    expect(await failureOf(source().download("no/such?item", MB, signal))).toMatchObject({
      code: "vendor-item-missing",
      kind: "permanent",
      scope: "delivery",
    });
  });

  it.each([
    ["at the limit", 0, "bytes"],
    ["one byte over it", -1, "oversize"],
  ])("an item %s comes as %s", async (_, difference, kind) => {
    const eml = randomBytes(200_000);
    const id = await giveEml(eml);
    const item = await source().download(id, eml.byteLength + difference, signal);
    expect(item.kind).toBe(kind);
    expect((await bytesOf(item)).equals(eml)).toBe(true);
  });
});

describe("a service that promises too little or too much", () => {
  const eml = randomBytes(300_000);
  const etag = `"${createHash("sha256").update(eml).digest("hex")}"`;
  const session = JSON.stringify({ token: "t", expiresAt: "2999-01-01T00:00:00Z" });

  async function served(download: RequestListener, use: (subject: VendorSource) => Promise<void>) {
    const server = createServer((request, response) => {
      if (request.url === "/v1/sessions") response.end(session);
      else download(request, response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await use(createVendorSource(config(url), login()));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it("without a declared size is counted, and is whole in the stream all the same", () =>
    served(
      (_, response) => {
        for (let at = 0; at < eml.length; at += 10_000) response.write(eml.subarray(at, at + 10_000));
        response.end();
      },
      async (subject) => {
        const item = await subject.download("1", 100_000, signal);
        expect(item).toMatchObject({ kind: "oversize", sizeBytes: undefined });
        expect((await bytesOf(item)).equals(eml)).toBe(true);
      },
    ));

  it("whose bytes do not match their ETag is not believed, in memory nor in the stream", () =>
    served(
      (_, response) => response.setHeader("etag", etag).end(Buffer.alloc(eml.length, 7)),
      async (subject) => {
        const code = "vendor-item-truncated";
        expect(await failureOf(subject.download("1", MB, signal))).toMatchObject({ code, kind: "transient" });
        const large = await subject.download("1", 1000, signal);
        expect(await failureOf(bytesOf(large))).toMatchObject({ code, kind: "transient" });
      },
    ));

  it("whose stream breaks off is found out at its end", () =>
    served(
      (_, response) => {
        response.writeHead(200, { "content-length": eml.length });
        response.write(eml.subarray(0, 200_000), () => response.destroy());
      },
      async (subject) => {
        const large = await subject.download("1", 1000, signal);
        expect(large).toMatchObject({ kind: "oversize", sizeBytes: eml.length });
        expect(await failureOf(bytesOf(large))).toMatchObject({ code: "vendor-item-truncated" });
      },
    ));

  it.each(["", "<html>", "{}", '{"items":[{"id":7}]}'])(
    "answering %j to a listing is not of the agreed form",
    (body) =>
      served(
        (_, response) => response.end(body),
        async (subject) => {
          expect(await failureOf(subject.listPage(window, undefined, signal))).toMatchObject({
            code: "vendor-answer-unreadable",
            kind: "permanent",
            scope: "connector",
          });
        },
      ),
  );
});

describe("an abort", () => {
  it("ends a download with its own reason", async () => {
    const id = await giveEml(randomBytes(1_000_000));
    const controller = new AbortController();
    const item = await source().download(id, 1000, controller.signal);
    const stop = new Error("stopped");
    controller.abort(stop);
    await expect(bytesOf(item)).rejects.toBe(stop);
  });
});

describe("trying a login", () => {
  it("tells the account, or precisely what is wrong", async () => {
    expect(await checkVendorLogin(config(), login())).toEqual({
      ok: true,
      account: { company: "Contoso", archivePlan: "AT&T Network to Microsoft 365" },
    });
    const check = (username: string, password: string) =>
      checkVendorLogin(config(), login(username, password));
    expect(await check("contoso-archive", "x")).toEqual({ ok: false, code: "vendor-login-refused" });
    expect(await check("contoso-locked", VENDOR_PASSWORD)).toEqual({
      ok: false,
      code: "vendor-account-locked",
    });
    expect(await check("contoso-pin", VENDOR_PASSWORD)).toEqual({ ok: false, code: "vendor-pin-required" });
    expect(await checkVendorLogin(config("http://127.0.0.1:1/x"), login())).toEqual({
      ok: false,
      code: "vendor-unreachable",
    });
  });
});
