import { expect, test } from "vitest";

import { sweepOnce } from "./sweep.ts";
import { idleDeps } from "./testing/idle-deps.ts";
import { tellWishes } from "./wishes.ts";

const TENANT = "c0a70500-0000-4000-8000-000000000001";
const RUN = "11111111-1111-4111-8111-111111111111";

test("one connector whose run cannot be queued holds up nobody else's", async () => {
  const queued: string[] = [];
  const faults: string[] = [];
  const hints: string[] = [];
  const log = () => undefined;
  const deps = idleDeps({
    log: { debug: log, info: log, warn: log, error: (event) => faults.push(event), fatal: log },
    claims: {
      dueConnectors: () =>
        Promise.resolve(["broken", "whole"].map((connectorId) => ({ tenantId: TENANT, connectorId }))),
      insertDueRun: async ({ connectorId }) => {
        if (connectorId === "broken") throw new Error("a row that nobody expected");
        queued.push(connectorId);
      },
      runsToResume: () => Promise.resolve([{ runId: RUN }]),
    },
    enqueue: (name) => Promise.resolve(void hints.push(name)),
  });
  await sweepOnce(deps);
  expect({ queued, faults: faults.length, hints }).toEqual({ queued: ["whole"], faults: 1, hints: ["run"] });
});

test("R48 a wish reaches everybody who is at work on the run, and nobody else; one question for all", async () => {
  const asked: (readonly string[])[] = [];
  const hints: object[] = [];
  const told: string[] = [];
  const deps = idleDeps({
    claims: {
      wishedToStop: async (runIds) => {
        asked.push(runIds);
        return ["stopped"];
      },
      cancelledToEnd: async () => [{ runId: RUN }],
    },
    enqueue: (name, payloads) => Promise.resolve(void hints.push({ name, payloads })),
  });
  deps.news.watch("stopped", () => told.push("one lane"));
  deps.news.watch("stopped", () => told.push("another lane"));
  const leave = deps.news.watch("stopped", () => told.push("one that has gone"));
  deps.news.watch("other", () => told.push("another run"));
  leave();
  await tellWishes(deps);
  expect(asked).toEqual([["stopped", "other"]]);
  expect(told).toEqual(["one lane", "another lane"]);
  expect(hints).toEqual([{ name: "run", payloads: [{ runId: RUN }] }]);
});
