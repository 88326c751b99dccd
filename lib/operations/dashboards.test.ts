import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { createPortalMetrics } from "./portal-metrics.ts";
import { createWorkerMetrics } from "./worker-metrics.ts";

const ready = () => Promise.resolve({ database: true });
const portal = createPortalMetrics({
  figures: () => Promise.resolve([{ figure: "runs", label: "queued", value: 2 }]),
  stagingBytes: () => Promise.resolve(7),
  workersAlive: () => Promise.reject(new Error("the database is gone")),
  queues: () => Promise.resolve([{ job: "lane", waiting: 3, oldestMs: 1_500 }]),
  ready,
});
const worker = createWorkerMetrics({ lanesInHand: () => 1, runsInHand: () => 0, ready });
const known = new Set([...portal.names(), ...worker.names()]);

test.each(["grafana-dashboard.json", "alert-rules.yml"])("every metric that ops/%s names exists", (file) => {
  const text = readFileSync(new URL(`../../ops/${file}`, import.meta.url), "utf8");
  const named = new Set(text.match(/\b(?:mac|process|nodejs)_[a-z0-9_]+\b/g));
  expect(named.size).toBeGreaterThan(10);
  const missing = [...named].filter(
    (name) => !known.has(name.replace(/_(?:bucket|sum|count)$/, "")) && !known.has(name),
  );
  expect(missing).toEqual([]);
});

test("every metric of ours is shown on the dashboard", () => {
  const text = readFileSync(new URL("../../ops/grafana-dashboard.json", import.meta.url), "utf8");
  expect([...known].filter((name) => name.startsWith("mac_") && !text.includes(name))).toEqual([]);
});

test("a portal that cannot read one number still tells the others", async () => {
  const { text } = await portal.read();
  expect(text).toContain('mac_runs_active{state="queued"} 2');
  expect(text).toContain("mac_staging_bytes 7");
  expect(text).toContain('mac_queue_oldest_seconds{job="lane"} 1.5');
  expect(text).toContain('mac_reachable{part="database"} 1');
  expect(text).not.toMatch(/^mac_workers_alive \d/m);
});

test("labels are words out of closed sets: no metric has one for a tenant, a person or an id", async () => {
  worker.outcome("imported", 2);
  worker.answered("graph", "429", 0.3);
  const texts = await Promise.all([portal.read(), worker.read()]);
  const labels = texts.flatMap(({ text }) =>
    [...text.matchAll(/^mac_\w+\{([^}]*)\}/gm)].map(([, pairs]) => pairs),
  );
  const names = new Set(
    labels.flatMap((pairs) => [...(pairs ?? "").matchAll(/(\w+)="/g)].map(([, name]) => name)),
  );
  expect(names).toContain("outcome");
  const closed = ["answer", "job", "le", "outcome", "part", "reason", "service", "state"];
  // Of Node's own metrics: kinds of garbage collection, of handles and of memory spaces, and its version.
  const ofNode = ["kind", "space", "type", "version", "major", "minor", "patch"];
  expect([...names].filter((name) => ![...closed, ...ofNode].includes(name ?? ""))).toEqual([]);
});
