import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isStringArray, type JsonRecord } from "../http/guards.ts";
import { ADA, listOf, sampleMessage, startTestClient, type TestClient } from "../test-client.ts";

const FILE = "#microsoft.graph.fileAttachment";
const MB = 1024 * 1024;
let client: TestClient;
let messages: string;

beforeAll(async () => {
  client = await startTestClient();
  messages = `/users/${ADA}/mailFolders/${await client.folder(ADA, "Archive of texts")}/messages`;
});
afterAll(() => client.sandbox.close());

const file = (name: string, bytes: Buffer, more: JsonRecord = {}): JsonRecord => ({
  "@odata.type": FILE,
  name,
  contentType: "image/png",
  contentBytes: bytes.toString("base64"),
  ...more,
});
const create = async (changes: JsonRecord = {}): Promise<string> => {
  const made = await client.graph("POST", messages, sampleMessage("attach", changes));
  return `/users/${ADA}/messages/${String(made.body["id"])}`;
};

async function openSession(message: string, bytes: Buffer): Promise<string> {
  const AttachmentItem = {
    attachmentType: "file",
    name: "v.mp4",
    size: bytes.length,
    contentType: "video/mp4",
  };
  const opened = await client.graph("POST", `${message}/attachments/createUploadSession`, { AttachmentItem });
  expect(opened).toMatchObject({ status: 201, body: { nextExpectedRanges: ["0-"] } });
  return String(opened.body["uploadUrl"]);
}

const put = (
  url: string,
  bytes: Buffer,
  start: number,
  total: number,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(url, {
    method: "PUT",
    headers: {
      "content-type": "application/octet-stream",
      "content-range": `bytes ${start}-${start + bytes.length - 1}/${total}`,
      ...headers,
    },
    body: new Uint8Array(bytes),
  });

describe("attachments", () => {
  it("come with the message in one request, byte for byte, and inline ones do not count as attachments", async () => {
    const bytes = randomBytes(5000);
    const inline = await create({
      attachments: [file("i.png", bytes, { isInline: true, contentId: "one" })],
    });
    expect((await client.graph("GET", `${inline}?$select=hasAttachments`)).body["hasAttachments"]).toBe(
      false,
    );
    const message = await create({ attachments: [file("a.png", bytes), file("b.png", bytes)] });
    expect((await client.graph("GET", `${message}?$select=hasAttachments`)).body["hasAttachments"]).toBe(
      true,
    );
    const listed = listOf((await client.graph("GET", `${message}/attachments`)).body);
    expect(listed.map((one) => one["contentBytes"])).toEqual([
      bytes.toString("base64"),
      bytes.toString("base64"),
    ]);
    expect(Number(listed[0]?.["size"])).toBeGreaterThan(bytes.length);
  });

  it("can be added, listed without their bytes, read raw and deleted", async () => {
    const message = await create();
    const added = await client.graph("POST", `${message}/attachments`, file("late.png", Buffer.from("late")));
    expect(added.status).toBe(201);
    const listed = await client.graph("GET", `${message}/attachments?$select=id,name,size`);
    expect(listOf(listed.body)).toMatchObject([{ name: "late.png" }]);
    expect(listOf(listed.body)[0]).not.toHaveProperty("contentBytes");
    const one = `${message}/attachments/${String(added.body["id"])}`;
    const raw = await fetch(`${client.graphUrl}${one}/$value`, {
      headers: { authorization: `Bearer ${client.token}` },
    });
    expect(await raw.text()).toBe("late");
    await client.graph("DELETE", one);
    expect((await client.graph("GET", message)).body["hasAttachments"]).toBe(false);
  });
});

describe("upload sessions", () => {
  it("take a file in order on another server: 200, 200, then 201 with its Location", async () => {
    const message = await create();
    const bytes = randomBytes(7 * MB);
    const url = await openSession(message, bytes);
    expect(new URL(url).origin).toBe(client.sandbox.uploadUrl);
    const first = await put(url, bytes.subarray(0, 3 * MB), 0, bytes.length);
    const progress: unknown = await first.json();
    expect(first.status).toBe(200);
    expect(progress).toMatchObject({
      ExpirationDateTime: expect.any(String),
      nextExpectedRanges: [String(3 * MB)],
    });
    expect((await put(url, bytes.subarray(3 * MB, 6 * MB), 3 * MB, bytes.length)).status).toBe(200);
    const last = await put(url, bytes.subarray(6 * MB), 6 * MB, bytes.length);
    expect(last.status).toBe(201);
    expect(await last.text()).toBe("");
    expect(last.headers.get("location")).toContain("/Attachments('");
    const [stored] = listOf((await client.graph("GET", `${message}/attachments`)).body);
    const sha = (data: Buffer): string => createHash("sha256").update(data).digest("hex");
    expect(sha(Buffer.from(String(stored?.["contentBytes"]), "base64"))).toBe(sha(bytes));
  });

  it("refuse an Authorization header, gaps, wrong totals and parts of 4 MB", async () => {
    const bytes = randomBytes(4 * MB);
    const url = await openSession(await create(), bytes);
    expect(
      (await put(url, bytes.subarray(0, MB), 0, bytes.length, { authorization: `Bearer ${client.token}` }))
        .status,
    ).toBe(401);
    expect((await put(url, bytes.subarray(MB, 2 * MB), MB, bytes.length)).status).toBe(416);
    expect((await put(url, bytes.subarray(0, MB), 0, bytes.length + 1)).status).toBe(400);
    expect((await put(url, bytes, 0, bytes.length)).status).toBe(413);
    const progress: unknown = await (await fetch(url)).json();
    expect(progress).toMatchObject({ nextExpectedRanges: ["0"] });
  });

  it("end when they are deleted", async () => {
    const bytes = randomBytes(4 * MB);
    const url = await openSession(await create(), bytes);
    expect((await fetch(url, { method: "DELETE" })).status).toBe(204);
    expect((await put(url, bytes.subarray(0, MB), 0, bytes.length)).status).toBe(404);
  });

  it("are for files of 3 MB and more", async () => {
    const AttachmentItem = { attachmentType: "file", name: "small", size: 3 * MB - 1 };
    const opened = await client.graph("POST", `${await create()}/attachments/createUploadSession`, {
      AttachmentItem,
    });
    expect(opened).toMatchObject({ status: 400, code: "ErrorAttachmentSizeShouldNotBeLessThanMinimumSize" });
    expect(isStringArray(opened.body["nextExpectedRanges"])).toBe(false);
  });
});
