import { expect, test } from "vitest";

import { createWorkerMetrics } from "#lib/operations/worker-metrics.ts";
import type { Http, HttpAnswer, NoAnswer } from "#lib/http.ts";
import { runLane } from "#lib/pipeline/import-lane.ts";
import { createLaneWorld } from "#lib/pipeline/testing/lane-world.ts";

import { observeHandlers, observeHttp, observePipeline } from "./observed.ts";

const { signal } = new AbortController();

function metrics() {
  return createWorkerMetrics({ lanesInHand: () => 0, runsInHand: () => 0, ready: () => Promise.resolve({}) });
}

test("what is counted is what the ledger holds", async () => {
  const world = await createLaneWorld(12);
  const counted = metrics();
  await runLane(observePipeline(world.deps, counted), await world.claimLane(), signal);
  expect(await world.tally()).toEqual({ "imported verified": 12 });
  const { text } = await counted.read();
  expect(text).toContain('mac_deliveries_total{outcome="imported"} 12');
  expect(text).toContain("mac_deliveries_verified_total 12");
  for (const { importKey, messageId } of world.rows.deliveries.values()) {
    expect(text).not.toContain(importKey);
    expect(text).not.toContain(`"${messageId}"`);
  }
});

test("answers are counted by service and kind, whatever their address holds", async () => {
  const answers: (HttpAnswer | NoAnswer)[] = [
    { kind: "answer", status: 201, headers: {}, text: "" },
    { kind: "answer", status: 429, headers: {}, text: "" },
    { kind: "no-answer", isSent: true, cause: undefined },
  ];
  const http: Http = {
    exchange: () =>
      Promise.resolve(answers.shift() ?? { kind: "no-answer", isSent: false, cause: undefined }),
    open: () => Promise.resolve({ kind: "no-answer", isSent: false, cause: undefined }),
    close: () => Promise.resolve(),
  };
  const counted = metrics();
  const observed = observeHttp(http, { graph: "https://graph.example/v1.0" }, counted);
  const request = { method: "GET" as const, path: "/users/ada@contoso.example", headers: {}, signal };
  for (const origin of [
    "https://graph.example",
    "https://graph.example",
    "https://graph.example",
    "https://x.example",
  ])
    await observed.exchange({ ...request, origin });
  const { text } = await counted.read();
  for (const line of [
    'mac_http_answers_total{service="graph",answer="2xx"} 1',
    'mac_http_answers_total{service="graph",answer="429"} 1',
    'mac_http_answers_total{service="graph",answer="lost"} 1',
    'mac_http_answers_total{service="other",answer="unreachable"} 1',
    'mac_http_request_seconds_count{service="graph"} 3',
  ])
    expect(text).toContain(line);
  expect(text).not.toContain("ada@contoso");
});

test("a job is in hand until its handler has ended, also by a fault", async () => {
  let fail: (error: Error) => void = () => undefined;
  const { handlers, hands } = observeHandlers({
    run: () => Promise.resolve(),
    lane: () => new Promise((_, reject) => (fail = reject)),
  });
  const lane = handlers.lane({ tenantId: "t", runId: "r", userId: "u" }, signal);
  expect(hands).toEqual({ run: 0, lane: 1 });
  fail(new Error("a bug"));
  await expect(lane).rejects.toThrow("a bug");
  expect(hands).toEqual({ run: 0, lane: 0 });
});
