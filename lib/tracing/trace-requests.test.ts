import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Http } from "#lib/http.ts";
import { paths } from "#lib/paths.ts";
import { startTraceCollector } from "./testing/trace-collector.ts";
import { traceHttp } from "./trace-http.ts";
import { routeOf, traceRequests } from "./trace-requests.ts";
import { openTracer } from "./open-tracer.ts";
import type { Tracer } from "./tracer.ts";

let collector: Awaited<ReturnType<typeof startTraceCollector>>;
let tracer: Tracer;
beforeAll(async () => {
  collector = await startTraceCollector();
  tracer = await openTracer("portal", { endpoint: collector.url, headers: undefined, part: 1 });
});
afterAll(() => collector.close());

const ID = "c0a70500-0000-4000-8000-000000000001";

test.each([
  ["/", "/"],
  [paths.run(ID, ID), "/data-connectors/connectors/{}/runs/{}"],
  [paths.connector(ID, "unmapped"), "/data-connectors/connectors/{}"],
  [`${paths.api.runLog(ID)}?complete=1`, "/api/runs/{}/log"],
  [paths.setup("att-network", ID, "login"), "/data-connectors/{}/new/{}/{}"],
  ["/api/auth/callback/entra?code=secret&state=secret", "/api/auth/callback/entra"],
  ["/12125550144/ada@contoso.example?q=12125550144", "/{}/{}"],
  [`/${"x/".repeat(50)}`, "/{}/{}/{}/{}/{}/{}/{}/{}"],
])("%s is told as %s", (url, route) => {
  expect(routeOf(url)).toBe(route);
});

test("every page and route of the portal has a word of its own", () => {
  const fixed = [
    paths.signIn,
    paths.noRole,
    paths.consentResult,
    paths.gallery,
    paths.connectors,
    paths.auditLog,
    paths.alerts,
    paths.settings,
    paths.consentCallback,
    ...Object.values(paths.api).filter((path) => typeof path === "string"),
  ];
  for (const path of fixed) expect(routeOf(path)).toBe(path);
});

test("a request that comes in is told by its route, and what it asks of others within it, without what is in addresses", async () => {
  const answering: Http = {
    exchange: () => Promise.resolve({ kind: "answer", status: 429, headers: {}, text: "" }),
    open: () => Promise.resolve({ kind: "no-answer", isSent: false, cause: undefined }),
    close: () => Promise.resolve(),
  };
  const http = traceHttp(answering, { graph: "https://graph.example/v1.0" }, () => tracer);
  const server = createServer((_request, response) => {
    const path = "/users/ada@contoso.example";
    const signal = AbortSignal.timeout(10_000);
    const asked = { method: "GET", origin: "https://graph.example", path, headers: {}, signal } as const;
    setImmediate(() => void http.exchange(asked).then(() => response.writeHead(503).end()));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  traceRequests(tracer);
  const at = server.address();
  const origin = `http://127.0.0.1:${typeof at === "object" ? at?.port : 0}`;
  await Promise.all(
    [`${paths.api.runLog(ID)}?q=12125550144`, `${paths.run(ID, ID)}?mailbox=ada@contoso.example`].map(
      (path) => fetch(origin + path).then((answer) => answer.text()),
    ),
  );
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await tracer.close();

  expect([...collector.services]).toEqual(["mobile-archive-portal"]);
  const asking = collector.spans.filter(({ name }) => name === "GET graph");
  const names = asking.map(
    ({ parentSpanId }) => collector.spans.find(({ spanId }) => spanId === parentSpanId)?.name,
  );
  expect(new Set(names)).toEqual(
    new Set(["GET /api/runs/{}/log", "GET /data-connectors/connectors/{}/runs/{}"]),
  );
  expect(new Set(asking.map(({ traceId }) => traceId)).size, "requests are not mixed up").toBe(2);
  expect(collector.heard()).toContain('"intValue":503');
  expect(collector.heard()).not.toMatch(/ada|contoso|2125550144|c0a70500/);
});
