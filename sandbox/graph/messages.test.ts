import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADA, IMPORT_KEY, listOf, sampleMessage, startTestClient, type TestClient } from "../test-client.ts";

let client: TestClient;
let folder: string;
let messages: string;

beforeAll(async () => {
  client = await startTestClient();
  folder = await client.folder(ADA, "AT&T SMS/MMS Network Archiver");
  messages = `/users/${ADA}/mailFolders/${folder}/messages`;
});
afterAll(() => client.sandbox.close());

const query = (options: Record<string, string>): string =>
  `?${Object.entries(options)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&")}`;
const byKey = (value: string): string =>
  `singleValueExtendedProperties/Any(ep: ep/id eq '${IMPORT_KEY}' and ep/value eq '${value}')`;

describe("creating a message from JSON", () => {
  it("makes a sent message with its own times and read state when PR_MESSAGE_FLAGS says so", async () => {
    const made = await client.graph("POST", messages, sampleMessage("k1"));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      isDraft: false,
      isRead: true,
      sentDateTime: "2026-11-21T14:03:22Z",
      receivedDateTime: "2026-11-21T14:03:24Z",
      parentFolderId: folder,
      bodyPreview: "Hello & welcome",
      hasAttachments: false,
    });
    expect(made.body["singleValueExtendedProperties"]).toBeUndefined();
    expect(made.headers.get("request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ["without PR_MESSAGE_FLAGS", []],
    ["with its unsent bit", [{ id: "Integer 0x0E07", value: "9" }]],
  ])("makes a draft %s", async (_, singleValueExtendedProperties) => {
    const made = await client.graph(
      "POST",
      messages,
      sampleMessage("draft", { singleValueExtendedProperties }),
    );
    expect(made.body).toMatchObject({ isDraft: true });
  });

  it("ignores receivedDateTime, sentDateTime and isDraft of the body", async () => {
    const changes = {
      receivedDateTime: "2001-01-01T00:00:00Z",
      sentDateTime: "2001-01-01T00:00:00Z",
      isDraft: true,
    };
    const made = await client.graph("POST", messages, sampleMessage("ignored", changes));
    expect(made.body).toMatchObject({ isDraft: false, receivedDateTime: "2026-11-21T14:03:24Z" });
  });

  it.each([
    ["a misspelt property", { recievedDateTime: "2026-01-01T00:00:00Z" }],
    ["an unknown body type", { body: { contentType: "plain", content: "" } }],
    ["a boolean as text", { isRead: "true" }],
    [
      "a numeric value of an extended property",
      { singleValueExtendedProperties: [{ id: "Integer 0x0E07", value: 1 }] },
    ],
    [
      "a value that is not of the property's type",
      { singleValueExtendedProperties: [{ id: "Integer 0x0E07", value: "one" }] },
    ],
    ["a property id without a type", { singleValueExtendedProperties: [{ id: "0x0E07", value: "1" }] }],
    ["a header without x-", { internetMessageHeaders: [{ name: "Received", value: "a" }] }],
    [
      "six headers",
      { internetMessageHeaders: Array.from({ length: 6 }, (_, at) => ({ name: `x-${at}`, value: "a" })) },
    ],
    ["a header of 996 characters", { internetMessageHeaders: [{ name: "x-long", value: "a".repeat(996) }] }],
    ["an attachment without its type", { attachments: [{ name: "a", contentBytes: "" }] }],
    [
      "base64 that is none",
      { attachments: [{ "@odata.type": "#microsoft.graph.fileAttachment", name: "a", contentBytes: "*" }] },
    ],
    ["a recipient that is a string", { toRecipients: ["a@b.example"] }],
  ])("refuses %s with 400", async (_, changes) => {
    const made = await client.graph("POST", messages, sampleMessage("refused", changes));
    expect(made.status).toBe(400);
    expect(made.body).toHaveProperty("error.innerError.request-id");
  });

  it("refuses a body over 4 MB with 413", async () => {
    const made = await client.graph(
      "POST",
      messages,
      sampleMessage("large", { body: { contentType: "text", content: "x".repeat(4 * 1024 * 1024) } }),
    );
    expect(made.status).toBe(413);
  });

  it("refuses MIME in a folder, and makes a draft of it at the mailbox", async () => {
    const mime = Buffer.from(
      "From: a@b.example\r\nTo: c@d.example\r\nSubject: Hi\r\nMessage-ID: <m@b.example>\r\n\r\nText\r\n",
    ).toString("base64");
    expect((await client.graph("POST", messages, mime)).code).toBe("UnableToDeserializePostBody");
    const made = await client.graph("POST", `/users/${ADA}/messages`, mime);
    expect(made).toMatchObject({
      status: 201,
      body: { isDraft: true, subject: "Hi", internetMessageId: "<m@b.example>" },
    });
    expect((await client.graph("POST", `/users/${ADA}/messages`, "not base64!")).status).toBe(400);
  });
});

