import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asRecord } from "./http/guards.ts";
import { optionsFromEnvironment } from "./options.ts";
import { ADA, graphToken, IMPORT_KEY, sampleMessage, startTestClient } from "./test-client.ts";
import { startSandbox } from "./start-sandbox.ts";
import { CONTOSO } from "./world.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-data-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function controlled(url: string, path: string): Promise<string> {
  return (await fetch(`${url}/control/${path}`)).text();
}

describe("the state", () => {
  it("outlives a restart: messages, folders, consent, tokens, the vendor's items and their times", async () => {
    const data = join(folder, "state.sqlite");
    const first = await startTestClient({ data });
    const id = await first.folder(ADA, "Kept");
    await first.graph("POST", `/users/${ADA}/mailFolders/${id}/messages`, sampleMessage("kept"));
    const query = `messages?user=${ADA}&folder=Kept&importKeyProperty=${encodeURIComponent(IMPORT_KEY)}`;
    const before = await controlled(first.sandbox.url, query);
    await first.sandbox.close();
    const second = await startSandbox({ data, items: 999, consented: [] });
    expect(await controlled(second.url, query)).toBe(before);
    const answer = await fetch(`${second.url}/graph/v1.0/users/${ADA}/mailFolders/${id}`, {
      headers: { authorization: `Bearer ${first.token}` },
    });
    expect(await answer.json()).toMatchObject({ displayName: "Kept", totalItemCount: 1 });
    await second.close();
  });

  it("lists messages for comparison: import key, draft, attachments, time", async () => {
    const client = await startTestClient();
    const attachments = [
      { "@odata.type": "#microsoft.graph.fileAttachment", name: "a", contentBytes: "AAAA" },
    ];
    await client.graph(
      "POST",
      `/users/${ADA}/mailFolders/inbox/messages`,
      sampleMessage("key-1", { attachments }),
    );
    const listed = await client.control(
      "GET",
      `messages?tenant=contoso&user=${ADA}&folder=inbox&importKeyProperty=${encodeURIComponent(IMPORT_KEY)}`,
    );
    expect(listed["messages"]).toMatchObject([
      { importKey: "key-1", isDraft: false, attachments: 1, receivedDateTime: "2026-11-21T14:03:24Z" },
    ]);
    const mailboxes = await client.control("GET", "mailboxes?tenant=contoso");
    expect(mailboxes["mailboxes"]).toMatchObject([
      {
        upn: ADA,
        tenantId: CONTOSO.id,
        folders: expect.arrayContaining([expect.objectContaining({ name: "Inbox", totalItemCount: 1 })]),
      },
    ]);
    await client.sandbox.close();
  });

  it("is forgotten by a reset, tokens apart", async () => {
    const client = await startTestClient();
    await client.graph("POST", `/users/${ADA}/mailFolders/inbox/messages`, sampleMessage("gone"));
    await fetch(`${client.sandbox.url}/control/reset`, { method: "POST" });
    expect((await client.graph("GET", `/users/${ADA}/mailFolders/inbox`)).body["totalItemCount"]).toBe(0);
    await client.sandbox.close();
  });
});

