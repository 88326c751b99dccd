import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type JsonRecord } from "../http/guards.ts";
import { ADA, graphToken, sampleMessage, startTestClient, type TestClient } from "../test-client.ts";
import { CONTOSO } from "../world.ts";

const INBOX = `/users/${ADA}/mailFolders/inbox`;
let client: TestClient;

beforeAll(async () => {
  client = await startTestClient();
});
afterEach(() => client.control("DELETE", "faults"));
afterAll(() => client.sandbox.close());

const inject = (fault: JsonRecord): Promise<JsonRecord> => client.control("POST", "faults", fault);
const create = (key = "fault"): ReturnType<TestClient["graph"]> =>
  client.graph("POST", `${INBOX}/messages`, sampleMessage(key));
const count = async (): Promise<number> => Number((await client.graph("GET", INBOX)).body["totalItemCount"]);

describe("faults of Graph", () => {
  it.each([
    ["seconds", { retryAfter: 7 }, /^7$/],
    ["an HTTP date", { retryAfter: "http-date" }, /GMT$/],
    ["nothing", { retryAfter: "absent" }, /^none$/],
  ])("throttle answers 429 with %s in Retry-After", async (_, params, expected) => {
    await inject({ fault: "throttle", ...params });
    const answer = await create();
    expect(answer).toMatchObject({ status: 429, code: "ApplicationThrottled" });
    expect(answer.headers.get("retry-after") ?? "none").toMatch(expected);
  });

  it("unavailable answers 503 with an empty body, as often as it is told", async () => {
    await inject({ fault: "unavailable", times: 2 });
    const answers = [await create(), await create(), await create()];
    expect(answers.map((answer) => answer.status)).toEqual([503, 503, 201]);
  });

  it("commit-then-drop keeps the message and loses the answer; drop-before-commit loses both", async () => {
    const before = await count();
    await inject({ fault: "commit-then-drop" });
    await expect(create()).rejects.toThrow("fetch failed");
    expect(await count()).toBe(before + 1);
    await inject({ fault: "drop-before-commit", request: "graph.messages.create" });
    await expect(create()).rejects.toThrow("fetch failed");
    expect(await count()).toBe(before + 1);
  });

  it("server-error-after-commit keeps the message and answers 500", async () => {
    const before = await count();
    await inject({ fault: "server-error-after-commit" });
    expect((await create()).status).toBe(500);
    expect(await count()).toBe(before + 1);
  });

  it("draft-answer makes a draft whatever the flags say", async () => {
    await inject({ fault: "draft-answer" });
    expect((await create()).body["isDraft"]).toBe(true);
    expect((await create()).body["isDraft"]).toBe(false);
  });

  it("token-expired refuses the tokens issued so far, and takes a new one", async () => {
    await inject({ fault: "token-expired" });
    expect(await create()).toMatchObject({ status: 401, code: "InvalidAuthenticationToken" });
    expect((await create()).status).toBe(401);
    const token = await graphToken(client.sandbox.url, CONTOSO);
    expect((await client.graph("GET", INBOX, undefined, { authorization: `Bearer ${token}` })).status).toBe(
      200,
    );
    await client.sandbox.close();
    client = await startTestClient();
  });

  it("consent-missing issues tokens without roles; consent-delay does until the time is over", async () => {
    const roles = async (): Promise<unknown> =>
      JSON.parse(
        Buffer.from(
          (await graphToken(client.sandbox.url, CONTOSO)).split(".")[1] ?? "",
          "base64url",
        ).toString(),
      ).roles;
    await inject({ fault: "consent-missing", times: 1 });
    expect(await roles()).toBeUndefined();
    await client.control("POST", "consent", { tenant: "contoso", granted: true });
    await inject({ fault: "consent-delay", ms: 60_000 });
    expect(await roles()).toBeUndefined();
    await client.control("DELETE", "faults");
    expect(await roles()).toContain("Mail.ReadWrite");
  });

  it("innererror-spelling, access-denied and mailbox-full strike the mailbox that they name", async () => {
    await inject({ fault: "mailbox-full", mailbox: ADA });
    await inject({ fault: "innererror-spelling", times: 1 });
    expect((await create()).body).toHaveProperty("error.innererror");
    expect(await create()).toMatchObject({ status: 507, code: "ErrorQuotaExceeded" });
    await inject({ fault: "access-denied", mailbox: ADA });
    expect(await create()).toMatchObject({ status: 403, code: "ErrorAccessDenied" });
    const other = "/users/grace.hopper@contoso.com/mailFolders/inbox/messages";
    expect((await client.graph("POST", other, sampleMessage("g"))).status).toBe(201);
  });

  it("slow waits, and probability decides by the seed", async () => {
    await inject({ fault: "slow", ms: 80, times: 1 });
    const start = performance.now();
    await create();
    expect(performance.now() - start).toBeGreaterThan(75);
    await inject({ fault: "unavailable", probability: 0.5 });
    const answers = await Promise.all(Array.from({ length: 4 }, () => client.graph("GET", "/users?$top=1")));
    const more = await Promise.all(Array.from({ length: 36 }, () => client.graph("GET", "/users?$top=1")));
    const refused = [...answers, ...more].filter((answer) => answer.status === 503).length;
    expect(refused).toBeGreaterThan(5);
    expect(refused).toBeLessThan(35);
  });

  it("are listed with how often they struck, and an unknown one is refused", async () => {
    await inject({ fault: "throttle", times: 3 });
    await create();
    expect(await client.control("GET", "faults")).toMatchObject({
      faults: [{ fault: "throttle", remaining: 2, struck: 1 }],
    });
    await expect(inject({ fault: "earthquake" })).rejects.toThrow("400");
  });
});
