import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { createProducer, type Producer } from "#lib/queue/enqueue.ts";
import { withRedisSettings } from "#lib/queue/testing/redis-setting.ts";

import type { Finding } from "./findings.ts";
import { examineDatabaseServer } from "./look-at-database.ts";
import { examineRedis } from "./look-at-redis.ts";

const redisUrl = process.env["REDIS_URL"] ?? "";
const SOUND = { "maxmemory-policy": "noeviction", appendonly: "yes", save: "" };

let database: TestDatabase;
let producer: Producer;
beforeAll(async () => {
  database = await createTestDatabase(process.env);
  producer = createProducer(redisUrl, "doctor");
});
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  await producer.close();
  await database.drop();
});

const stateOf = (findings: readonly Finding[], what: string) =>
  findings.find((finding) => finding.what === what)?.state;

test.each([
  ["as it should be", {}, "ok", "ok"],
  ["that may forget jobs", { "maxmemory-policy": "allkeys-lru" }, "mend", "ok"],
  ["with snapshots alone", { appendonly: "no", save: "3600 1" }, "ok", "ok"],
  ["that keeps nothing over a restart", { appendonly: "no" }, "ok", "look"],
] as const)("a Redis %s", async (_, change, eviction, persistence) => {
  await withRedisSettings(redisUrl, { ...SOUND, ...change }, async () => {
    const findings = await examineRedis(producer);
    expect(stateOf(findings, "Redis eviction")).toBe(eviction);
    expect(stateOf(findings, "Redis persistence")).toBe(persistence);
  });
});

test.each([
  ["with the database's clock", 0, "ok"],
  ["a minute before it", 60_000, "mend"],
  ["a minute behind it", -60_000, "mend"],
])("a machine that is %s", async (_, skewMs, state) => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + skewMs });
  expect(stateOf(await examineDatabaseServer(database.db), "Clock")).toBe(state);
});
