import { createServer } from "node:net";
import { expect, test } from "vitest";
import { createConsumer } from "./consume.ts";
import { createProducer } from "./enqueue.ts";

/** A place where nobody listens any more. */
async function noRedis(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `redis://127.0.0.1:${typeof address === "object" ? address?.port : 9}`;
}

test("without Redis hints are refused within seconds, and a worker stops within seconds", async () => {
  const redisUrl = await noRedis();
  const consumer = createConsumer({
    redisUrl,
    prefix: "test",
    concurrency: { run: 1, lane: 1 },
    handlers: { run: () => Promise.resolve(), lane: () => Promise.resolve() },
    onFault: () => undefined,
    onPicked: () => undefined,
  });
  const producer = createProducer(redisUrl, "test");
  const hint = producer.enqueue("run", [{ runId: "11111111-1111-4111-8111-111111111111" }]);
  const answers = await Promise.allSettled([hint, producer.countWaiting("lane")]);
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(Promise.all([producer.close(), consumer.close()])).resolves.toBeDefined();
});
