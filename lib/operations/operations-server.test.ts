import { afterEach, expect, test } from "vitest";

import { type OperationsAnswers, type OperationsServer, startOperationsServer } from "./operations-server.ts";
import { askProbes } from "./readiness.ts";

let server: OperationsServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function ask(path: string, change: Partial<OperationsAnswers> = {}, method = "GET") {
  server = await startOperationsServer(
    { host: "127.0.0.1", port: 0 },
    {
      live: () => true,
      ready: () => Promise.resolve({ database: true }),
      metrics: () => Promise.resolve({ contentType: "text/plain", text: "mac_up 1\n" }),
      ...change,
    },
  );
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  return { status: answer.status, text: await answer.text() };
}

test("live tells a supervisor by its status", async () => {
  expect((await ask("/live")).status).toBe(200);
  await server?.close();
  expect((await ask("/live", { live: () => false })).status).toBe(503);
});

test("ready names the part that cannot be reached, and says no more about it", async () => {
  const ready = () =>
    askProbes({
      database: () => Promise.resolve(),
      redis: () => Promise.reject(new Error("redis://user:secret@redis")),
    });
  expect(await ask("/ready", { ready })).toEqual({
    status: 503,
    text: '{"ready":false,"database":true,"redis":false}',
  });
});

test("a question that fails answers 500 and gives nothing away", async () => {
  const metrics = () => Promise.reject(new Error("postgresql://mac_app:secret@postgres"));
  expect(await ask("/metrics", { metrics })).toEqual({ status: 500, text: "failed\n" });
});

test.each([
  ["/", "GET"],
  ["/live?x", "GET"],
  ["/metrics", "POST"],
  ["/data-connectors", "GET"],
])("nothing else is there: %s by %s", async (path, method) => {
  expect((await ask(path, {}, method)).status).toBe(404);
});