describe("the viewer", () => {
  it("leads from the tenants to one message, with its text escaped", async () => {
    const client = await startTestClient();
    const id = await client.folder(ADA, "AT&T SMS/MMS Network Archiver");
    const attachments = [
      {
        "@odata.type": "#microsoft.graph.fileAttachment",
        name: "<pic>.png",
        contentType: "image/png",
        contentBytes: "AAAA",
      },
    ];
    const changes = { subject: "<script>alert(1)</script>", attachments };
    await client.graph("POST", `/users/${ADA}/mailFolders/${id}/messages`, sampleMessage("viewed", changes));
    let page = await (await fetch(client.sandbox.url)).text();
    for (const step of [
      /href="(\/mailboxes\/contoso)"/,
      /href="(\/mailboxes\/contoso\/[^"]+)"/,
      /href="([^"]+)">AT&amp;T SMS/,
      /href="([^"]+\/messages\/[^"]+)"/,
    ]) {
      const href = step.exec(page)?.[1];
      expect(href).toBeDefined();
      page = await (await fetch(`${client.sandbox.url}${href ?? ""}`)).text();
    }
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;p&gt;Hello &amp;amp; welcome&lt;/p&gt;");
    const body = await fetch(`${client.sandbox.url}${/href="([^"]+\/body)"/.exec(page)?.[1] ?? ""}`);
    expect(body.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/);
    expect(await body.text()).toBe("<p>Hello &amp; welcome</p>");
    expect(page).toContain("String 0x1a");
    const file = /href="([^"]+\/attachments\/[^"]+)"/.exec(page)?.[1];
    const download = await fetch(`${client.sandbox.url}${file ?? ""}`);
    expect(download.headers.get("content-disposition")).toContain("attachment");
    expect((await download.arrayBuffer()).byteLength).toBe(3);
    expect((await fetch(`${client.sandbox.url}/mailboxes/nowhere`)).status).toBe(404);
    await client.sandbox.close();
  });
});

describe("the process", () => {
  it("says when it is ready, takes faults from the environment, and stops on SIGTERM", async () => {
    const main = resolve(import.meta.dirname, "main.ts");
    const env = {
      ...process.env,
      SANDBOX_PORT: "0",
      SANDBOX_UPLOAD_PORT: "0",
      SANDBOX_ITEMS: "5",
      SANDBOX_CONSENTED: "contoso",
      SANDBOX_FAULTS: '[{"fault":"unavailable","times":1}]',
    };
    const child = spawn(process.execPath, [main], { env, stdio: ["ignore", "pipe", "inherit"] });
    const line = await new Promise<string>((done) =>
      child.stdout.once("data", (data: Buffer) => done(data.toString())),
    );
    const url = /ready at (\S+)/.exec(line)?.[1] ?? "";
    const headers = { authorization: `Bearer ${await graphToken(url, CONTOSO)}` };
    expect((await fetch(`${url}/graph/v1.0/users`, { headers })).status).toBe(503);
    expect((await fetch(`${url}/graph/v1.0/users`, { headers })).status).toBe(200);
    const exit = new Promise<number | null>((done) => child.once("exit", done));
    child.kill("SIGTERM");
    expect(await exit).toBe(0);
  });

  it("refuses a variable that it cannot read, by its name", () => {
    expect(() => optionsFromEnvironment({ SANDBOX_PORT: "many" }, () => "")).toThrow("SANDBOX_PORT");
    expect(() => optionsFromEnvironment({ SANDBOX_SPECIALS: "badDate,huge" }, () => "")).toThrow("huge");
    expect(
      asRecord(optionsFromEnvironment({ SANDBOX_CONSENTED: "contoso, fabrikam" }, () => ""))["consented"],
    ).toEqual(["contoso", "fabrikam"]);
  });

  it("lets new items arrive when it is told to", async () => {
    let now = Date.now();
    const sandbox = await startSandbox({ items: 0, tricklePerMinute: 600, now: () => (now += 1) });
    const token = asRecord(
      await (
        await fetch(`${sandbox.url}/telemessage/v1/sessions`, {
          method: "POST",
          body: JSON.stringify({ username: "contoso-archive", password: "Telemessage1!" }),
        })
      ).json(),
    )["token"];
    const window = `archivedFrom=${new Date(now - 1000).toISOString()}&archivedTo=${new Date(now + 60_000).toISOString()}`;
    const total = async (): Promise<unknown> =>
      asRecord(
        await (
          await fetch(`${sandbox.url}/telemessage/v1/messages?${window}`, {
            headers: { authorization: `Bearer ${String(token)}` },
          })
        ).json(),
      )["total"];
    await expect.poll(total, { timeout: 3000, interval: 100 }).toBeGreaterThanOrEqual(10);
    await sandbox.close();
  });
});