describe("looking messages up", () => {
  const keys = ["AA01", "AA02", "AA03", "AA04", "AA05"];
  beforeAll(async () => {
    for (const [at, key] of keys.entries()) {
      const when = `2026-10-0${at + 1}T08:00:00Z`;
      const properties = [
        { id: "Integer 0x0E07", value: "4" },
        { id: "SystemTime 0x0E06", value: when },
        { id: IMPORT_KEY, value: key },
      ];
      await client.graph("POST", messages, sampleMessage(key, { singleValueExtendedProperties: properties }));
    }
  });

  it("finds by the value of an extended property whatever its case, and by its name in its case only", async () => {
    const found = await client.graph(
      "GET",
      messages + query({ $filter: byKey("aa03"), $select: "id,isDraft,internetMessageId" }),
    );
    expect(listOf(found.body)).toMatchObject([
      { internetMessageId: "<AA03@archive.telemessage.example>", isDraft: false },
    ]);
    const other = byKey("aa03").replace("SmsImportKey", "smsimportkey");
    expect(listOf((await client.graph("GET", messages + query({ $filter: other }))).body)).toEqual([]);
  });

  it("finds by internet message id in the whole mailbox", async () => {
    const filter = "internetMessageId eq '<AA02@archive.telemessage.example>'";
    const found = await client.graph(
      "GET",
      `/users/${ADA}/messages${query({ $filter: filter, $select: "id,parentFolderId" })}`,
    );
    expect(listOf(found.body)).toMatchObject([{ parentFolderId: folder }]);
  });

  it("finds by ranges of the received time, in the order asked for", async () => {
    const $filter = "receivedDateTime ge 2026-10-02T00:00:00Z and receivedDateTime lt 2026-10-04T00:00:00Z";
    const found = await client.graph(
      "GET",
      messages + query({ $filter, $orderby: "receivedDateTime", $select: "subject,receivedDateTime" }),
    );
    expect(listOf(found.body).map((one) => one["receivedDateTime"])).toEqual([
      "2026-10-02T08:00:00Z",
      "2026-10-03T08:00:00Z",
    ]);
  });

  it("gives extended properties back when they are expanded, tags in lower case without leading zeros", async () => {
    const $expand = `singleValueExtendedProperties($filter=id eq '${IMPORT_KEY}' or id eq 'Integer 0x0E07')`;
    const found = await client.graph(
      "GET",
      messages + query({ $filter: byKey("AA01"), $select: "id", $expand }),
    );
    expect(listOf(found.body)[0]?.["singleValueExtendedProperties"]).toEqual([
      { id: "Integer 0xe07", value: "4" },
      { id: IMPORT_KEY, value: "AA01" },
    ]);
  });

  it("pages through everything once with nextLink", async () => {
    const seen: unknown[] = [];
    let url: string | undefined = messages + query({ $select: "id", $top: "3" });
    while (url !== undefined) {
      const page = await client.graph("GET", url);
      seen.push(...listOf(page.body).map((one) => one["id"]));
      const next = page.body["@odata.nextLink"];
      url = typeof next === "string" ? next : undefined;
    }
    const counted = await client.graph("GET", `/users/${ADA}/mailFolders/${folder}`);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(Number(counted.body["totalItemCount"]));
  });

  it.each([
    ["an unknown option", { $search: "hello" }],
    ["an unknown filter", { $filter: "contains(subject,'SMS')" }],
    ["an unknown property", { $select: "id,colour" }],
    ["expanding without a filter", { $expand: "singleValueExtendedProperties" }],
    ["ordering by something else", { $orderby: "subject" }],
    ["more than 1000", { $top: "1001" }],
    [
      "ordering by what the filter does not restrict",
      { $filter: byKey("AA01"), $orderby: "receivedDateTime desc" },
    ],
    ["a date in quotes", { $filter: "receivedDateTime ge '2026-10-02T00:00:00Z'" }],
  ])("refuses %s with 400", async (_, options) => {
    expect((await client.graph("GET", messages + query(options))).status).toBe(400);
  });
});

