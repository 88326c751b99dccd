import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProducer, type Producer } from "./enqueue.ts";

const prefix = `test-${randomBytes(4).toString("hex")}`;
let one: Producer;
let other: Producer;

beforeAll(async () => {
  const redisUrl = process.env["REDIS_URL"] ?? "";
  one = createProducer(redisUrl, prefix);
  other = createProducer(redisUrl, prefix);
  await Promise.all([one.ping(), other.ping()]);
});
afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
});

test("processes count the same thing together, each attempt once, until its window ends", async () => {
  const attempts = await Promise.all(
    Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).countAttempt("one", 60_000)),
  );
  const counts = attempts.map(({ count }) => count).toSorted((a, b) => a - b);
  expect(counts).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  const again = await one.countAttempt("one", 3_600_000);
  expect(again.endsInMs, "the window is the first attempt's").toBeLessThanOrEqual(60_000);
  expect(again.endsInMs).toBeGreaterThan(0);
  expect((await other.countAttempt("another", 60_000)).count).toBe(1);
});

test("without Redis the answer is an error at once", async () => {
  const nowhere = createProducer("redis://127.0.0.1:1", prefix);
  await expect(nowhere.countAttempt("one", 60_000)).rejects.toThrow("not connected");
  await nowhere.close();
});
