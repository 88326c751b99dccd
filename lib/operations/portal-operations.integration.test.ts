import { afterAll, beforeAll, expect, test } from "vitest";

import { createTestDatabase, type TestDatabase } from "#lib/db/testing/test-database.ts";
import { createProducer, type Producer } from "#lib/queue/enqueue.ts";

import { createPortalOperations } from "./portal-operations.ts";

let database: TestDatabase;
let producers: Producer[];
beforeAll(async () => {
  database = await createTestDatabase(process.env);
  producers = [process.env["REDIS_URL"] ?? "", "redis://127.0.0.1:1"].map((url) =>
    createProducer(url, "test"),
  );
});
afterAll(async () => {
  for (const producer of producers) await producer.close();
  await database.drop();
});

test("a portal is ready when its database and Redis answer, and asks no storage", async () => {
  const [producer, lost] = producers;
  if (!producer || !lost) throw new Error("two were made");
  const { ready, metrics } = createPortalOperations(database.db, producer);
  expect(await ready()).toEqual({ database: true, redis: true });
  const { text } = await metrics();
  expect(text).toContain('mac_reachable{part="redis"} 1');
  expect(text).not.toContain('part="storage"');
  expect(await createPortalOperations(database.db, lost).ready()).toEqual({ database: true, redis: false });
});
