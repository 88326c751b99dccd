import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ADA, graphToken, listOf, startTestClient, type TestClient } from "../test-client.ts";
import { APP, CONTOSO, FABRIKAM } from "../world.ts";

const INBOX = `/users/${ADA}/mailFolders/inbox?$select=id`;
let client: TestClient;

afterEach(() => client.sandbox.close());

const withToken = async (token: string): Promise<{ status: number; code: unknown }> =>
  client.graph("GET", INBOX, undefined, { authorization: `Bearer ${token}` });

describe("who may call Graph", () => {
  beforeEach(async () => {
    client = await startTestClient();
  });

  it("needs a token that we issued: 401 InvalidAuthenticationToken", async () => {
    expect(await client.graph("GET", INBOX, undefined, { authorization: "" })).toMatchObject({
      status: 401,
      code: "InvalidAuthenticationToken",
    });
    expect(await withToken("rubbish")).toMatchObject({ status: 401, code: "InvalidAuthenticationToken" });
    const [head, payload, signature] = client.token.split(".");
    expect(await withToken(`${head}.${payload?.slice(0, -4)}AAAA.${signature}`)).toMatchObject({
      status: 401,
    });
  });

  it("needs consent: 403 from Exchange and from the directory without it", async () => {
    await client.control("POST", "consent", { tenant: "contoso", granted: false });
    const token = await graphToken(client.sandbox.url, CONTOSO);
    expect(await withToken(token)).toMatchObject({ status: 403, code: "ErrorAccessDenied" });
    const users = await client.graph("GET", "/users/delta", undefined, { authorization: `Bearer ${token}` });
    expect(users).toMatchObject({ status: 403, code: "Authorization_RequestDenied" });
  });

  it("reaches the mailboxes of its own tenant only", async () => {
    await client.control("POST", "consent", { tenant: "fabrikam", granted: true });
    expect(await withToken(await graphToken(client.sandbox.url, FABRIKAM))).toMatchObject({
      status: 404,
      code: "ErrorInvalidUser",
    });
  });

  it("reaches mailboxes in scope, with no mail role in the token, where Exchange granted it", async () => {
    await client.control("POST", "consent", {
      tenant: "contoso",
      granted: true,
      mode: "scoped",
      scope: [ADA],
    });
    const token = await graphToken(client.sandbox.url, CONTOSO);
    expect(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).not.toContain("Mail.");
    expect(await withToken(token)).toMatchObject({ status: 200 });
    const outside = await client.graph(
      "GET",
      "/users/grace.hopper@contoso.com/mailFolders/inbox",
      undefined,
      { authorization: `Bearer ${token}` },
    );
    expect(outside).toMatchObject({ status: 403, code: "ErrorAccessDenied" });
    expect(JSON.stringify(outside.body)).toContain("[RAOP]");
  });

  it("answers 400 to what it does not know", async () => {
    expect((await client.graph("GET", "/organization")).status).toBe(400);
    expect((await client.graph("PUT", INBOX)).status).toBe(400);
    expect((await client.graph("POST", `/users/${ADA}/mailFolders/inbox/importMime`, "AAAA")).status).toBe(
      400,
    );
  });

  it("hides the application's grants from those who may not read applications", async () => {
    const answer = await client.graph("GET", `/servicePrincipals(appId='${APP.clientId}')?$select=id,appId`);
    expect(answer).toMatchObject({ status: 403, code: "Authorization_RequestDenied" });
  });
});

describe("with more permissions", () => {
  beforeEach(async () => {
    client = await startTestClient({
      appPermissions: ["Mail.ReadWrite", "Mail-Advanced.ReadWrite.All", "Application.Read.All"],
    });
  });

  it("importMime of /beta makes a message of MIME that is no draft, with its time and its attachment", async () => {
    const mime = [
      "From: Ada <ada.lovelace@contoso.com>",
      "To: x@y.example",
      "Subject: Picture",
      "Date: Sat, 21 Nov 2026 14:03:22 +0000",
      "Message-ID: <mime@contoso.com>",
      'Content-Type: multipart/mixed; boundary="b"',
      "",
      "--b\r\nContent-Type: text/plain\r\n\r\nHello",
      '--b\r\nContent-Type: image/png; name="p.png"\r\nContent-Disposition: attachment; filename="p.png"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA',
      "--b--",
    ].join("\r\n");
    const beta = client.graphUrl.replace("v1.0", "beta");
    const made = await client.graph(
      "POST",
      `${beta}/users/${ADA}/mailFolders/inbox/importMime`,
      Buffer.from(mime).toString("base64"),
    );
    expect(made).toMatchObject({
      status: 201,
      body: {
        isDraft: false,
        receivedDateTime: "2026-11-21T14:03:22Z",
        hasAttachments: true,
        subject: "Picture",
      },
    });
  });

  it("lists what the application was granted", async () => {
    const principal = await client.graph(
      "GET",
      `/servicePrincipals(appId='${APP.clientId}')?$select=id,appId`,
    );
    const granted = await client.graph(
      "GET",
      `/servicePrincipals/${String(principal.body["id"])}/appRoleAssignments`,
    );
    expect(listOf(granted.body).map((one) => one["appRoleId"])).toContain(
      "e2a3a72e-5f79-4c64-b1b1-878b674786c9",
    );
  });

  it("lets subject and body of a sent message be changed", async () => {
    const made = await client.graph("POST", `/users/${ADA}/mailFolders/inbox/messages`, {
      singleValueExtendedProperties: [{ id: "Integer 0x0E07", value: "1" }],
    });
    expect(
      (await client.graph("PATCH", `/users/${ADA}/messages/${String(made.body["id"])}`, { subject: "New" }))
        .status,
    ).toBe(200);
  });
});
