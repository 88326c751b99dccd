import { afterAll, beforeAll, expect, it } from "vitest";
import { asRecord, type JsonRecord } from "../http/guards.ts";
import { ADA, sampleMessage, startTestClient, type TestClient } from "../test-client.ts";

let client: TestClient;

beforeAll(async () => {
  client = await startTestClient();
});
afterAll(() => client.sandbox.close());

const INBOX = `/users/${ADA}/mailFolders/inbox/messages`;
const create = (id: string, dependsOn?: string[]): JsonRecord => ({
  id,
  method: "POST",
  url: INBOX,
  headers: { "Content-Type": "application/json" },
  body: sampleMessage(id),
  ...(dependsOn ? { dependsOn } : {}),
});

async function batch(requests: JsonRecord[]): Promise<Map<unknown, JsonRecord>> {
  const answer = await client.graph("POST", "/$batch", { requests });
  const responses = answer.body["responses"];
  return new Map(
    (Array.isArray(responses) ? responses : []).map((one) => [asRecord(one)["id"], asRecord(one)]),
  );
}

it("answers each request of a batch on its own", async () => {
  const answers = await batch([
    create("1"),
    { id: "2", method: "GET", url: `/users/${ADA}?$select=mail` },
    { id: "3", method: "GET", url: "/users/nobody@contoso.com" },
  ]);
  expect(answers.get("1")).toMatchObject({ status: 201, body: { isDraft: false } });
  expect(answers.get("2")).toMatchObject({ status: 200, body: { mail: ADA } });
  expect(answers.get("3")).toMatchObject({ status: 404 });
});

it("throttles one of a batch alone, and fails what depends on it with 424", async () => {
  await client.control("POST", "faults", {
    fault: "throttle",
    times: 1,
    retryAfter: 10,
    request: "graph.messages.create",
  });
  const answers = await batch([create("1"), create("2", ["1"]), create("3")]);
  expect(answers.get("1")).toMatchObject({ status: 429, headers: { "Retry-After": "10" } });
  expect(answers.get("2")).toMatchObject({ status: 424 });
  expect(answers.get("3")).toMatchObject({ status: 201 });
});

it("never has more than four of a batch in flight at a mailbox", async () => {
  await client.control("DELETE", "stats");
  const answers = await batch(Array.from({ length: 20 }, (_, at) => create(String(at))));
  expect([...answers.values()].every((answer) => answer["status"] === 201)).toBe(true);
  expect(await client.control("GET", "stats")).toMatchObject({ throttled: 0 });
});

it.each([
  ["21 requests", Array.from({ length: 21 }, (_, at) => create(String(at)))],
  ["the same id twice", [create("1"), create("1")]],
  ["a dependency on nothing", [create("1", ["0"])]],
  ["no requests", []],
])("refuses %s with 400", async (_, requests) => {
  expect((await client.graph("POST", "/$batch", { requests })).status).toBe(400);
});
