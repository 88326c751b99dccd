import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { found, markedMails, MARKS, NUMBER } from "./testing/canary.ts";
import { type LiveStack, startLiveStack } from "./testing/live-stack.ts";
import { openTracer } from "#lib/tracing/open-tracer.ts";
import { NO_TRACES } from "#lib/tracing/tracer.ts";
import { type ReceivedSpan, startTraceCollector } from "#lib/tracing/testing/trace-collector.ts";

let collector: Awaited<ReturnType<typeof startTraceCollector>>;
let stack: LiveStack;
let runId: string;

beforeAll(async () => {
  collector = await startTraceCollector();
  stack = await startLiveStack(
    process.env,
    { SANDBOX_ITEMS: "60", SANDBOX_LATENCY_MS: "1" },
    {
      // As operators write it.
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: "x-team=archive,authorization=Bearer%20t0ken",
    },
  );
  const query = new URLSearchParams({
    account: "contoso-archive",
    archivedAt: new Date(Date.now() - 60_000).toISOString(),
  });
  for (const mail of markedMails("ada.lovelace@contoso.com", 3))
    await fetch(`${stack.sandboxUrl}/control/vendor/eml?${query}`, {
      method: "POST",
      body: new Uint8Array(mail),
    });
  ({ runId } = await stack.seed());
  const worker = stack.startWorker();
  await stack.runEnded(runId, 120);
  // What is left is sent before the process ends.
  await worker.stop();
}, 300_000);
afterAll(async () => {
  await stack.close();
  await collector.close();
});

const named = (name: string) => collector.spans.filter((span) => span.name === name);
const parentOf = (span: ReceivedSpan | undefined) =>
  collector.spans.find(({ spanId }) => spanId === span?.parentSpanId);
const valueOf = (span: ReceivedSpan | undefined, key: string) =>
  span?.attributes.find((each) => each.key === key)?.value;

test("a run is told as its steps, its lanes and their batches, each within what it is a part of", () => {
  expect([...collector.services]).toEqual(["mobile-archive-worker"]);
  for (const step of ["run plan", "run fetch", "run stage", "run map", "run report"]) {
    const [span] = named(step);
    expect(parentOf(span)?.name, step).toBe("run");
    expect(valueOf(parentOf(span), "mac.run.id")?.stringValue).toBe(runId);
  }
  expect(named("lane").length).toBeGreaterThan(1);
  expect(parentOf(named("lane import")[0])?.name).toBe("lane");
  expect(parentOf(named("lane take")[0])?.name).toBe("lane import");
  expect(parentOf(named("lane verify")[0])?.name).toBe("lane");
  const recorded = named("lane record").reduce(
    (sum, span) => sum + Number(valueOf(span, "mac.count")?.intValue),
    0,
  );
  expect(recorded).toBeGreaterThan(30);
  expect(named("vault write").length).toBeGreaterThan(0);
});

test("requests to others are told by whom they asked and how it ended, within what asked", () => {
  const posts = collector.spans.filter(({ name }) => name.startsWith("POST "));
  expect(posts.length).toBeGreaterThan(20);
  const lanes = new Set(posts.map((post) => parentOf(post)?.name));
  expect([...lanes]).toContain("lane import");
  expect(posts.some((post) => Number(valueOf(post, "http.response.status_code")?.intValue) === 201)).toBe(
    true,
  );
});

test("nothing of a message, a person or an address is told, and the collector gets what it wants to be told", () => {
  const heard = collector.heard();
  expect(heard).toContain("Bearer t0ken");
  expect(found(heard, MARKS)).toEqual([]);
  expect(heard).not.toContain(NUMBER);
  expect(heard).not.toMatch(/@|contoso|%40|\/users\//i);
  const keys = new Set(collector.spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)));
  const told = [
    "error.type",
    "http.request.method",
    "http.response.status_code",
    "mac.count",
    "mac.run.id",
    "mac.size_bytes",
    "peer.service",
  ];
  expect([...keys].filter((key) => !told.includes(key))).toEqual([]);
});

test("without a collector nothing of it is loaded", async () => {
  expect(await openTracer("worker", { endpoint: undefined, headers: undefined, part: 1 })).toBe(NO_TRACES);
  const main = readFileSync(join(import.meta.dirname, "main.ts"), "utf8");
  expect(main).not.toContain("opentelemetry");
});
