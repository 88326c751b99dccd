import { randomBytes } from "node:crypto";

import { Redis } from "ioredis";
import { afterEach, expect, test, vi } from "vitest";

import { createConsumer } from "./consume.ts";
import { createProducer } from "./enqueue.ts";

const redisUrl = process.env["REDIS_URL"] ?? "";
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

function queue(run: (runId: string, signal: AbortSignal) => Promise<void>) {
  const prefix = `test-${randomBytes(4).toString("hex")}`;
  const faults: unknown[] = [];
  const producer = createProducer(redisUrl, prefix);
  const consume = () => {
    const consumer = createConsumer({
      redisUrl,
      prefix,
      concurrency: { run: 2, lane: 2 },
      handlers: { run: (payload, signal) => run(payload.runId, signal), lane: () => Promise.resolve() },
      onFault: (_job, error) => faults.push(error),
      onPicked: () => undefined,
    });
    open.push(consumer);
    return consumer;
  };
  open.push(producer);
  return { producer, consume, faults, prefix };
}

const runId = "11111111-1111-4111-8111-111111111111";

test("hints for the same work collapse while they wait, and a new one is taken after the first is done", async () => {
  const seen: string[] = [];
  const { producer, consume } = queue((id) => Promise.resolve(void seen.push(id)));
  for (let time = 0; time < 3; time += 1) await producer.enqueue("run", [{ runId }]);
  expect(await producer.countWaiting("run")).toBe(1);
  consume();
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  await vi.waitFor(async () => {
    await producer.enqueue("run", [{ runId }]);
    expect(seen.length).toBeGreaterThan(1);
  });
});

test("a handler that throws is told once and not tried again by the queue", async () => {
  let calls = 0;
  const { producer, consume, faults } = queue(() => {
    calls += 1;
    return Promise.reject(new Error("a bug"));
  });
  consume();
  await producer.enqueue("run", [{ runId }]);
  await vi.waitFor(() => expect(faults).toHaveLength(1));
  await producer.enqueue("run", [{ runId }], "next");
  await vi.waitFor(() => expect(calls).toBe(2));
});

test("the text of an error, which may quote a row, is nowhere in Redis", async () => {
  const { producer, consume, faults, prefix } = queue(() =>
    Promise.reject(new Error("+12125550101 is no number")),
  );
  consume();
  await producer.enqueue("run", [{ runId }]);
  await vi.waitFor(() => expect(faults).toHaveLength(1));
  await vi.waitFor(async () => expect(await everythingUnder(prefix)).toContain("completed"));
  expect(await everythingUnder(prefix)).not.toContain("2125550101");
});

async function everythingUnder(prefix: string): Promise<string> {
  const redis = new Redis(redisUrl);
  try {
    const dumps = (await redis.keys(`${prefix}:*`)).map((key) => redis.dumpBuffer(key));
    const stream = await redis.xrange(`${prefix}:run:events`, "-", "+");
    return (
      JSON.stringify(stream) +
      Buffer.concat((await Promise.all(dumps)).filter((dump) => dump !== null)).toString("latin1")
    );
  } finally {
    redis.disconnect();
  }
}

test("stopping tells running jobs by their signal and waits for them", async () => {
  const events: string[] = [];
  const { producer, consume } = queue(async (_id, signal) => {
    events.push("started");
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    events.push("put down");
  });
  const consumer = consume();
  await producer.enqueue("run", [{ runId }]);
  await vi.waitFor(() => expect(events).toEqual(["started"]));
  await consumer.close();
  expect(events).toEqual(["started", "put down"]);
});
