import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type JsonRecord } from "../http/guards.ts";
import { ADA, listOf, startTestClient, type TestClient } from "../test-client.ts";

const SELECT =
  "$select=id,mail,userPrincipalName,proxyAddresses,otherMails,accountEnabled,userType,assignedPlans";
let client: TestClient;

beforeAll(async () => {
  client = await startTestClient({ users: 300 });
});
afterAll(() => client.sandbox.close());

async function follow(url: string): Promise<{ users: JsonRecord[]; deltaLink: string; pages: number }> {
  const users: JsonRecord[] = [];
  let next: string | undefined = url;
  let deltaLink = "";
  let pages = 0;
  while (next !== undefined) {
    const page = await client.graph("GET", next);
    expect(page.status).toBe(200);
    users.push(...listOf(page.body));
    pages += 1;
    const link = page.body["@odata.nextLink"];
    next = typeof link === "string" ? link : undefined;
    deltaLink = String(page.body["@odata.deltaLink"]);
  }
  return { users, deltaLink, pages };
}

const filtered = (filter: string): ReturnType<TestClient["graph"]> =>
  client.graph(
    "GET",
    `/users?$filter=${encodeURIComponent(filter)}&$select=id,mail,userPrincipalName&$top=2`,
  );

describe("users", () => {
  it("are found by address or id, and missed with Request_ResourceNotFound", async () => {
    const byMail = await client.graph("GET", `/users/${ADA}?$select=id,mail`);
    const byId = await client.graph("GET", `/users/${String(byMail.body["id"])}?$select=id,mail`);
    expect(byId.body).toMatchObject({ mail: ADA });
    expect(Object.keys(byId.body)).toEqual(["@odata.context", "id", "mail"]);
    expect(await client.graph("GET", "/users/nobody@contoso.com")).toMatchObject({
      status: 404,
      code: "Request_ResourceNotFound",
    });
  });

  it("are found by mail, principal name or proxy address in one filter", async () => {
    const filter =
      "mail eq 'RRITCHIE@contoso.com' or userPrincipalName eq 'nobody@contoso.com' or proxyAddresses/any(p:p eq 'smtp:dritchie@contoso.com')";
    expect(listOf((await filtered(filter)).body)).toMatchObject([{ mail: "dennis.ritchie@contoso.com" }]);
    expect(listOf((await filtered(`mail in ('${ADA}','grace.hopper@contoso.com')`)).body)).toHaveLength(2);
  });

  it("never match another's otherMails", async () => {
    const found = await filtered("mail eq 'ken.thompson@contoso.com'");
    expect(listOf(found.body)).toHaveLength(1);
    expect((await filtered("otherMails/any(o:o eq 'ken.thompson@contoso.com')")).status).toBe(400);
  });

  it("take no more than 15 clauses", async () => {
    const clauses = (count: number): string =>
      Array.from({ length: count }, (_, at) => `mail eq 'o''brien${at}@contoso.com'`).join(" or ");
    expect((await filtered(clauses(15))).status).toBe(200);
    expect(await filtered(clauses(16))).toMatchObject({ status: 400, code: "Request_UnsupportedQuery" });
  });

  it("show the traps of a directory: guest, disabled, alias, no Exchange plan", async () => {
    const { users } = await follow(`/users?${SELECT}&$top=100`);
    expect(users).toHaveLength(306);
    expect(users.filter((user) => user["userType"] === "Guest")).toHaveLength(1);
    expect(users.filter((user) => user["accountEnabled"] === false)).toHaveLength(1);
    expect(
      users.filter((user) => Array.isArray(user["proxyAddresses"]) && user["proxyAddresses"].length === 2),
    ).toHaveLength(1);
    expect(
      users.filter((user) => Array.isArray(user["assignedPlans"]) && user["assignedPlans"].length === 0),
    ).toHaveLength(2);
    expect(
      users.filter((user) => Array.isArray(user["otherMails"]) && user["otherMails"].length > 0),
    ).toHaveLength(1);
  });
});

describe("users/delta", () => {
  it("lists everybody in pages, then what changed, then nothing", async () => {
    const first = await follow(`/users/delta?${SELECT}`);
    expect(first.users).toHaveLength(306);
    expect(first.pages).toBe(2);
    await client.control("POST", "users", {
      tenant: "contoso",
      user: ADA,
      properties: { mail: "countess@contoso.com" },
    });
    await client.control("POST", "users", { tenant: "contoso", user: "new.hire@contoso.com" });
    await client.control("DELETE", "users?user=grace.hopper@contoso.com&reason=deleted");
    const second = await follow(first.deltaLink);
    expect(second.users).toHaveLength(3);
    expect(second.users).toContainEqual(expect.objectContaining({ mail: "countess@contoso.com" }));
    expect(second.users).toContainEqual({ id: expect.any(String), "@removed": { reason: "deleted" } });
    expect((await follow(second.deltaLink)).users).toEqual([]);
  });

  it("answers 410 with a place to start anew when the token has expired", async () => {
    const { deltaLink } = await follow("/users/delta?$select=id");
    await client.control("POST", "faults", { fault: "delta-expired" });
    const expired = await client.graph("GET", deltaLink);
    expect(expired).toMatchObject({ status: 410, code: "syncStateNotFound" });
    expect(expired.headers.get("location")).toContain("/users/delta");
    expect((await client.graph("GET", "/users/delta?$deltatoken=rubbish")).status).toBe(410);
  });
});

describe("mailboxes of users", () => {
  it.each([
    ["a user without a plan", "konrad.zuse@contoso.com"],
    ["a user whose plan only looks enabled", "hedy.lamarr@contoso.com"],
    ["a guest", "edsger.dijkstra_partner.example#EXT#@contoso.com"],
  ])("%s has none: MailboxNotEnabledForRESTAPI", async (_, user) => {
    const answer = await client.graph(
      "GET",
      `/users/${encodeURIComponent(user)}/mailFolders/inbox?$select=id`,
    );
    expect(answer).toMatchObject({ status: 404, code: "MailboxNotEnabledForRESTAPI" });
  });

  it("an unknown user is invalid: ErrorInvalidUser", async () => {
    expect(await client.graph("GET", "/users/nobody@contoso.com/mailFolders")).toMatchObject({
      status: 404,
      code: "ErrorInvalidUser",
    });
  });

  it("a full one refuses every new message", async () => {
    const path = "/users/margaret.hamilton@contoso.com/mailFolders/inbox/messages";
    expect(await client.graph("POST", path, { subject: "no room" })).toMatchObject({
      status: 507,
      code: "ErrorQuotaExceeded",
    });
  });

  it("tell their purpose and their id", async () => {
    expect(
      (await client.graph("GET", `/users/${ADA}/mailboxSettings?$select=userPurpose`)).body["userPurpose"],
    ).toBe("user");
    expect((await client.graph("GET", `/users/${ADA}/settings/exchange`)).body["primaryMailboxId"]).toMatch(
      /^MBX:/,
    );
  });
});