describe("changing a message", () => {
  const made = async (changes = {}): Promise<string> =>
    String((await client.graph("POST", messages, sampleMessage("patched", changes))).body["id"]);

  it("accepts isDraft, flags, times and class in a PATCH, and changes nothing", async () => {
    const id = await made({ singleValueExtendedProperties: [] });
    const singleValueExtendedProperties = [
      { id: "Integer 0x0E07", value: "1" },
      { id: "SystemTime 0x0E06", value: "2020-01-01T00:00:00Z" },
    ];
    const patched = await client.graph("PATCH", `/users/${ADA}/messages/${id}`, {
      isDraft: false,
      singleValueExtendedProperties,
    });
    expect(patched).toMatchObject({ status: 200, body: { isDraft: true } });
    const $expand = "singleValueExtendedProperties($filter=id eq 'Integer 0x0E07')";
    const after = await client.graph("GET", `/users/${ADA}/messages/${id}${query({ $expand })}`);
    expect(after.body["singleValueExtendedProperties"]).toBeUndefined();
  });

  it("changes our own extended property, and finds the message by its new value", async () => {
    const id = await made();
    await client.graph("PATCH", `/users/${ADA}/messages/${id}`, {
      isRead: false,
      singleValueExtendedProperties: [{ id: IMPORT_KEY, value: "complete" }],
    });
    const found = await client.graph(
      "GET",
      messages + query({ $filter: byKey("complete"), $select: "isRead" }),
    );
    expect(listOf(found.body)).toMatchObject([{ id, isRead: false }]);
  });

  it.each(["subject", "body", "toRecipients"])(
    "refuses %s of a sent message, and takes it of a draft",
    async (name) => {
      const value = { subject: "New", body: { contentType: "text", content: "New" }, toRecipients: [] }[name];
      expect(
        await client.graph("PATCH", `/users/${ADA}/messages/${await made()}`, { [name]: value }),
      ).toMatchObject({ status: 403, code: "ErrorAccessDenied" });
      const draft = await made({ singleValueExtendedProperties: [] });
      expect((await client.graph("PATCH", `/users/${ADA}/messages/${draft}`, { [name]: value })).status).toBe(
        200,
      );
    },
  );

  it("moves a deleted message to Deleted Items, and erases it there", async () => {
    const id = await made();
    expect((await client.graph("DELETE", `/users/${ADA}/messages/${id}`)).status).toBe(204);
    const bin = await client.graph("GET", `/users/${ADA}/mailFolders/deleteditems`);
    expect((await client.graph("GET", `/users/${ADA}/messages/${id}`)).body["parentFolderId"]).toBe(
      bin.body["id"],
    );
    await client.graph("DELETE", `/users/${ADA}/messages/${id}`);
    expect(await client.graph("GET", `/users/${ADA}/messages/${id}`)).toMatchObject({
      status: 404,
      code: "ErrorItemNotFound",
    });
  });
});
