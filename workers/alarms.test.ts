import { readdirSync, readFileSync } from "node:fs";

import { beforeAll, expect, test } from "vitest";

import { readWorkerEnv, serviceUrlsOf } from "#lib/env.ts";
import type { Http, HttpAnswer, NoAnswer } from "#lib/http.ts";
import { createWorkerMetrics } from "#lib/operations/worker-metrics.ts";

import { observeHttp } from "./observed.ts";

// An alert that waits for a word which nobody says never rises. Words come from the code and the schema that say them.

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const RULES = read("ops/alert-rules.yml");
const DASHBOARD = read("ops/grafana-dashboard.json").replaceAll(String.raw`\"`, '"');

const services = {
  ...serviceUrlsOf(
    readWorkerEnv({
      DATABASE_URL: "postgresql://x@localhost/x",
      REDIS_URL: "redis://localhost",
      AZURE_STORAGE_CONNECTION_STRING: "x",
      ENVELOPE_KEYS: "x",
      ENTRA_CLIENT_ID: "x",
      TELEMESSAGE_URL: "https://archive.example",
    }),
  ),
};

type Selected = { metric: string; label: string; words: string[] };

/** `metric{label="word",other=~"word|word"}`, label by label. */
function selectedIn(text: string): Selected[] {
  return [...text.matchAll(/\b(\w+)\{([^{}]*=[^{}]*)\}/g)].flatMap(([, metric = "", pairs = ""]) =>
    [...pairs.matchAll(/(\w+)\s*[=!]~?\s*"([^"]*)"/g)].map(([, label = "", words = ""]) => ({
      metric,
      label,
      words: words.split("|"),
    })),
  );
}

let known: Record<string, string[]>;
beforeAll(async () => {
  known = {
    "mac_http_answers_total answer": await answerWords(),
    "mac_http_answers_total service": [...Object.keys(services), "other"],
    "mac_connectors state": wordsOfFunction("operations_figures"),
    "mac_connectors_last_run state": statesOfRuns(),
    "up job": jobs(),
    "process_resident_memory_bytes job": jobs(),
  };
});

/** What a worker counts of every kind of answer. */
async function answerWords(): Promise<string[]> {
  const answers: (HttpAnswer | NoAnswer)[] = [
    ...[200, 302, 404, 429, 503].map((status) => ({
      kind: "answer" as const,
      status,
      headers: {},
      text: "",
    })),
    ...[true, false].map((isSent) => ({ kind: "no-answer" as const, isSent, cause: undefined })),
  ];
  const metrics = createWorkerMetrics({
    lanesInHand: () => 0,
    runsInHand: () => 0,
    ready: () => Promise.resolve({}),
  });
  for (const answer of answers) {
    const http: Http = {
      exchange: () => Promise.resolve(answer),
      open: () => Promise.reject(new Error("nobody asks for it")),
      close: () => Promise.resolve(),
    };
    const { signal } = new AbortController();
    const request = { method: "GET" as const, origin: services.graph, path: "/", headers: {}, signal };
    await observeHttp(http, services, metrics).exchange(request);
  }
  return [...(await metrics.read()).text.matchAll(/answer="(\w+)"/g)].map(([, word = ""]) => word);
}

function migrations(): string[] {
  const names = readdirSync(new URL("../prisma/migrations", import.meta.url)).filter((name) =>
    /^\d/.test(name),
  );
  return names.toSorted().map((name) => read(`prisma/migrations/${name}/migration.sql`));
}

/** Words in quotes of a function as the last migration makes it. */
function wordsOfFunction(name: string): string[] {
  const made = new RegExp(String.raw`CREATE (?:OR REPLACE )?FUNCTION ${name}\([^]*?AS \$\$([^]*?)\$\$`, "g");
  const [, body = ""] = [...migrations().join("\n").matchAll(made)].at(-1) ?? [];
  return [...body.matchAll(/'([^']*)'/g)].map(([, word = ""]) => word);
}

function statesOfRuns(): string[] {
  const [, list = ""] =
    /CREATE TABLE run \([^]*?\bstate\b[^]*?CHECK \(state IN \(([^)]*)\)/.exec(migrations().join("\n")) ?? [];
  return [...list.matchAll(/'([^']+)'/g)].map(([, word = ""]) => word);
}

function jobs(): string[] {
  return [...read("ops/prometheus.yml").matchAll(/job_name: (\S+)/g)].map(([, job = ""]) => job);
}

test.each([
  ["alert-rules.yml", RULES],
  ["grafana-dashboard.json", DASHBOARD],
])("every word that ops/%s waits for is one that is said", (_, text) => {
  const selected = selectedIn(text);
  expect(selected.length).toBeGreaterThan(2);
  for (const { metric, label, words } of selected)
    expect(known[`${metric} ${label}`], `${metric}{${label}}`).toEqual(expect.arrayContaining(words));
});

test("words are found where they are said, and no others", () => {
  expect(known["mac_http_answers_total answer"]?.toSorted()).toEqual(
    ["2xx", "3xx", "429", "4xx", "5xx", "lost", "unreachable"].toSorted(),
  );
  expect(known["mac_connectors state"]).toContain("action-required");
  expect(known["mac_connectors_last_run state"]).toContain("completed-with-issues");
  expect(known["up job"]).toHaveLength(2);
});

test("every alert is explained to operators, and none that does not exist", () => {
  const alerts = [...RULES.matchAll(/- alert: (\w+)/g)].map(([, name = ""]) => name);
  const [, table = ""] = read("docs/operations.md").split("## Alarms");
  const rows = table.split("\n").filter((line) => line.startsWith("| `"));
  const explained = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
  );
  expect(alerts.length).toBeGreaterThan(10);
  expect(explained.toSorted()).toEqual(alerts.toSorted());
});
