import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asRecord, type JsonRecord } from "../http/guards.ts";
import { startSandbox, type RunningSandbox } from "../start-sandbox.ts";
import { VENDOR_PASSWORD } from "../world.ts";

const DAY_MS = 86_400_000;
const EML = Buffer.from("From: 5551234@txt.att.net\r\nSubject: \r\n\r\n\xe9 raw bytes\r\n", "latin1");
let sandbox: RunningSandbox;
let mailDir: string;
let token: string;
const startedMs = Math.floor(Date.now() / 1000) * 1000;

beforeAll(async () => {
  mailDir = mkdtempSync(join(tmpdir(), "sandbox-mail-"));
  writeFileSync(join(mailDir, "att-text-01.eml"), EML);
  writeFileSync(join(mailDir, "notes.txt"), "not a mail");
  sandbox = await startSandbox({ items: 120, mailDir, now: () => startedMs });
  token = await session();
});
afterAll(async () => {
  await sandbox.close();
  rmSync(mailDir, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly body: JsonRecord;
  readonly headers: Headers;
}

async function call(path: string, init: RequestInit = {}, bearer = token): Promise<Answer> {
  const response = await fetch(`${sandbox.url}/telemessage/v1/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${bearer}` },
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  return {
    status: response.status,
    body: isJson ? asRecord(JSON.parse(text)) : {},
    headers: response.headers,
  };
}

async function session(username = "contoso-archive", password = VENDOR_PASSWORD): Promise<string> {
  const answer = await signIn(username, password);
  return String(answer.body["token"]);
}

function signIn(username: string, password = VENDOR_PASSWORD): Promise<Answer> {
  return call("sessions", { method: "POST", body: JSON.stringify({ username, password }) }, "none");
}

async function control(method: string, path: string, body?: unknown): Promise<void> {
  const init =
    body === undefined
      ? { method }
      : { method, body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) };
  const response = await fetch(`${sandbox.url}/control/${path}`, init);
  expect(response.ok).toBe(true);
}

const iso = (ms: number): string => new Date(ms).toISOString();
const window = (fromMs = startedMs - DAY_MS, toMs = startedMs): string =>
  `messages?archivedFrom=${iso(fromMs)}&archivedTo=${iso(toMs)}`;

async function listAll(path: string, limit: number): Promise<JsonRecord[]> {
  const items: JsonRecord[] = [];
  let cursor = "";
  for (;;) {
    const page = await call(`${path}&limit=${limit}${cursor}`);
    expect(page.status).toBe(200);
    const found = page.body["items"];
    items.push(...(Array.isArray(found) ? found.map(asRecord) : []));
    const next = page.body["nextCursor"];
    if (typeof next !== "string") return items;
    cursor = `&cursor=${next}`;
  }
}

describe("sessions", () => {
  it("open for the right password, for half an hour", async () => {
    expect(await signIn("contoso-archive")).toMatchObject({
      status: 200,
      body: { token: expect.any(String), expiresAt: iso(startedMs + 30 * 60_000) },
    });
    expect((await call("account")).body).toEqual({
      company: "Contoso",
      username: "contoso-archive",
      archivePlan: expect.any(String),
      carrier: "AT&T",
    });
  });

  it.each([
    ["a wrong password", "contoso-archive", "wrong", 401, "invalid_credentials"],
    ["an unknown account", "nobody", VENDOR_PASSWORD, 401, "invalid_credentials"],
    ["a locked account", "contoso-locked", VENDOR_PASSWORD, 403, "account_locked"],
    ["an account with the PIN on", "contoso-pin", VENDOR_PASSWORD, 423, "pin_required"],
  ])("are refused for %s", async (_, username, password, status, code) => {
    expect(await signIn(username, password)).toMatchObject({ status, body: { error: { code } } });
  });

  it("are needed: 401 for none, for an unknown one, and midway through a listing when told so", async () => {
    expect(await call("account", {}, "rubbish")).toMatchObject({
      status: 401,
      body: { error: { code: "session_expired" } },
    });
    const first = await call(`${window()}&limit=5`);
    await control("POST", "faults", { fault: "vendor-session-expired" });
    const next = `${window()}&limit=5&cursor=${String(first.body["nextCursor"])}`;
    expect(await call(next)).toMatchObject({ status: 401, body: { error: { code: "session_expired" } } });
    expect((await call("account")).status).toBe(401);
    token = await session();
    expect((await call(next)).status).toBe(200);
  });
});

describe("the listing", () => {
  it("gives every item of the window once, in order of archive time and id, whatever the size of its pages", async () => {
    const [small, large] = [await listAll(window(), 7), await listAll(window(), 1000)];
    expect(small).toHaveLength(121);
    expect(small).toEqual(large);
    const keys = small.map((item) => `${String(item["archivedAt"])} ${String(item["id"])}`);
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(small.map((item) => item["id"])).size).toBe(121);
    expect((await call(`${window()}&limit=1`)).body["total"]).toBe(121);
  });

  it("is half-open: windows that touch share nothing and miss nothing", async () => {
    const items = await listAll(window(), 1000);
    const middle = Date.parse(String(items[60]?.["archivedAt"]));
    const [before, after] = [
      await listAll(window(startedMs - DAY_MS, middle), 50),
      await listAll(window(middle, startedMs), 50),
    ];
    expect([...before, ...after]).toEqual(items);
    expect(before.at(-1)?.["id"]).not.toBe(items[60]?.["id"]);
  });

  it("takes late items into windows of the past, and new ones into windows of now", async () => {
    const lateMs = startedMs - 3 * DAY_MS;
    expect(await listAll(window(lateMs, lateMs + 1), 10)).toEqual([]);
    await control("POST", "vendor/items", { account: "contoso-archive", count: 3, archivedAt: iso(lateMs) });
    await control("POST", "vendor/items", { account: "contoso-archive", count: 2 });
    expect(await listAll(window(lateMs, lateMs + 1), 10)).toHaveLength(3);
    expect(await listAll(window(startedMs, startedMs + 1), 1)).toHaveLength(2);
  });

  it.each([
    ["no window", "messages"],
    ["a window backwards", window(startedMs, startedMs - 1)],
    ["a local time", "messages?archivedFrom=2026-01-01&archivedTo=2026-01-02T00:00:00Z"],
    ["too large a page", `${window()}&limit=1001`],
    ["another window's cursor", `${window()}&cursor=W10`],
  ])("refuses %s with 400", async (_, path) => {
    expect((await call(path)).status).toBe(400);
  });

  it("costs nothing for a million items: pages are made when they are asked for", async () => {
    await control("POST", "vendor/items", {
      account: "fabrikam-archive",
      count: 1_000_000,
      archivedAt: iso(startedMs - DAY_MS),
      archivedTo: iso(startedMs),
    });
    const bearer = await session("fabrikam-archive");
    const start = performance.now();
    const page = await call(`${window(startedMs - 1000)}&limit=10`, {}, bearer);
    expect(page.body["total"]).toBeGreaterThan(10);
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe("downloads", () => {
  it("are the file's bytes, with their length and hash", async () => {
    const item = (await listAll(window(), 1000)).find((one) => String(one["id"]).startsWith("eml."));
    const answer = await fetch(`${sandbox.url}/telemessage/v1/messages/${String(item?.["id"])}/eml`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(EML)).toBe(true);
    expect(answer.headers.get("content-type")).toBe("message/rfc822");
    expect(answer.headers.get("content-length")).toBe(String(EML.length));
    expect(answer.headers.get("etag")).toBe(`"${createHash("sha256").update(EML).digest("hex")}"`);
    expect([EML.length, null]).toContain(item?.["sizeBytes"]);
  });

  it("are 404 for an unknown id, and take mails given by hand", async () => {
    expect((await call("messages/unknown/eml")).status).toBe(404);
    await control(
      "POST",
      `vendor/eml?account=contoso-archive&archivedAt=${iso(startedMs - 2 * DAY_MS)}&id=1732700000000_12125550106`,
      Buffer.from("From: x\r\n\r\nhand"),
    );
    const [item] = await listAll(window(startedMs - 2 * DAY_MS, startedMs - DAY_MS), 10);
    expect(item?.["id"]).toBe("1732700000000_12125550106");
    expect((await call(`messages/${String(item?.["id"])}/eml`)).headers.get("content-length")).toBe("15");
  });

  it("break off before their promised length when told so", async () => {
    const [item] = await listAll(window(), 1000);
    await control("POST", "faults", { fault: "vendor-truncated" });
    await expect(call(`messages/${String(item?.["id"])}/eml`)).rejects.toThrow("terminated");
    expect((await call(`messages/${String(item?.["id"])}/eml`)).status).toBe(200);
  });

  it("are refused while the vendor is down, by 503 or by a reset connection", async () => {
    await control("POST", "faults", { fault: "vendor-down", retryAfter: 5 });
    const answer = await call("account");
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("5");
    await control("DELETE", "faults");
    await control("POST", "faults", { fault: "vendor-down", mode: "reset" });
    await expect(call("account")).rejects.toThrow("fetch failed");
    await control("DELETE", "faults");
    await control("POST", "faults", { fault: "throttle", area: "telemessage", times: 1, retryAfter: 3 });
    expect((await call("account")).status).toBe(429);
    await control("POST", "faults", { fault: "wrong-password", times: 1 });
    expect((await signIn("contoso-archive")).status).toBe(401);
  });
});
